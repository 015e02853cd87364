package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.Request;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The HTTP side of a recorder: checks credentials, lets the dialect answer, and spoils the answer as told. Used by its event loop alone. */
final class NvrService implements HttpServer.Handler {
    private static final int HUGE = 10 * 1024 * 1024;
    private static final int CHUNK = 4096;
    private static final long CHUNK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int TOO_LONG = 100;
    private static final int TOO_SHORT = 10;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html><head><title>Web service</title><link rel="shortcut icon" href="favicon.ico"></head>
            <body><p>Please install the plug-in & log in.<br></body></html>
            """;

    private final NvrState state;
    private final Dialect dialect;
    private final LoginGuard guard;
    private final EventStreams events;
    private final Counters counters;
    private volatile URI elsewhere = URI.create("http://127.9.9.9/");

    NvrService(NvrState state, Dialect dialect, LoginGuard guard, EventStreams events, Counters counters) {
        this.state = state;
        this.dialect = dialect;
        this.guard = guard;
        this.events = events;
        this.counters = counters;
    }

    void elsewhere(URI base) {
        elsewhere = base;
    }

    @Override
    public void handle(Request request, Exchange exchange) {
        state.asked(request.method() + " " + request.target());
        if (dialect.isOpen(request)) {
            exchange.answer(dialect.answer(request));
            return;
        }
        LoginGuard.Verdict verdict = dialect.inSession(request) ? LoginGuard.Verdict.GOOD : guard.check(request);
        if (verdict == LoginGuard.Verdict.GOOD) {
            authorised(request, exchange);
            return;
        }
        if (verdict == LoginGuard.Verdict.WRONG || verdict == LoginGuard.Verdict.LOCKED) {
            counters.refused.increment();
        }
        exchange.answer(dialect.refuse(request, verdict));
    }

    private void authorised(Request request, Exchange exchange) {
        if (state.has(NvrQuirk.ENDLESS_CHUNKED)) {
            endless(exchange.connection());
            return;
        }
        Optional<Response> spoiled = spoiled(request);
        if (spoiled.isPresent()) {
            exchange.answer(spoiled.get());
            return;
        }
        Optional<Dialect.EventStream> stream = dialect.eventStream(request);
        if (stream.isPresent()) {
            events.open(exchange, stream.get());
            return;
        }
        if (dialect.listens(request, exchange)) {
            return;
        }
        Response answer = dialect.answer(request);
        if (state.has(NvrQuirk.LENGTH_TOO_LONG)) {
            // What was promised never comes, and the connection stays.
            exchange.connection().write(answer.lying(TOO_LONG));
        } else if (state.has(NvrQuirk.LENGTH_TOO_SHORT)) {
            exchange.connection().write(answer.lying(-TOO_SHORT));
            exchange.connection().closeWhenWritten();
        } else {
            exchange.answer(answer);
        }
    }

    private Optional<Response> spoiled(Request request) {
        if (state.has(NvrQuirk.REDIRECT)) {
            return Optional.of(Response.text(302, "text/html", "")
                    .with("Location", elsewhere.resolve(request.target()).toString()));
        }
        if (state.has(NvrQuirk.XML_BOMB)) {
            return Optional.of(Response.text(200, "application/xml", bomb()));
        }
        if (state.has(NvrQuirk.HUGE_ANSWER)) {
            return Optional.of(
                    Response.text(200, "application/xml", "<DeviceInfo>" + "<model>x</model>".repeat(HUGE / 16)));
        }
        if (state.has(NvrQuirk.HTML_DEVICE_INFO) && dialect.isDeviceInfo(request)) {
            return Optional.of(Response.text(200, "text/html", PAGE));
        }
        if (!dialect.isEssential(request)) {
            return missing()
                    .map(status -> Response.text(status, "text/html", "<html><body>" + status + "</body></html>"));
        }
        return Optional.empty();
    }

    private Optional<Integer> missing() {
        if (state.has(NvrQuirk.MISSING_404)) {
            return Optional.of(404);
        }
        if (state.has(NvrQuirk.MISSING_501)) {
            return Optional.of(501);
        }
        return state.has(NvrQuirk.MISSING_599) ? Optional.of(599) : Optional.empty();
    }

    /** Ten entities, each ten times the one before. */
    private static String bomb() {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE DeviceInfo [\n<!ENTITY a0 \"0123456789\">\n");
        for (int i = 1; i <= 9; i++) {
            xml.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">\n");
        }
        return xml.append("]>\n<DeviceInfo><model>&a9;</model></DeviceInfo>\n").toString();
    }

    private static void endless(Connection connection) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n";
        connection.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        more(connection);
    }

    /** No faster than the client reads, and never so much that it hurts this process. */
    private static void more(Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        if (connection.queued() == 0) {
            String chunk = Integer.toHexString(CHUNK) + "\r\n" + " ".repeat(CHUNK) + "\r\n";
            connection.write(ByteBuffer.wrap(chunk.getBytes(StandardCharsets.US_ASCII)));
        }
        connection.loop().after(CHUNK_NANOS, () -> more(connection));
    }
}
