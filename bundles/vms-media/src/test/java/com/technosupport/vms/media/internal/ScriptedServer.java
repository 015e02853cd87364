package com.technosupport.vms.media.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An RTSP server that answers as a test tells it to: for the odd ways of devices. One connection after the other. */
final class ScriptedServer implements AutoCloseable {

    /** A request as it came. */
    record Request(String method, String uri, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What a device does with a request. */
    interface Device {
        /** Status line's end, then header lines; the body behind a blank line. Null closes the connection. */
        String answer(Request request, OutputStream wire) throws IOException;
    }

    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    final List<String> answersToUs = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket server;
    private final Device device;
    private final Thread thread;

    ScriptedServer(Device device) throws IOException {
        this.device = device;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.thread = new Thread(this::serve, "scripted-rtsp");
        thread.start();
    }

    URI uri(String path) {
        return URI.create("rtsp://127.0.0.1:" + server.getLocalPort() + path);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                // The client left, or the test ends.
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        String line;
        while ((line = in.readLine()) != null) {
            if (line.startsWith("$")) {
                continue;
            }
            String[] words = line.split(" ");
            Map<String, String> headers = new LinkedHashMap<>();
            String header;
            while ((header = in.readLine()) != null && !header.isEmpty()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon), header.substring(colon + 1).trim());
            }
            if (line.startsWith("RTSP/")) {
                answersToUs.add(line);
                continue;
            }
            if (words.length < 3) {
                continue;
            }
            Request request = new Request(words[0], words[1], headers);
            requests.add(request);
            String answer = device.answer(request, out);
            if (answer == null) {
                return;
            }
            String[] parts = answer.split("\n\n", 2);
            StringBuilder text = new StringBuilder("RTSP/1.0 " + parts[0].replace("\n", "\r\n") + "\r\n");
            text.append("CSeq: ").append(request.header("CSeq")).append("\r\n");
            String body = parts.length > 1 ? parts[1] : "";
            text.append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
            out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        thread.join();
    }
}
