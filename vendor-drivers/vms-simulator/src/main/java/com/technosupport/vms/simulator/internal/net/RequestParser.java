package com.technosupport.vms.simulator.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Cuts requests out of what a client sent. Anything that is no request ends the connection. */
public final class RequestParser {
    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_HEADERS = 100;

    private final int maxBody;

    public RequestParser(int maxBody) {
        this.maxBody = maxBody;
    }

    /** Takes the next whole request, or nothing as long as it is not complete. */
    public Optional<Request> next(ByteBuffer in) throws IOException {
        while (in.hasRemaining() && (in.get(in.position()) == '\r' || in.get(in.position()) == '\n')) {
            in.get();
        }
        int end = endOfHead(in);
        if (end < 0) {
            if (in.remaining() > MAX_HEAD) {
                throw new IOException("The request's head is too long");
            }
            return Optional.empty();
        }
        byte[] head = new byte[end - in.position()];
        in.get(in.position(), head);
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r?\n");
        String[] start = lines[0].trim().split(" +");
        if (start.length != 3 || lines.length > MAX_HEADERS) {
            throw new IOException("Not a request");
        }
        Map<String, String> headers = headers(lines);
        int length = bodyLength(headers);
        if (in.limit() - end < length) {
            return Optional.empty();
        }
        byte[] body = new byte[length];
        in.position(end);
        in.get(body);
        return Optional.of(new Request(
                start[0], start[1], start[2], Map.copyOf(headers), new String(body, StandardCharsets.UTF_8)));
    }

    private static Map<String, String> headers(String[] lines) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (lines[i].isBlank()) {
                continue;
            }
            if (colon <= 0) {
                throw new IOException("Not a header");
            }
            String name = lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT);
            headers.merge(name, lines[i].substring(colon + 1).trim(), (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private int bodyLength(Map<String, String> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("Chunked requests are not taken");
        }
        String length = headers.getOrDefault("content-length", "0");
        try {
            int value = Integer.parseInt(length);
            if (value < 0 || value > maxBody) {
                throw new IOException("The request's body is too long");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IOException("Not a length", e);
        }
    }

    /** The index after the empty line, or -1. */
    private static int endOfHead(ByteBuffer in) {
        int limit = Math.min(in.limit(), in.position() + MAX_HEAD);
        for (int i = in.position(); i < limit; i++) {
            if (in.get(i) == '\n') {
                int next = i + 1;
                if (next < limit && in.get(next) == '\r') {
                    next++;
                }
                if (next < limit && in.get(next) == '\n') {
                    return next + 1;
                }
            }
        }
        return -1;
    }
}
