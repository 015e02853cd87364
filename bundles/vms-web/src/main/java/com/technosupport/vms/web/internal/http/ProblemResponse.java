package com.technosupport.vms.web.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Turns the container's error pages into problems, wherever in the server they come from, and says with a refusal that the
 * connection ends if the request had a body: one that was refused before it was read can only be got rid of so, and a client that is
 * not told sends its next request into a connection that is about to close (RFC 9112, section 9.6).
 */
public final class ProblemResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;

    ProblemResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    @Override
    public void setStatus(int status) {
        super.setStatus(status);
        endConnection(request, (HttpServletResponse) getResponse(), status);
    }

    private static void endConnection(HttpServletRequest request, HttpServletResponse response, int status) {
        boolean body = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (body && status >= 400) {
            response.setHeader("Connection", "close");
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        send(request, (HttpServletResponse) getResponse(), Failure.ofStatus(status));
    }

    /** The message is dropped: it may name internals. */
    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }

    /** Answers with a problem, if nothing was answered yet. */
    public static void send(HttpServletRequest request, HttpServletResponse response, Failure failure)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(failure.status());
        endConnection(request, response, failure.status());
        failure.retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", Integer.toString(seconds)));
        if (failure.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(Problem.MEDIA_TYPE);
        byte[] body =
                failure.problem(Paths.of(request), Gate.correlationId(request)).toJson();
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
        response.flushBuffer();
    }
}
