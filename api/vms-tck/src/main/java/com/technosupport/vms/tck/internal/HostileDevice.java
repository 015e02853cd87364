package com.technosupport.vms.tck.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers whatever it is asked in one bad way. */
public final class HostileDevice implements AutoCloseable {

    /** The bad ways. */
    public enum Manner {
        /** A router's login page. */
        WEB_PAGE,
        NOT_FOUND,
        /** Beyond what HTTP knows, as some recorders answer for calls that they lack. */
        STATUS_599,
        EMPTY,
        GARBAGE,
        CLOSES_AT_ONCE,
        TEN_MEGABYTES,
        ENDLESS_CHUNKS,
        ENDLESS_HEADERS,
        LENGTH_TOO_LONG,
        ENTITY_BOMB,
        EXTERNAL_ENTITY,
        ANOTHER_HOST,
        UNKNOWN_AUTHENTICATION,
        ALWAYS_401,
        ONE_BYTE_AT_A_TIME,
        SILENT
    }

    private static final String XML = "<?xml version=\"1.0\"?>";

    private final Manner manner;
    private final ServerSocket server;
    private final ServerSocket elsewhere;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;
    private final Thread trap;
    private final AtomicInteger visitsElsewhere = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile boolean closed;

    public HostileDevice(Manner manner) throws IOException {
        this.manner = manner;
        server = new ServerSocket();
        server.bind(loopback(1));
        elsewhere = new ServerSocket();
        elsewhere.bind(loopback(2));
        acceptor = new Thread(() -> accept(server, this::serve), "hostile-device");
        trap = new Thread(
                () -> accept(elsewhere, socket -> {
                    visitsElsewhere.incrementAndGet();
                    socket.close();
                }),
                "hostile-device-elsewhere");
        acceptor.start();
        trap.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections to a host that a driver has no business with. */
    public int visitsElsewhere() {
        return visitsElsewhere.get();
    }

    public int visits() {
        return visits.get();
    }

    /** Requests with an {@code Authorization}. */
    public int logins() {
        return logins.get();
    }

    private interface Visit {
        void serve(Socket socket) throws IOException;
    }

    private void accept(ServerSocket listener, Visit visit) {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread thread = new Thread(
                        () -> {
                            try (socket) {
                                visit.serve(socket);
                            } catch (IOException e) {
                                return; // the driver has gone, as it should
                            } finally {
                                open.remove(socket);
                            }
                        },
                        "hostile-device-visit");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        visits.incrementAndGet();
        if (manner == Manner.CLOSES_AT_ONCE) {
            return;
        }
        while (readRequest(socket.getInputStream())) {
            answer(socket.getOutputStream());
            if (manner != Manner.WEB_PAGE && manner != Manner.EMPTY) {
                return;
            }
        }
    }

    private boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > 16_384) {
                return false;
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        if (lower.contains("\nauthorization:")) {
            logins.incrementAndGet();
        }
        int at = lower.indexOf("\ncontent-length:");
        if (at >= 0) {
            String length =
                    lower.substring(at + 16, lower.indexOf('\r', at + 1)).strip();
            in.readNBytes(Integer.parseInt(length));
        }
        return true;
    }

    private void answer(OutputStream out) throws IOException {
        switch (manner) {
            case WEB_PAGE -> send(out, "200 OK", "text/html", "<html><body><form>Log in</form></body></html>");
            case NOT_FOUND -> send(out, "404 Not Found", "text/plain", "no");
            case STATUS_599 -> send(out, "599 Unknown", "text/plain", "");
            case EMPTY -> send(out, "200 OK", "application/xml", "");
            case GARBAGE -> write(out, "\u0000\u0001\u0002 SSH-2.0-dropbear\r\n\r\n");
            case TEN_MEGABYTES -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 10485760\r\n\r\n");
                for (int i = 0; i < 160; i++) {
                    out.write(new byte[65_536]);
                }
            }
            case ENDLESS_CHUNKS -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (!closed) {
                    write(out, "10\r\nkey=value\r\nkey=v\r\n");
                }
            }
            case ENDLESS_HEADERS -> {
                write(out, "HTTP/1.1 200 OK\r\n");
                while (!closed) {
                    write(out, "X-More: and more\r\n");
                }
            }
            case LENGTH_TOO_LONG ->
                write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 5000\r\n\r\n" + XML);
            case ENTITY_BOMB ->
                send(
                        out,
                        "200 OK",
                        "application/xml",
                        XML + "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\">"
                                + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
                                + "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;\">]><a>&f;</a>");
            case EXTERNAL_ENTITY ->
                send(
                        out,
                        "200 OK",
                        "application/xml",
                        XML + "<!DOCTYPE a [<!ENTITY b SYSTEM \"http://127.0.0.2:" + elsewhere.getLocalPort()
                                + "/\">]><a>&b;</a>");
            case ANOTHER_HOST ->
                write(
                        out,
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:" + elsewhere.getLocalPort()
                                + "/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            case UNKNOWN_AUTHENTICATION -> challenge(out, "Mystery a=\"b\"");
            case ALWAYS_401 ->
                challenge(out, "Digest realm=\"device\", qop=\"auth\", nonce=\"" + System.nanoTime() + "\"");
            case ONE_BYTE_AT_A_TIME -> {
                for (byte part : "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                        .repeat(50)
                        .getBytes(StandardCharsets.US_ASCII)) {
                    out.write(part);
                    out.flush();
                    pause(200);
                }
            }
            case SILENT -> pause(60_000);
            case CLOSES_AT_ONCE -> out.close();
        }
    }

    /** Until closed, or so many milliseconds. */
    private synchronized void pause(long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        try {
            while (!closed && end - System.nanoTime() > 0) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Any port of 127.0.0.n. */
    private static InetSocketAddress loopback(int n) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) n}), 0);
    }

    private static void challenge(OutputStream out, String challenge) throws IOException {
        write(out, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + challenge + "\r\nContent-Length: 0\r\n\r\n");
    }

    private static void send(OutputStream out, String status, String type, String body) throws IOException {
        write(
                out,
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.close();
        elsewhere.close();
        for (Socket socket : open) {
            socket.close();
        }
        try {
            acceptor.join();
            trap.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
