package com.technosupport.vms.security.internal.password;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2id hash (RFC 9106) in the PHC string format, {@code $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>}, both in base64
 * without padding. The text form of the object shows the parameters only.
 */
record Argon2Hash(Parameters parameters, byte[] salt, byte[] hash) {

    /** Bounds what a row of the database that somebody tampered with can cost us. */
    private static final int MOST_MEMORY_KIB = 256 * 1024;

    private static final int MOST_PASSES = 16;
    private static final int MOST_LANES = 8;

    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9])"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /**
     * @param memoryKib memory in KiB, m
     * @param passes over the memory, t
     * @param lanes p
     */
    record Parameters(int memoryKib, int passes, int lanes) {

        Parameters {
            if (lanes < 1 || lanes > MOST_LANES || passes < 1 || passes > MOST_PASSES) {
                throw new IllegalArgumentException("passes or lanes out of bounds");
            }
            if (memoryKib < 8 * lanes || memoryKib > MOST_MEMORY_KIB) {
                throw new IllegalArgumentException("memory out of bounds");
            }
        }
    }

    /** Empty when it is none, or would cost more than we are willing to spend. */
    static Optional<Argon2Hash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Parameters parameters = new Parameters(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
            Base64.Decoder decoder = Base64.getDecoder();
            return Optional.of(
                    new Argon2Hash(parameters, decoder.decode(matcher.group(4)), decoder.decode(matcher.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + parameters.memoryKib + ",t=" + parameters.passes + ",p=" + parameters.lanes + "$"
                + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    @Override
    public String toString() {
        return "Argon2Hash[" + parameters + "]";
    }
}
