package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RPC2: calls in JSON, after a log-in of two steps. Used by its event loop alone. */
final class DahuaRpc {
    static final long LOCKED = 268_632_081L;

    private static final long CHALLENGE = 268_632_079L;
    private static final long WRONG = 268_632_085L;
    private static final long STALE_SESSION = 287_637_504L;
    private static final long NO_SUCH_METHOD = 268_894_210L;
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MAX_SESSIONS = 256;
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?\\d+))");

    private static final class Session {
        private final String random;
        private boolean loggedIn;
        private long last = System.nanoTime();

        Session(String random) {
            this.random = random;
        }
    }

    private final NvrFace face;
    private final NvrState state;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MAX_SESSIONS;
        }
    };

    DahuaRpc(NvrFace face) {
        this.face = face;
        state = face.state();
    }

    static boolean isRpc(Request request) {
        return request.path().equals("/RPC2_Login") || request.path().equals("/RPC2");
    }

    void forget() {
        sessions.clear();
    }

    Response answer(Request request) {
        if (!request.method().equals("POST")) {
            return DahuaLines.bad();
        }
        Map<String, String> fields = fields(request.body());
        String id = fields.getOrDefault("id", "0");
        String name = fields.getOrDefault("session", "");
        long now = System.nanoTime();
        sessions.values().removeIf(session -> now - session.last > LIFETIME_NANOS);
        if (request.path().equals("/RPC2_Login")) {
            return login(fields, id, name);
        }
        Session session = sessions.get(name);
        if (session == null || !session.loggedIn) {
            return error(id, name, STALE_SESSION, "Invalid session in request data!", "");
        }
        session.last = now;
        return switch (fields.getOrDefault("method", "")) {
            case "global.keepAlive" -> result(id, name, "{\"timeout\":60}");
            case "global.logout" -> {
                sessions.remove(name);
                yield result(id, name, "null");
            }
            case "magicBox.getSerialNo" ->
                result(id, name, "{\"sn\":\"" + state.device().serial() + "\"}");
            case "magicBox.getDeviceType" ->
                result(id, name, "{\"type\":\"" + face.nvr().model() + "\"}");
            case "magicBox.getSoftwareVersion" ->
                result(id, name, "{\"version\":{\"Version\":\"" + DahuaDialect.VERSION + "\"}}");
            default -> error(id, name, NO_SUCH_METHOD, "Method not found!", "");
        };
    }

    private Response login(Map<String, String> fields, String id, String name) {
        if (!fields.getOrDefault("method", "").equals("global.login")) {
            return error(id, name, STALE_SESSION, "Invalid session in request data!", "");
        }
        if (!face.guard().lockedFor().isZero()) {
            return locked(id, name);
        }
        Session session = sessions.get(name);
        if (session == null || fields.getOrDefault("password", "").isEmpty()) {
            return challenge(id);
        }
        Credentials credentials = state.device().credentials();
        String expected = password(credentials, face.realm(), session.random);
        boolean right = !face.guard().refusesAll()
                && fields.getOrDefault("userName", "").equals(credentials.user())
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII),
                        fields.get("password").toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        if (right) {
            face.guard().succeeded();
            session.loggedIn = true;
            session.last = System.nanoTime();
            return result(id, name, "{\"keepAliveInterval\":60}");
        }
        face.guard().failed();
        sessions.remove(name);
        if (!face.guard().lockedFor().isZero()) {
            return locked(id, name);
        }
        return error(
                id,
                name,
                WRONG,
                "Component error: password not valid!",
                ",\"params\":{\"remainLoginTimes\":" + face.guard().attemptsLeft() + "}");
    }

    private Response locked(String id, String name) {
        long seconds = face.guard().lockedFor().plusMillis(999).toSeconds();
        return error(id, name, LOCKED, "User locked!", ",\"params\":{\"remainLockSecond\":" + seconds + "}");
    }

    private Response challenge(String id) {
        String name = hex(16);
        Session session = new Session(String.valueOf(random.nextInt(1_000_000_000)));
        sessions.put(name, session);
        return error(
                id,
                name,
                CHALLENGE,
                "Component error: login challenge!",
                ",\"params\":{\"encryption\":\"Default\",\"random\":\"" + session.random + "\",\"realm\":\""
                        + face.realm() + "\"}");
    }

    /** The password as the second step sends it. */
    static String password(Credentials credentials, String realm, String random) {
        String inner = md5(credentials.user() + ":" + realm + ":" + credentials.password());
        return md5(credentials.user() + ":" + random + ":" + inner);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String hex(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }

    private static Response result(String id, String session, String parameters) {
        return json(
                "{\"id\":" + id + ",\"params\":" + parameters + ",\"result\":true,\"session\":\"" + session + "\"}");
    }

    private static Response error(String id, String session, long code, String message, String more) {
        return json("{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":" + id + more
                + ",\"result\":false,\"session\":\"" + session + "\"}");
    }

    private static Response json(String body) {
        return Response.text(200, "application/json", body + "\n");
    }

    /** The fields of a call, whatever they are nested in; the first of each name counts. */
    private static Map<String, String> fields(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher matcher = FIELD.matcher(body);
        while (matcher.find()) {
            String value = matcher.group(2) == null
                    ? matcher.group(3)
                    : matcher.group(2).replaceAll("\\\\(.)", "$1");
            fields.putIfAbsent(matcher.group(1), value);
        }
        fields.computeIfPresent("session", (name, value) -> value.matches("[0-9a-f]{1,64}") ? value : "");
        return fields;
    }
}
