package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.http.Response;

/** {@code key=value} lines, as Dahua's CGI writes them. */
final class DahuaLines {
    private static final String TYPE = "text/plain;charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    DahuaLines add(String key, Object value) {
        text.append(key).append('=').append(value).append("\r\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    Response answer() {
        return plain(200, text.toString());
    }

    static Response ok() {
        return plain(200, "OK\r\n");
    }

    static Response result(Object value) {
        return new DahuaLines().add("result", value).answer();
    }

    /** Arguments that make no sense, or a search that finds nothing. */
    static Response bad() {
        return plain(400, "Error\r\nBad Request!\r\n");
    }

    /** A call that the firmware does not have. */
    static Response notImplemented() {
        return plain(501, "Error\r\nNot Implemented!\r\n");
    }

    static Response notFound() {
        return plain(404, "Error\r\nNot Found!\r\n");
    }

    static Response plain(int status, String body) {
        return Response.text(status, TYPE, body);
    }
}
