package com.technosupport.vms.live.webrtc.internal.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The hash of a certificate, as SDP carries it (RFC 8122, section 5).
 *
 * @param algorithm as the JDK names it
 * @param value upper-case hexadecimal with colons
 */
public record Fingerprint(String algorithm, String value) {

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    /** Reads {@code sha-256 AB:CD:…}; empty for what is no hash that still counts as one. */
    public static Optional<Fingerprint> parse(String text) {
        String[] parts = text.strip().split("\\s+", 2);
        if (parts.length != 2) {
            return Optional.empty();
        }
        String algorithm = parts[0].toUpperCase(Locale.ROOT);
        int length =
                switch (algorithm) {
                    case "SHA-256" -> 32;
                    case "SHA-384" -> 48;
                    case "SHA-512" -> 64;
                    default -> 0;
                };
        try {
            String value = parts[1].toUpperCase(Locale.ROOT);
            return length > 0 && COLONS.parseHex(value).length == length
                    ? Optional.of(new Fingerprint(algorithm, value))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Fingerprint sha256(byte[] certificate) {
        return new Fingerprint("SHA-256", hash("SHA-256", certificate));
    }

    boolean matches(byte[] certificate) {
        return value.equals(hash(algorithm, certificate));
    }

    /** As it stands in SDP. */
    public String sdp() {
        return algorithm.toLowerCase(Locale.ROOT) + " " + value;
    }

    private static String hash(String algorithm, byte[] certificate) {
        try {
            return COLONS.formatHex(MessageDigest.getInstance(algorithm).digest(certificate));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
