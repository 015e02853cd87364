package com.technosupport.vms.web.internal.http;

import jakarta.servlet.http.HttpServletRequest;

/** Which part of the server a path belongs to. */
public final class Paths {

    public static final String API = "/api";
    public static final String SOCKET = "/ws";

    /** Those that carry video, one below for each live session. */
    public static final String MEDIA_SOCKETS = "/ws/live";

    private static final String HEALTH = "/health";
    private static final String METRICS = "/metrics";

    private Paths() {}

    /** Whether only a WebSocket is served there. */
    static boolean isSocket(String path) {
        return path.equals(SOCKET) || isUnder(path, MEDIA_SOCKETS);
    }

    /** The decoded path, by which the container too decides who serves it: the raw one may be written in many ways. */
    public static String of(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }

    /** Whether the path belongs to the server's own interfaces and not to the dashboard. */
    public static boolean isApplication(String path) {
        return isUnder(path, API) || isUnder(path, HEALTH) || isUnder(path, METRICS) || isUnder(path, SOCKET);
    }

    private static boolean isUnder(String path, String root) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }
}
