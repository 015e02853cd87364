package com.technosupport.vms.simulator.internal.http;

import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Listener;
import com.technosupport.vms.simulator.internal.net.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A small HTTP/1.1 server on an event loop, with the faults that a camera's can have. Used by its loop alone, but for the constructor. */
public final class HttpServer {
    private static final int READ_LIMIT = 300 * 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final FaultBoard faults;
    private final Counters counters;
    private final Handler handler;
    private final Listener listener;
    private final Map<Connection, HttpConnection> clients = new HashMap<>();

    /** What answers requests: at once, or by keeping the exchange for later. */
    public interface Handler {
        void handle(Request request, Exchange exchange);
    }

    /** A server whose handler has each answer at once. */
    public static HttpServer immediate(
            EventLoop loop,
            InetAddress host,
            int port,
            FaultBoard faults,
            Counters counters,
            Function<Request, Response> handler)
            throws IOException {
        return new HttpServer(
                loop, host, port, faults, counters, (request, exchange) -> exchange.answer(handler.apply(request)));
    }

    public HttpServer(EventLoop loop, InetAddress host, int port, FaultBoard faults, Counters counters, Handler handler)
            throws IOException {
        this.faults = faults;
        this.counters = counters;
        this.handler = handler;
        listener = new Listener(loop, host, port, READ_LIMIT, this::accept);
    }

    public int port() {
        return listener.address().getPort();
    }

    public void open() throws IOException {
        listener.open();
    }

    /** Stops listening; {@link #open} starts again. */
    public void stop() {
        listener.stop();
    }

    /** Closes all connections. */
    public void drop() {
        listener.drop();
    }

    /** Closes connections on which nothing has come for a minute and that await no answer. To be called now and then. */
    public void sweep() {
        long now = System.nanoTime();
        for (Connection connection : Set.copyOf(listener.connections())) {
            long stalled = connection.stalledNanos(now);
            HttpConnection client = clients.get(connection);
            boolean awaitsAnswer = client != null && client.awaitsAnswer();
            boolean idle = stalled == 0 && !awaitsAnswer && now - connection.lastRead() > IDLE_NANOS;
            if (idle || stalled > IDLE_NANOS) {
                connection.close();
            }
        }
    }

    private Connection.Protocol accept(Connection connection) {
        HttpConnection client =
                new HttpConnection(connection, faults, counters, handler, () -> clients.remove(connection));
        clients.put(connection, client);
        return client;
    }
}
