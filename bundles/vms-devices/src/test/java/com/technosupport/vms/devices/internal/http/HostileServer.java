package com.technosupport.vms.devices.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves one connection after the other with whatever bytes the test wants, which no proper HTTP server would send. */
final class HostileServer implements AutoCloseable {

    /** What to do with a request. */
    interface Answer {

        void give(String request, OutputStream output) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Thread thread;
    private final Answer answer;

    HostileServer(Answer answer) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    HostileServer(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
        this.thread = new Thread(this::serve, "hostile-server");
        thread.start();
    }

    static HostileServer saying(String text) throws IOException {
        return new HostileServer((request, output) -> output.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    int port() {
        return server.getLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    boolean isSecure() {
        return server instanceof javax.net.ssl.SSLServerSocket;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                String request = read(socket.getInputStream());
                requests.add(request);
                OutputStream output = socket.getOutputStream();
                answer.give(request, output);
                output.flush();
            } catch (IOException e) {
                // The client hung up, which is what a hostile server deserves; or the test is over. The next one is
                // served.
            }
        }
    }

    private static String read(InputStream input) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
