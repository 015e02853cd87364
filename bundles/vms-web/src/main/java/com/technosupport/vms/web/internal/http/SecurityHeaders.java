package com.technosupport.vms.web.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;

/** The headers that tell a browser what not to do with our answers. On every answer, errors and files too. */
final class SecurityHeaders {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");

    private SecurityHeaders() {}

    static void apply(HttpServletRequest request, HttpServletResponse response, String path) {
        response.setHeader("Content-Security-Policy", policy(request));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader(
                "Permissions-Policy",
                "camera=(), geolocation=(), microphone=(self), payment=(), usb=(), fullscreen=(self), autoplay=(self)");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        if (Paths.isApplication(path)) {
            response.setHeader("Cache-Control", "no-store");
        }
    }

    private static String policy(HttpServletRequest request) {
        return "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'"
                + socketOrigin(request)
                + "; script-src 'self'; style-src 'self'; worker-src 'self' blob:; object-src 'none';"
                + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    }

    /** Some browsers do not count our own WebSocket as 'self'. */
    private static String socketOrigin(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null || !HOST.matcher(host).matches()) {
            return "";
        }
        return (request.isSecure() ? " wss://" : " ws://") + host;
    }
}
