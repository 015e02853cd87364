package com.technosupport.vms.security.internal.vault;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM (NIST SP 800-38D) in an envelope:
 *
 * <pre>
 * version (1 byte, 0x01) | key id (8) | nonce (12) | ciphertext (as long as the secret) | tag (16)
 * </pre>
 *
 * Version, key id and the context's UTF-8 bytes are authenticated with it: the first two have fixed lengths, so no two
 * (header, context) pairs give the same bytes.
 *
 * <p><b>No nonce is used twice with a key.</b> Each seal draws 96 new random bits. SP 800-38D, section 8.3, allows 2<sup>32</sup>
 * seals under one key that way, when a repetition has happened with a probability below 2<sup>-32</sup>. A secret is sealed
 * when an operator changes a device, and the last-known copies when something changed: one seal a second, day and night,
 * reaches that bound after 136 years. Random nonces are preferred to a counter because a counter is state: restoring a backup
 * or a snapshot of the disk would wind it back and repeat nonces, and two processes would need a lock.
 */
final class Seal {

    static final int HEADER_BYTES = 1 + KeyRing.ID_BYTES;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    static final int OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;
    private static final byte VERSION = 1;
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private Seal() {}

    static byte[] seal(KeyRing keys, SecureRandom random, byte[] secret, String context) {
        byte[] header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(HexFormat.of().parseHex(keys.currentId()))
                .array();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, keys.current(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(header);
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            ByteBuffer sealed = ByteBuffer.allocate(Math.addExact(OVERHEAD_BYTES, secret.length));
            sealed.put(header).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(secret), sealed);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new VmsException(ErrorCode.INTERNAL, "A secret could not be sealed", e);
        }
    }

    static byte[] open(KeyRing keys, byte[] sealed, String context) {
        if (sealed.length < OVERHEAD_BYTES) {
            throw new VmsException(ErrorCode.INTERNAL, "A sealed secret is cut short");
        }
        if (sealed[0] != VERSION) {
            throw new VmsException(
                    ErrorCode.INTERNAL, "A sealed secret has an unknown format, perhaps that of a later version");
        }
        String id = HexFormat.of().formatHex(sealed, 1, HEADER_BYTES);
        SecretKey key = keys.find(id)
                .orElseThrow(() -> new VmsException(
                        ErrorCode.INTERNAL,
                        "A secret was sealed with key " + id
                                + ", which the key file does not hold: restore that key, or"
                                + " enter the secret again"));
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(
                    Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, sealed, HEADER_BYTES, NONCE_BYTES));
            cipher.updateAAD(sealed, 0, HEADER_BYTES);
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            int start = HEADER_BYTES + NONCE_BYTES;
            return cipher.doFinal(sealed, start, sealed.length - start);
        } catch (AEADBadTagException e) {
            throw new VmsException(ErrorCode.INTERNAL, "A sealed secret was changed, or belongs elsewhere", e);
        } catch (GeneralSecurityException e) {
            throw new VmsException(ErrorCode.INTERNAL, "A sealed secret could not be opened", e);
        }
    }
}
