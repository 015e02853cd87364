package com.technosupport.vms.simulator.internal.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Checks the UsernameToken of WS-Security with PasswordDigest (OASIS Web Services Security UsernameToken Profile 1.0): the digest, that
 * it was made about now by the device's clock, and that it comes for the first time. Used by one thread.
 */
public final class UsernameToken {
    /** How far from the device's time a token may be made. */
    public static final Duration WINDOW = Duration.ofSeconds(60);

    public static final String PASSWORD_DIGEST =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

    private static final int MAX_SEEN = 10_000;

    private final Supplier<Credentials> credentials;
    private final Map<String, Instant> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_SEEN;
        }
    };

    public UsernameToken(Credentials credentials) {
        this(() -> credentials);
    }

    /** With credentials that may change. */
    public UsernameToken(Supplier<Credentials> credentials) {
        this.credentials = credentials;
    }

    /**
     * Checks a token as it stands in the header.
     *
     * @param type the Type attribute of the password; plain text is not taken
     * @param now by the device's clock
     */
    public boolean check(String user, String type, String password, String nonce, String created, Instant now) {
        Credentials current = credentials.get();
        if (!current.user().equals(user) || !PASSWORD_DIGEST.equals(type)) {
            return false;
        }
        byte[] nonceBytes;
        byte[] digest;
        Instant made;
        try {
            nonceBytes = Base64.getDecoder().decode(nonce);
            digest = Base64.getDecoder().decode(password);
            made = OffsetDateTime.parse(created).toInstant();
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
        if (!MessageDigest.isEqual(digest, digest(nonceBytes, created, current.password()))
                || Duration.between(made, now).abs().compareTo(WINDOW) > 0) {
            return false;
        }
        seen.values().removeIf(time -> Duration.between(time, now).abs().compareTo(WINDOW) > 0);
        return seen.putIfAbsent(nonce + " " + created, made) == null;
    }

    /** SHA-1 of nonce, time and password, as the profile prescribes. */
    public static byte[] digest(byte[] nonce, String created, String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(nonce);
            sha1.update(created.getBytes(StandardCharsets.UTF_8));
            return sha1.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
