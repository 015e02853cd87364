package com.technosupport.vms.simulator.internal.auth;

import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.internal.net.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Challenges and checks of Digest (RFC 7616, and RFC 2617 without {@code qop}) and Basic (RFC 7617), for HTTP and RTSP. Nonces carry
 * their age and a MAC, so nothing is kept for a client that never comes back. Thread-safe.
 */
public final class HttpAuth {
    /** What became of a request's credentials. */
    public enum Result {
        GOOD,
        /** None were given, or they are wrong. */
        BAD,
        /** They are right but for the nonce's age: the client is to try once more with a new one. */
        STALE
    }

    /** The quality of protection that is asked for. */
    public enum Qop {
        /** None, as in RFC 2069. */
        NONE,
        AUTH,
        /** The body is part of the digest. */
        AUTH_INT;

        private String value() {
            return this == AUTH_INT ? "auth-int" : "auth";
        }
    }

    private static final Pattern PARAMETER =
            Pattern.compile("([a-zA-Z0-9-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,\\s]+))");
    private static final int NONCE_BYTES = 8;
    private static final int MAC_BYTES = 16;

    private final Supplier<String> realm;
    private final Supplier<Credentials> credentials;
    private final Set<AuthScheme> schemes;
    private final Qop qop;
    private final boolean terse;
    private final Duration nonceLifetime;
    private final byte[] secret = new byte[32];

    /** @param qop whether to ask for {@code qop="auth"}, which few cameras do over RTSP */
    public HttpAuth(
            String realm, Credentials credentials, Set<AuthScheme> schemes, boolean qop, Duration nonceLifetime) {
        this(() -> realm, () -> credentials, schemes, qop, nonceLifetime);
    }

    /** With a realm and credentials that may change. */
    public HttpAuth(
            Supplier<String> realm,
            Supplier<Credentials> credentials,
            Set<AuthScheme> schemes,
            boolean qop,
            Duration nonceLifetime) {
        this(realm, credentials, schemes, qop ? Qop.AUTH : Qop.NONE, false, nonceLifetime);
    }

    /** @param terse whether the algorithm goes unnamed where it is MD5, as on most recorders */
    public HttpAuth(
            Supplier<String> realm,
            Supplier<Credentials> credentials,
            Set<AuthScheme> schemes,
            Qop qop,
            boolean terse,
            Duration nonceLifetime) {
        this.realm = realm;
        this.credentials = credentials;
        this.schemes = Set.copyOf(schemes);
        this.qop = qop;
        this.terse = terse;
        this.nonceLifetime = nonceLifetime;
        new SecureRandom().nextBytes(secret);
    }

    /** The values of WWW-Authenticate, the preferred one first. */
    public List<String> challenges(boolean stale) {
        List<String> challenges = new ArrayList<>();
        for (AuthScheme scheme : List.of(AuthScheme.DIGEST_SHA256, AuthScheme.DIGEST_MD5, AuthScheme.BASIC)) {
            if (!schemes.contains(scheme)) {
                continue;
            }
            if (scheme == AuthScheme.BASIC) {
                challenges.add("Basic realm=\"" + realm.get() + "\"");
            } else {
                challenges.add("Digest realm=\"" + realm.get() + "\", nonce=\"" + nonce() + "\"" + algorithm(scheme)
                        + (qop == Qop.NONE ? "" : ", qop=\"" + qop.value() + "\"") + (stale ? ", stale=true" : ""));
            }
        }
        return challenges;
    }

    private String algorithm(AuthScheme scheme) {
        if (scheme == AuthScheme.DIGEST_SHA256) {
            return ", algorithm=SHA-256";
        }
        return terse ? "" : ", algorithm=MD5";
    }

    public Result check(Request request) {
        String header = request.header("authorization").orElse("");
        int space = header.indexOf(' ');
        if (space < 0) {
            return Result.BAD;
        }
        String rest = header.substring(space + 1).trim();
        return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "basic" -> basic(rest) ? Result.GOOD : Result.BAD;
            case "digest" -> digest(request, parameters(rest));
            default -> Result.BAD;
        };
    }

    private boolean basic(String value) {
        Credentials now = credentials.get();
        byte[] expected = (now.user() + ":" + now.password()).getBytes(StandardCharsets.UTF_8);
        try {
            return schemes.contains(AuthScheme.BASIC)
                    && MessageDigest.isEqual(Base64.getDecoder().decode(value), expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Result digest(Request request, Map<String, String> given) {
        String algorithm = given.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
        AuthScheme scheme = algorithm.equals("MD5") ? AuthScheme.DIGEST_MD5 : AuthScheme.DIGEST_SHA256;
        if (!schemes.contains(scheme) || !(algorithm.equals("MD5") || algorithm.equals("SHA-256"))) {
            return Result.BAD;
        }
        String uri = given.getOrDefault("uri", "");
        String nonce = given.getOrDefault("nonce", "");
        Credentials now = credentials.get();
        String name = realm.get();
        if (!now.user().equals(given.get("username"))
                || !name.equals(given.get("realm"))
                || !sameTarget(uri, request)) {
            return Result.BAD;
        }
        String middle = nonce;
        String asked = uri;
        if (given.containsKey("qop")) {
            if (qop == Qop.NONE || !given.get("qop").equals(qop.value())) {
                return Result.BAD;
            }
            middle += ":" + given.getOrDefault("nc", "") + ":" + given.getOrDefault("cnonce", "") + ":" + qop.value();
            if (qop == Qop.AUTH_INT) {
                asked += ":" + hash(algorithm, request.body());
            }
        } else if (qop == Qop.AUTH_INT) {
            return Result.BAD;
        }
        String expected = response(algorithm, now, name, request.method(), asked, middle);
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getOrDefault("response", "").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))) {
            return Result.BAD;
        }
        return checkNonce(nonce);
    }

    /**
     * The response of RFC 7616 section 3.4.1.
     *
     * @param middle the nonce, and with {@code qop} also count, client's nonce and {@code auth}, parted by colons
     */
    public static String response(
            String algorithm, Credentials credentials, String realm, String method, String uri, String middle) {
        String first = hash(algorithm, credentials.user() + ":" + realm + ":" + credentials.password());
        String second = hash(algorithm, method + ":" + uri);
        return hash(algorithm, first + ":" + middle + ":" + second);
    }

    /** The digest's uri names the request's target; some clients give the path of an absolute one. */
    private static boolean sameTarget(String uri, Request request) {
        return uri.equals(request.target()) || uri.equals(request.path());
    }

    private String nonce() {
        byte[] time =
                ByteBuffer.allocate(NONCE_BYTES).putLong(System.nanoTime()).array();
        return HexFormat.of().formatHex(time) + HexFormat.of().formatHex(mac(time), 0, MAC_BYTES);
    }

    private Result checkNonce(String nonce) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(nonce);
        } catch (IllegalArgumentException e) {
            return Result.STALE;
        }
        if (bytes.length != NONCE_BYTES + MAC_BYTES) {
            return Result.STALE;
        }
        byte[] time = Arrays.copyOf(bytes, NONCE_BYTES);
        byte[] given = Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length);
        byte[] made = Arrays.copyOf(mac(time), MAC_BYTES);
        long age = System.nanoTime() - ByteBuffer.wrap(time).getLong();
        return MessageDigest.isEqual(given, made) && age <= nonceLifetime.toNanos() ? Result.GOOD : Result.STALE;
    }

    private byte[] mac(byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(2) == null
                    ? matcher.group(3)
                    : matcher.group(2).replaceAll("\\\\(.)", "$1");
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
