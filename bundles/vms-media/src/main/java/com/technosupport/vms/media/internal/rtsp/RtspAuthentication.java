package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.driver.Credential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a device's challenge by digest (RFC 7616, and RFC 2617 without qop) or basic (RFC 7617), the strongest that it offers.
 * A password that was refused is not sent again.
 */
final class RtspAuthentication {

    /** What to do about a 401. */
    enum Verdict {
        /** Send the request again, with {@link #authorization}. */
        TRY,
        /** The device does not take the password. */
        REFUSED,
        /** There is no password to send. */
        MISSING,
        /** None of its schemes is known. */
        UNKNOWN_SCHEME
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential credential;
    private Map<String, String> challenge = Map.of();
    private boolean basic;
    private boolean sent;
    private boolean accepted;
    private int nonceCount;

    RtspAuthentication(Credential credential) {
        this.credential = credential;
    }

    /** A request with our answer was taken. */
    void accepted() {
        accepted |= sent;
    }

    Verdict challenged(List<String> headers) {
        if (credential.isEmpty()) {
            return Verdict.MISSING;
        }
        Map<String, String> best = Map.of();
        int bestRank = 0;
        for (String header : headers) {
            for (Map<String, String> offer : offers(header)) {
                int rank = rank(offer);
                if (rank > bestRank) {
                    best = offer;
                    bestRank = rank;
                }
            }
        }
        if (bestRank == 0) {
            return Verdict.UNKNOWN_SCHEME;
        }
        boolean stale = "true".equalsIgnoreCase(best.get("stale"))
                && !best.getOrDefault("nonce", "").equals(challenge.get("nonce"));
        if (sent && !stale && !renewed(best)) {
            return Verdict.REFUSED;
        }
        // A nonce is renewed once between two accepted requests, whatever the device calls stale.
        accepted = false;
        sent = true;
        nonceCount = 0;
        challenge = best;
        basic = bestRank == 1;
        return Verdict.TRY;
    }

    /** Devices exist that change the nonce without saying stale: after a success, a new nonce is worth one try. */
    private boolean renewed(Map<String, String> offer) {
        return accepted && !offer.getOrDefault("nonce", "").equals(challenge.get("nonce"));
    }

    private static int rank(Map<String, String> offer) {
        String scheme = offer.get("scheme");
        if (scheme.equals("basic")) {
            return 1;
        }
        if (!scheme.equals("digest") || !offer.containsKey("nonce")) {
            return 0;
        }
        String qop = offer.get("qop");
        if (qop != null && !hasAuth(qop)) {
            return 0;
        }
        return switch (offer.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT)) {
            case "MD5", "MD5-SESS" -> 2;
            case "SHA-256", "SHA-256-SESS" -> 3;
            default -> 0;
        };
    }

    private static boolean hasAuth(String qop) {
        for (String word : qop.split(",")) {
            if (word.trim().equalsIgnoreCase("auth")) {
                return true;
            }
        }
        return false;
    }

    /** The header's value for a request; empty before a challenge. */
    Optional<String> authorization(String method, String uri) {
        if (challenge.isEmpty()) {
            return Optional.empty();
        }
        if (basic) {
            String pair = credential.user() + ":" + credential.password();
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return Optional.of(digest(method, uri, clientNonce()));
    }

    private String digest(String method, String uri, String cnonce) {
        String algorithm = challenge.getOrDefault("algorithm", "MD5");
        String upper = algorithm.toUpperCase(Locale.ROOT);
        String hash = upper.startsWith("SHA-256") ? "SHA-256" : "MD5";
        String realm = challenge.getOrDefault("realm", "");
        String nonce = challenge.get("nonce");
        String first = hash(hash, credential.user() + ":" + realm + ":" + credential.password());
        if (upper.endsWith("-SESS")) {
            first = hash(hash, first + ":" + nonce + ":" + cnonce);
        }
        String second = hash(hash, method + ":" + uri);
        boolean qop = challenge.containsKey("qop");
        String count = String.format("%08x", ++nonceCount);
        String response = qop
                ? hash(hash, first + ":" + nonce + ":" + count + ":" + cnonce + ":auth:" + second)
                : hash(hash, first + ":" + nonce + ":" + second);
        StringBuilder text = new StringBuilder(256);
        text.append("Digest username=\"").append(quoted(credential.user()));
        text.append("\", realm=\"").append(quoted(realm));
        text.append("\", nonce=\"").append(quoted(nonce));
        text.append("\", uri=\"").append(uri);
        text.append("\", response=\"").append(response).append('"');
        if (challenge.containsKey("algorithm")) {
            text.append(", algorithm=").append(algorithm.replaceAll("[^A-Za-z0-9-]", ""));
        }
        if (challenge.containsKey("opaque")) {
            text.append(", opaque=\"").append(quoted(challenge.get("opaque"))).append('"');
        }
        if (qop) {
            text.append(", qop=auth, nc=")
                    .append(count)
                    .append(", cnonce=\"")
                    .append(cnonce)
                    .append('"');
        } else if (upper.endsWith("-SESS")) {
            text.append(", cnonce=\"").append(cnonce).append('"');
        }
        return text.toString();
    }

    private static String clientNonce() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String quoted(String text) {
        return text.replaceAll("[\\r\\n]", "").replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] sum = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** The challenges in one header: a scheme, then parameters, perhaps another scheme behind a comma. */
    static List<Map<String, String>> offers(String header) {
        List<Map<String, String>> found = new ArrayList<>();
        Map<String, String> current = null;
        int at = 0;
        int length = Math.min(header.length(), 4096);
        while (at < length && found.size() < 8) {
            char c = header.charAt(at);
            if (c == ',' || Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int start = at;
            while (at < length && header.charAt(at) != '=' && header.charAt(at) != ',' && header.charAt(at) > ' ') {
                at++;
            }
            String word = header.substring(start, at).toLowerCase(Locale.ROOT);
            int next = at;
            while (next < length && header.charAt(next) == ' ') {
                next++;
            }
            if (next < length && header.charAt(next) == '=' && current != null) {
                next++;
                StringBuilder value = new StringBuilder();
                at = value(header, next, length, value);
                current.putIfAbsent(word, value.toString());
            } else {
                current = new LinkedHashMap<>();
                current.put("scheme", word);
                found.add(current);
                at = Math.max(at, start + 1);
            }
        }
        return found;
    }

    private static int value(String header, int start, int length, StringBuilder value) {
        int at = start;
        while (at < length && header.charAt(at) == ' ') {
            at++;
        }
        if (at < length && header.charAt(at) == '"') {
            at++;
            while (at < length && header.charAt(at) != '"') {
                if (header.charAt(at) == '\\' && at + 1 < length) {
                    at++;
                }
                value.append(header.charAt(at++));
            }
            return Math.min(length, at + 1);
        }
        while (at < length && header.charAt(at) != ',' && header.charAt(at) > ' ') {
            value.append(header.charAt(at++));
        }
        return at;
    }
}
