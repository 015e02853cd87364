package com.technosupport.vms.simulator.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer of HTTP (RFC 9112). Immutable. */
public final class Response {
    private final int status;
    private final String type;
    private final List<String> headers;
    private final byte[] body;

    private Response(int status, String type, List<String> headers, byte[] body) {
        this.status = status;
        this.type = type;
        this.headers = headers;
        this.body = body;
    }

    public static Response bytes(String type, byte[] body) {
        return new Response(200, type, List.of(), body);
    }

    public static Response text(int status, String type, String body) {
        return new Response(status, type, List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks for credentials. */
    public static Response unauthorized(List<String> challenges, String type, String body) {
        List<String> headers =
                challenges.stream().map(value -> "WWW-Authenticate: " + value).toList();
        return new Response(401, type, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer with one more header. */
    public Response with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name + ": " + value);
        return new Response(status, type, List.copyOf(more), body);
    }

    /** The same answer with another status. */
    public Response status(int other) {
        return new Response(other, type, headers, body);
    }

    public int status() {
        return status;
    }

    int length() {
        return body.length;
    }

    /** The answer as it goes out, with a Content-Length that is wrong by some bytes. */
    public ByteBuffer lying(int bytes) {
        return bytes(true, true, body.length + bytes);
    }

    ByteBuffer bytes(boolean keepAlive, boolean withBody) {
        return bytes(keepAlive, withBody, body.length);
    }

    private ByteBuffer bytes(boolean keepAlive, boolean withBody, int length) {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\nServer: Techno Support Simulator\r\nContent-Type: ")
                .append(type)
                .append("\r\nContent-Length: ")
                .append(length)
                .append("\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer out =
                ByteBuffer.allocate(start.length + (withBody ? body.length : 0)).put(start);
        return (withBody ? out.put(body) : out).flip();
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 302 -> "Found";
            case 403 -> "Forbidden";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 599 -> "Not Supported";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            default -> "Internal Server Error";
        };
    }
}
