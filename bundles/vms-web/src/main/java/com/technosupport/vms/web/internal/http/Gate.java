package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.model.VmsException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Stands before every request, whoever serves it: correlation id, security headers, the limit of the body, errors as
 * problems, and who may open a WebSocket. A preprocessor and not a filter, since the container's own filter takes a
 * WebSocket's handshake before any filter of a bundle (OSGi Compendium 8, section 140.5.1).
 */
@Component(
        service = Preprocessor.class,
        immediate = true,
        reference = @Reference(name = "http", service = HttpReady.class))
public final class Gate implements Preprocessor {

    /** Bodies are small, but for the few that are files: see {@link #limit}. */
    static final long MAX_BODY = 1 << 20;

    static final long MAX_SDP = 64 << 10;

    /** Of a plug-in's jar; who keeps them has a limit of its own, which can be set. */
    static final long MAX_JAR = 4L << 30;

    /** Of a plan's picture. */
    static final long MAX_PICTURE = 10 << 20;

    private static final String CORRELATION = "com.technosupport.vms.correlation";
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Authenticator authenticator;
    private final RequestCounters counters;
    private final Clock clock;

    @Activate
    public Gate(@Reference Authenticator authenticator, @Reference RequestCounters counters) {
        this(authenticator, counters, Clock.systemUTC());
    }

    Gate(Authenticator authenticator, RequestCounters counters, Clock clock) {
        this.clock = clock;
        this.authenticator = authenticator;
        this.counters = counters;
    }

    /** The id under which this request stands in the log. */
    public static String correlationId(HttpServletRequest request) {
        Object id = request.getAttribute(CORRELATION);
        return id == null ? "" : id.toString();
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        String path = Paths.of(request);
        String correlation =
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        request.setAttribute(CORRELATION, correlation);
        SecurityHeaders.apply(request, response, path);
        MDC.put("correlation", correlation);
        long started = System.nanoTime();
        try {
            admit(request, response, path, chain);
        } catch (IOException | ServletException | RuntimeException e) {
            fail(request, response, path, e);
        } finally {
            MDC.remove("correlation");
            counters.count(path, response.getStatus(), System.nanoTime() - started);
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, String path, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse guarded = new ProblemResponse(request, response);
        if (Paths.isSocket(path)) {
            Optional<HttpServletRequest> handshake = handshake(request, response);
            if (handshake.isPresent()) {
                chain.doFilter(handshake.get(), guarded);
            }
            return;
        }
        long limit = limit(request.getMethod(), path);
        if (request.getContentLengthLong() > limit) {
            ProblemResponse.send(request, response, Failure.ofStatus(413));
            return;
        }
        chain.doFilter(new LimitedRequest(request, limit), guarded);
    }

    private static long limit(String method, String path) {
        if (path.startsWith(Paths.API) && path.contains("/whep")) {
            return MAX_SDP;
        }
        if (method.equals("POST") && path.equals("/api/plugins")) {
            return MAX_JAR;
        }
        boolean picture =
                switch (method) {
                    case "POST" -> path.equals("/api/plans");
                    case "PUT" -> path.startsWith("/api/plans/") && path.endsWith("/image");
                    default -> false;
                };
        return picture ? MAX_PICTURE : MAX_BODY;
    }

    private Optional<HttpServletRequest> handshake(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // HTTP/2 has CONNECT in place of an upgrade (RFC 8441).
        boolean upgrade = request.getMethod().equals("CONNECT")
                || (request.getMethod().equals("GET") && "websocket".equalsIgnoreCase(request.getHeader("Upgrade")));
        if (!upgrade) {
            response.setHeader("Upgrade", "websocket");
            ProblemResponse.send(request, response, Failure.ofStatus(426, "Only a WebSocket is served here"));
            return Optional.empty();
        }
        Optional<Identity> identity = authenticator.identifySocket(request);
        if (identity.isEmpty()) {
            ProblemResponse.send(request, response, Failure.ofStatus(401));
            return Optional.empty();
        }
        if (identity.get().byCookie() && Authenticator.isCrossSite(request)) {
            ProblemResponse.send(request, response, Failure.ofStatus(403, "Not from this site"));
            return Optional.empty();
        }
        if (identity.get().caller().mustChangePassword()) {
            ProblemResponse.send(request, response, AccessRules.passwordChangeRequired());
            return Optional.empty();
        }
        Handshake handshake = new Handshake(request, identity.get());
        SocketCompression.turnOff(handshake.getServletContext());
        return Optional.of(handshake);
    }

    private void fail(HttpServletRequest request, HttpServletResponse response, String path, Exception exception)
            throws IOException {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof VmsException known) {
                ProblemResponse.send(request, response, Failure.of(known, clock.instant()));
                return;
            }
            Optional<Failure> failure = cause instanceof BodyTooLargeException
                    ? Optional.of(Failure.ofStatus(413))
                    : Failure.ofContainer(cause);
            if (failure.isPresent()) {
                ProblemResponse.send(request, response, failure.get());
                return;
            }
        }
        if (exception instanceof IOException disconnected) {
            // The client went away, or the container refuses to go on: there is nobody to answer.
            LOG.debug("{} {} broke off", request.getMethod(), path, disconnected);
            throw disconnected;
        }
        LOG.error("{} {} failed", request.getMethod(), path, exception);
        ProblemResponse.send(request, response, Failure.ofStatus(500));
    }

    /** A WebSocket's handshake with the caller known: the socket's session tells its principal. */
    private static final class Handshake extends HttpServletRequestWrapper {

        private final Identity identity;

        Handshake(HttpServletRequest request, Identity identity) {
            super(request);
            this.identity = identity;
        }

        @Override
        public Principal getUserPrincipal() {
            return identity;
        }

        @Override
        public String getRemoteUser() {
            return identity.getName();
        }

        /** The container's own context, which its upgrade needs, and not the one that the whiteboard shows to bundles. */
        @Override
        public ServletContext getServletContext() {
            ServletRequest innermost = getRequest();
            while (innermost instanceof ServletRequestWrapper wrapper) {
                innermost = wrapper.getRequest();
            }
            return innermost.getServletContext();
        }
    }
}
