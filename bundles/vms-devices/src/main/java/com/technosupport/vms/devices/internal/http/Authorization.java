package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.Credential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Answers a device's challenge: digest (RFC 7616, and its forerunner without qop) before basic (RFC 7617). */
final class Authorization {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Authorization() {}

    /**
     * The header that answers the strongest challenge we know.
     *
     * @param target of the request line
     * @param body of the request, for a device that wants that protected too ({@code auth-int})
     * @return empty when none of the challenges can be answered
     */
    static Optional<String> answer(
            List<Challenge> challenges, Credential credential, String method, String target, byte[] body) {
        Optional<String> best = Optional.empty();
        int strength = 0;
        for (Challenge challenge : challenges) {
            int candidate = strength(challenge);
            if (candidate > strength) {
                strength = candidate;
                best = Optional.of(
                        challenge.scheme().equals("basic")
                                ? basic(credential)
                                : digest(challenge, credential, method, target, body, clientNonce()));
            }
        }
        return best;
    }

    private static int strength(Challenge challenge) {
        if (challenge.scheme().equals("basic")) {
            return 1;
        }
        if (!challenge.scheme().equals("digest")
                || challenge.parameter("nonce").isEmpty()
                || (!challenge.parameter("qop").isEmpty() && quality(challenge).isEmpty())) {
            return 0;
        }
        return switch (hashName(challenge)) {
            case "MD5" -> 2;
            case "SHA-256" -> 3;
            case "SHA-512-256" -> 4;
            default -> 0;
        };
    }

    /** The quality of protection to use; empty for a challenge of RFC 2069, or one that offers none we know. */
    private static String quality(Challenge challenge) {
        List<String> offered = Arrays.stream(challenge.parameter("qop").split(","))
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
        return offered.contains("auth") ? "auth" : offered.contains("auth-int") ? "auth-int" : "";
    }

    private static String hashName(Challenge challenge) {
        String algorithm = challenge.parameter("algorithm").toUpperCase(Locale.ROOT);
        String name = algorithm.endsWith("-SESS") ? algorithm.substring(0, algorithm.length() - 5) : algorithm;
        return name.isEmpty() ? "MD5" : name;
    }

    private static String basic(Credential credential) {
        byte[] pair = (credential.user() + ":" + credential.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** RFC 7616, section 3.4. */
    static String digest(
            Challenge challenge, Credential credential, String method, String target, byte[] body, String clientNonce) {
        String hash = hashName(challenge);
        String realm = challenge.parameter("realm");
        String nonce = challenge.parameter("nonce");
        String algorithm = challenge.parameter("algorithm");
        boolean session = algorithm.toUpperCase(Locale.ROOT).endsWith("-SESS");
        String quality = quality(challenge);
        boolean hashedUser = challenge.parameter("userhash").equalsIgnoreCase("true");

        String a1 = hash(hash, credential.user() + ":" + realm + ":" + credential.password());
        if (session) {
            a1 = hash(hash, a1 + ":" + nonce + ":" + clientNonce);
        }
        String a2 = hash(hash, method + ":" + target + (quality.equals("auth-int") ? ":" + hash(hash, body) : ""));
        String response = quality.isEmpty()
                ? hash(hash, a1 + ":" + nonce + ":" + a2)
                : hash(hash, a1 + ":" + nonce + ":00000001:" + clientNonce + ":" + quality + ":" + a2);

        StringBuilder header = new StringBuilder("Digest username=")
                .append(quote(hashedUser ? hash(hash, credential.user() + ":" + realm) : credential.user()))
                .append(", realm=")
                .append(quote(realm))
                .append(", nonce=")
                .append(quote(nonce))
                .append(", uri=")
                .append(quote(target))
                .append(", response=")
                .append(quote(response));
        if (!algorithm.isEmpty()) {
            header.append(", algorithm=").append(algorithm);
        }
        if (!quality.isEmpty()) {
            header.append(", qop=").append(quality).append(", nc=00000001");
        }
        if (!quality.isEmpty() || session) {
            header.append(", cnonce=").append(quote(clientNonce));
        }
        if (challenge.parameters().containsKey("opaque")) {
            header.append(", opaque=").append(quote(challenge.parameter("opaque")));
        }
        if (hashedUser) {
            header.append(", userhash=true");
        }
        return header.toString();
    }

    private static String clientNonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Line ends can't come out of it: a header's value that held one would begin another header. */
    private static String quote(String text) {
        return '"' + text.replaceAll("[\\r\\n\\x00]", "").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String hash(String name, String text) {
        return hash(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String name, byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance(name.equals("SHA-512-256") ? "SHA-512/256" : name);
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
