package com.technosupport.vms.api.driver;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A name and a password for a device. Both may be empty; the text form shows neither. */
public record Credential(String user, String password) {

    /** For a device that asks for nothing. */
    public static final Credential NONE = new Credential("", "");

    public Credential {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** One text of both, for {@link com.technosupport.vms.api.security.CredentialVault}. */
    public byte[] encode() {
        return (user.length() + ":" + user + password).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Credential decode(byte[] encoded) {
        String text = new String(encoded, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon < 1 || !text.substring(0, colon).matches("\\d{1,9}")) {
            throw new IllegalArgumentException("not an encoded credential");
        }
        int end = colon + 1 + Integer.parseInt(text.substring(0, colon));
        if (end > text.length()) {
            throw new IllegalArgumentException("not an encoded credential");
        }
        return new Credential(text.substring(colon + 1, end), text.substring(end));
    }

    public boolean isEmpty() {
        return user.isEmpty() && password.isEmpty();
    }

    @Override
    public String toString() {
        return "Credential[***]";
    }
}
