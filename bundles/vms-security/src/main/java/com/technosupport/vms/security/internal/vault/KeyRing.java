package com.technosupport.vms.security.internal.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The vault's keys by their ids. The last one seals, all of them open: a key is retired by adding its successor, sealing
 * everything anew, then taking the old line out.
 *
 * <p>Text form, a line a key: {@code v1 <id, 16 hex digits> <256-bit key, base64>}; empty lines and those that begin with
 * {@code #} say nothing. The id is derived from the key, so that a line with a slip of the pen is refused. Immutable; the
 * text form of the object shows ids only.
 */
final class KeyRing {

    static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;
    private static final int KEY_CHARS = 44;
    private static final int MOST_KEYS = 64;
    private static final String VERSION = "v1";

    private final Map<String, SecretKey> keys;
    private final String currentId;

    private KeyRing(Map<String, SecretKey> keys, String currentId) {
        this.keys = keys;
        this.currentId = currentId;
    }

    /** A new key, alone in its ring, in its text form. */
    static String newKeyText(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String line = VERSION + " " + idOf(key) + " " + Base64.getEncoder().encodeToString(key) + "\n";
        Arrays.fill(key, (byte) 0);
        return "# Opens every device password of this installation. Keep it secret, and keep a copy in a safe place.\n"
                + line;
    }

    /** @throws MalformedKeyException naming the line, never its content */
    static KeyRing parse(String text) throws MalformedKeyException {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        String last = null;
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split(" +", -1);
            if (words.length != 3 || !words[0].equals(VERSION)) {
                throw new MalformedKeyException("line " + number + " is not a key of version 1");
            }
            byte[] key = decode(words[2], number);
            if (!idOf(key).equals(words[1])) {
                throw new MalformedKeyException("line " + number + " holds a key that does not fit its id");
            }
            if (keys.put(words[1], new SecretKeySpec(key, "AES")) != null) {
                throw new MalformedKeyException("line " + number + " repeats a key");
            }
            if (keys.size() > MOST_KEYS) {
                throw new MalformedKeyException("more than " + MOST_KEYS + " keys");
            }
            Arrays.fill(key, (byte) 0);
            last = words[1];
        }
        if (last == null) {
            throw new MalformedKeyException("no key in it");
        }
        return new KeyRing(keys, last);
    }

    private static byte[] decode(String base64, int line) throws MalformedKeyException {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message quotes a part of the key.
            throw new MalformedKeyException("line " + line + " is not base64");
        }
        if (key.length != KEY_BYTES || base64.length() != KEY_CHARS) {
            throw new MalformedKeyException("line " + line + " does not hold 256 bits");
        }
        return key;
    }

    /** A one-way function of the key with a purpose of its own, so that the id gives nothing of it away. */
    private static String idOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal("technosupport vms vault: key id".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    String currentId() {
        return currentId;
    }

    SecretKey current() {
        return keys.get(currentId);
    }

    Optional<SecretKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }

    /** The key file is not one, and why. */
    static final class MalformedKeyException extends Exception {

        MalformedKeyException(String message) {
            super(message);
        }
    }
}
