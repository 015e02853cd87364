package com.technosupport.vms.live.webrtc.internal.ice;

import java.security.SecureRandom;

/**
 * User fragment and password of one side (RFC 8839, section 5.4).
 *
 * @param fragment finds the session that a check is for
 * @param password proves that a check comes from whom the SDP was given to
 */
public record IceCredentials(String fragment, String password) {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** New ones: 72 random bits in the fragment, 144 in the password. */
    public static IceCredentials random(SecureRandom random) {
        return new IceCredentials(text(random, 12), text(random, 24));
    }

    private static String text(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "IceCredentials[" + fragment + "]";
    }
}
