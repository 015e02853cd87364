package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.Services;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds out who sent a request: the one place that reads cookies, tokens, tickets and origins. */
@Component(service = Authenticator.class, immediate = true)
public final class Authenticator {

    public static final String COOKIE = "vms_session";

    /** A script of another site cannot set it without asking us first. */
    public static final String CSRF_HEADER = "X-VMS-CSRF";

    private static final int MAX_TOKEN_LENGTH = 512;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=:-]+");

    private final Services services;
    private final Tickets tickets = new Tickets();

    @Activate
    public Authenticator(@Reference Services services) {
        this.services = services;
    }

    /**
     * Whose request this is, by its {@code Authorization} header, else by its cookie. A header that is wrong is not made up
     * for by a cookie.
     *
     * @throws VmsException {@link ErrorCode#BUSY}, {@link ErrorCode#STORE_UNAVAILABLE}
     */
    public Optional<Identity> identify(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            String scheme = "Bearer ";
            return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                    ? byToken(authorization.substring(scheme.length()).strip(), false)
                    : Optional.empty();
        }
        return cookie(request).flatMap(token -> byToken(token, true));
    }

    /** Issues a ticket that opens one WebSocket, which then lives no longer than the session it was issued in. */
    public String issueTicket(Identity identity) {
        return tickets.issue(services.accessControl(), identity);
    }

    /** Whose handshake this is, always with the token of its session. A ticket counts before a cookie; it works once. */
    public Optional<Identity> identifySocket(HttpServletRequest request) {
        String ticket = request.getParameter("ticket");
        if (ticket != null) {
            return plausible(ticket)
                    ? tickets.redeem(services.accessControl(), ticket)
                            .filter(who -> who.token().isPresent())
                    : Optional.empty();
        }
        return identify(request);
    }

    /**
     * Whether another site made the browser send this request, as far as the browser says. Clients that are no browsers say
     * nothing, and hold no cookies that others could use.
     */
    public static boolean isCrossSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = request.getHeader("Origin");
        return origin != null && !isOwnOrigin(origin, request);
    }

    /** Browsers leave out a scheme's usual port in both headers; a proxy in front may have changed the scheme. */
    private static boolean isOwnOrigin(String origin, HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            // HTTP/2 has it in :authority, which the container tells as the server's name and port.
            host = request.getServerName() + ":" + request.getServerPort();
        }
        int scheme = origin.indexOf("://");
        if (scheme < 0) {
            return false;
        }
        String name = origin.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
            return false;
        }
        String port = name.equals("https") ? ":443" : ":80";
        return withPort(origin.substring(scheme + 3), port).equalsIgnoreCase(withPort(host, port));
    }

    private static String withPort(String authority, String port) {
        return authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority : authority + port;
    }

    private Optional<Identity> byToken(String token, boolean byCookie) {
        if (!plausible(token)) {
            return Optional.empty();
        }
        return services.accessControl()
                .authenticate(token)
                .map(caller -> new Identity(caller, Optional.of(token), byCookie));
    }

    private static boolean plausible(String token) {
        return token.length() <= MAX_TOKEN_LENGTH && TOKEN.matcher(token).matches();
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }
}
