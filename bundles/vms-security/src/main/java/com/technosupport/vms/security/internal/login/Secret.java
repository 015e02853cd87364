package com.technosupport.vms.security.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The random words that stand for a login: 256 bits in base64url after a prefix that tells what it is, so that scanners for
 * leaked secrets find it and a session's is never taken for an API token's.
 */
enum Secret {
    SESSION("vms_s_"),
    API_TOKEN("vms_t_"),
    TICKET("vms_w_");

    private static final int RANDOM_BYTES = 32;
    private static final int PREFIX_CHARS = 6;
    private static final int CHARS = PREFIX_CHARS + 43;

    private final String prefix;

    Secret(String prefix) {
        this.prefix = prefix;
    }

    String next(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Which kind it looks like; empty for what we never give out. Costs nothing, so that nonsense does not reach the database. */
    static Optional<Secret> kindOf(String word) {
        if (word == null || word.length() != CHARS || !word.chars().allMatch(Secret::isBase64Url)) {
            return Optional.empty();
        }
        for (Secret kind : values()) {
            if (word.startsWith(kind.prefix)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** What is stored, and looked up: with 256 random bits nothing slower is needed. */
    static Digest digest(String word) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
