package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.w3c.dom.Document;

/** The log-in of ISAPI's web pages: a challenge, a salted and repeated hash, a cookie. Used by its event loop alone. */
final class IsapiSessions {
    private static final String CAPABILITIES = "/ISAPI/Security/sessionLogin/capabilities";
    private static final String LOGIN = "/ISAPI/Security/sessionLogin";
    private static final int ITERATIONS = 100;
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MAX_SESSIONS = 256;

    private record Challenge(String challenge, String salt) {}

    private final NvrFace face;
    private final NvrState state;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Challenge> challenges = bounded();
    private final Map<String, Long> cookies = bounded();

    IsapiSessions(NvrFace face) {
        this.face = face;
        state = face.state();
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_SESSIONS;
            }
        };
    }

    boolean isLogin(Request request) {
        return request.path().equalsIgnoreCase(LOGIN) || request.path().equalsIgnoreCase(CAPABILITIES);
    }

    /** Whether the request's cookie is that of a session, which then lives on. */
    boolean isIn(Request request) {
        long now = System.nanoTime();
        cookies.values().removeIf(last -> now - last > LIFETIME_NANOS);
        for (String cookie : request.header("cookie").orElse("").split(";")) {
            if (cookies.computeIfPresent(cookie.strip(), (name, last) -> now) != null) {
                return true;
            }
        }
        return false;
    }

    void forget() {
        challenges.clear();
        cookies.clear();
    }

    void logout(Request request) {
        for (String cookie : request.header("cookie").orElse("").split(";")) {
            cookies.remove(cookie.strip());
        }
    }

    Response answer(Request request) {
        if (request.path().equalsIgnoreCase(CAPABILITIES)) {
            return challenge();
        }
        if (!request.method().equals("POST")) {
            return IsapiAnswers.wrongMethod(state, request.path());
        }
        try {
            return login(IsapiXml.parse(request.body()));
        } catch (IOException e) {
            return IsapiAnswers.badXml(state, request.path());
        }
    }

    private Response challenge() {
        String id = hex(32);
        Challenge challenge = new Challenge(hex(16), hex(32));
        challenges.put(id, challenge);
        return IsapiAnswers.xml(
                state,
                versioned(
                        "SessionLoginCap",
                        element("sessionID", id),
                        element("challenge", challenge.challenge()),
                        element("iterations", ITERATIONS),
                        element("isIrreversible", true),
                        element("salt", challenge.salt())));
    }

    private Response login(Document document) {
        Challenge challenge = challenges.remove(IsapiXml.text(document, "sessionID"));
        if (!face.guard().lockedFor().isZero()) {
            return refused();
        }
        Credentials credentials = state.device().credentials();
        boolean right = challenge != null
                && !face.guard().refusesAll()
                && IsapiXml.text(document, "userName").equals(credentials.user())
                && MessageDigest.isEqual(
                        password(credentials, challenge.salt(), challenge.challenge(), ITERATIONS)
                                .getBytes(StandardCharsets.US_ASCII),
                        IsapiXml.text(document, "password").getBytes(StandardCharsets.UTF_8));
        if (!right) {
            face.guard().failed();
            return refused();
        }
        face.guard().succeeded();
        String cookie = "WebSession_" + hex(5) + "=" + hex(32);
        cookies.put(cookie, System.nanoTime());
        String root = versioned(
                "SessionLogin",
                element("statusValue", 200),
                element("statusString", "OK"),
                element("isDefaultPassword", false),
                element("isRiskPassword", false),
                element("isActivated", true),
                element("sessionID", hex(32)));
        return IsapiAnswers.xml(state, root).with("Set-Cookie", cookie + "; path=/; HttpOnly");
    }

    private Response refused() {
        boolean locked = !face.guard().lockedFor().isZero();
        String root = versioned(
                "SessionLogin",
                element("statusValue", 401),
                element("statusString", "Unauthorized"),
                element("lockStatus", locked ? "lock" : "unlock"),
                element("unlockTime", face.guard().lockedFor().plusMillis(999).toSeconds()),
                element("retryLoginTime", locked ? 0 : face.guard().attemptsLeft()));
        return IsapiAnswers.xml(state, root).status(401);
    }

    /** The password as an irreversible log-in sends it. */
    static String password(Credentials credentials, String salt, String challenge, int iterations) {
        String hash = sha256(credentials.user() + salt + credentials.password());
        hash = sha256(hash + challenge);
        for (int i = 2; i < iterations; i++) {
            hash = sha256(hash);
        }
        return hash;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String hex(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }
}
