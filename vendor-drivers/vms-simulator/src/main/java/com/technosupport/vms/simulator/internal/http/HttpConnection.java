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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The requests of one HTTP client. Used by its event loop alone. */
final class HttpConnection implements Connection.Protocol {
    private static final int MAX_BODY = 256 * 1024;
    private static final int ENDLESS_CHUNK = 16 * 1024;
    private static final long ENDLESS_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);
    private static final int MAX_WAITING = 16;
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
    private final HttpServer.Handler handler;
    private final Runnable whenClosed;
    private final RequestParser parser = new RequestParser(MAX_BODY);
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean endless;
    private Exchange current;
    private Consumer<ByteBuffer> listener;

    HttpConnection(
            Connection connection,
            FaultBoard faults,
            Counters counters,
            HttpServer.Handler handler,
            Runnable whenClosed) {
        this.connection = connection;
        this.faults = faults;
        this.counters = counters;
        this.handler = handler;
        this.whenClosed = whenClosed;
    }

    Connection connection() {
        return connection;
    }

    /** From now on what comes is no request. */
    void listen(Consumer<ByteBuffer> to) {
        listener = to;
    }

    boolean awaitsAnswer() {
        return current != null;
    }

    @Override
    public void received(ByteBuffer in) throws IOException {
        while (!connection.isClosed()) {
            if (listener != null) {
                listener.accept(in);
                return;
            }
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
                connection.loop().after(nanos, () -> arrived(request.get()));
            } else {
                arrived(request.get());
            }
        }
    }

    /** Answers go out in the order of their requests: one that comes before the last was answered waits. */
    private void arrived(Request request) {
        if (current == null && waiting.isEmpty()) {
            handle(request);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(request);
        } else {
            connection.close();
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
        boolean keepAlive = request.version().equals("HTTP/1.1")
                && !request.header("connection").orElse("").equalsIgnoreCase("close");
        Exchange exchange = new Exchange(this, keepAlive, !request.method().equals("HEAD"));
        current = exchange;
        if (faults.has(Fault.HTML)) {
            exchange.answer(Response.text(200, "text/html; charset=utf-8", PAGE));
        } else {
            handler.handle(request, exchange);
        }
    }

    void answer(Response response, boolean keepAlive, boolean withBody) {
        current = null;
        if (connection.isClosed()) {
            return;
        }
        boolean goesOn = keepAlive;
        ByteBuffer bytes = response.bytes(keepAlive, withBody);
        if (faults.has(Fault.DROP_CONNECTION)) {
            bytes.limit(bytes.limit() - Math.max(1, response.length() / 2));
            goesOn = false;
        }
        connection.write(bytes);
        if (!goesOn) {
            connection.closeWhenWritten();
        } else if (!waiting.isEmpty()) {
            connection.loop().after(0, () -> {
                if (current == null && !waiting.isEmpty()) {
                    handle(waiting.remove());
                }
            });
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
        whenClosed.run();
        waiting.clear();
        if (current != null) {
            current.closed();
            current = null;
        }
    }
}
