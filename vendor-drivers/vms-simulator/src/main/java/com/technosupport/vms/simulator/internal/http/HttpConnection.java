package com.technosupport.vms.simulator.internal.http;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.net.RequestParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The requests of one HTTP client. Used by its event loop alone. */
final class HttpConnection implements Connection.Protocol {
    private static final int MAX_BODY = 256 * 1024;
    private static final int ENDLESS_CHUNK = 16 * 1024;
    private static final long ENDLESS_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MAX_QUEUED = 4 * 1024 * 1024;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html><head><title>Welcome</title></head><body><h1>It works</h1><p>Please log in.<br></body></html>
            """;
    private static final String ENDLESS_START = """
            HTTP/1.1 200 OK\r
            Content-Type: application/soap+xml\r
            Connection: close\r
            \r
            <?xml version="1.0"?>
            <Envelope>
            """;

    private final Connection connection;
    private final FaultBoard faults;
    private final Counters counters;
    private final Function<Request, Response> handler;
    private final RequestParser parser = new RequestParser(MAX_BODY);
    private boolean endless;

    HttpConnection(Connection connection, FaultBoard faults, Counters counters, Function<Request, Response> handler) {
        this.connection = connection;
        this.faults = faults;
        this.counters = counters;
        this.handler = handler;
    }

    @Override
    public void received(ByteBuffer in) throws IOException {
        while (!connection.isClosed()) {
            Optional<Request> request = parser.next(in);
            if (request.isEmpty()) {
                return;
            }
            counters.requests.increment();
            if (connection.queued() > MAX_QUEUED) {
                throw new IOException("The client does not read");
            }
            if (endless || faults.has(Fault.SILENT)) {
                continue;
            }
            if (faults.has(Fault.SLOW)) {
                long nanos = (long) (faults.amount(Fault.SLOW) * TimeUnit.SECONDS.toNanos(1));
                connection.loop().after(nanos, () -> handle(request.get()));
            } else {
                handle(request.get());
            }
        }
    }

    private void handle(Request request) {
        if (connection.isClosed()) {
            return;
        }
        if (faults.has(Fault.ENDLESS)) {
            endless = true;
            connection.write(ByteBuffer.wrap(ENDLESS_START.getBytes(StandardCharsets.US_ASCII)));
            goOn();
            return;
        }
        Response response =
                faults.has(Fault.HTML) ? Response.text(200, "text/html; charset=utf-8", PAGE) : handler.apply(request);
        boolean keepAlive = request.version().equals("HTTP/1.1")
                && !request.header("connection").orElse("").equalsIgnoreCase("close");
        ByteBuffer bytes = response.bytes(keepAlive, !request.method().equals("HEAD"));
        if (faults.has(Fault.DROP_CONNECTION)) {
            bytes.limit(bytes.limit() - Math.max(1, response.length() / 2));
            keepAlive = false;
        }
        connection.write(bytes);
        if (!keepAlive) {
            connection.closeWhenWritten();
        }
    }

    /** Writes more of the answer without end: no faster than the client reads, and never so much that it hurts this process. */
    private void goOn() {
        if (connection.isClosed()) {
            return;
        }
        if (connection.queued() == 0) {
            byte[] chunk = new byte[ENDLESS_CHUNK];
            Arrays.fill(chunk, (byte) ' ');
            connection.write(ByteBuffer.wrap(chunk));
        }
        connection.loop().after(ENDLESS_PAUSE, this::goOn);
    }

    @Override
    public void closed() {
        // Nothing is kept for a client that has gone.
    }
}
