package com.technosupport.vms.rules.internal.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST over HTTP/1.1 (RFC 9112) to an address that was checked before. The JDK's own client looks a name up again when it
 * connects, so what was checked need not be what is reached; here the socket goes to the address, and TLS still checks the
 * name. Of the answer only its head is read, within a limit and a deadline; nothing is followed.
 */
final class WebhookCall {

    private static final int MOST_HEAD = 16 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** The answer's status and header fields, by their names in lower case. */
    record Answer(int status, Map<String, String> fields) {}

    private WebhookCall() {}

    /** @param time for all of it */
    static Answer post(URI url, InetAddress address, Map<String, String> fields, byte[] body, Duration time)
            throws IOException {
        long end = System.nanoTime() + time.toNanos();
        boolean secure = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), (int) CONNECT.toMillis());
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(left(end));
            try (Socket socket = secure ? secured(plain, host(url), port) : plain) {
                OutputStream out = socket.getOutputStream();
                out.write(head(url, fields, body.length).getBytes(ISO_8859_1));
                out.write(body);
                out.flush();
                return read(socket, end);
            }
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        try {
            SSLParameters parameters = socket.getSSLParameters();
            // Else any certificate for any name would do.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Without the brackets of an IPv6 address. */
    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String head(URI url, Map<String, String> fields, int length) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder("POST ")
                .append(path)
                .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getHost())
                .append(url.getPort() >= 0 ? ":" + url.getPort() : "")
                .append("\r\nConnection: close\r\nContent-Length: ")
                .append(length)
                .append("\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private static int left(long end) throws SocketTimeoutException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) left;
    }

    private static Answer read(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        int budget = MOST_HEAD;
        while (true) {
            String[] status = line(socket, in, end, budget).split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-9][0-9]{2}")) {
                throw new IOException("the answer is not HTTP");
            }
            int code = Integer.parseInt(status[1]);
            Map<String, String> fields = new HashMap<>();
            for (String line = line(socket, in, end, budget); !line.isEmpty(); line = line(socket, in, end, budget)) {
                budget -= line.length() + 2;
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            if (code >= 200) {
                return new Answer(code, fields);
            }
            // An interim answer: another follows.
            budget -= 64;
        }
    }

    private static String line(Socket socket, InputStream in, long end, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < most) {
            socket.setSoTimeout(left(end));
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (next == '\n') {
                String text = line.toString(US_ASCII);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
        throw new IOException("the answer's head is too large");
    }
}
