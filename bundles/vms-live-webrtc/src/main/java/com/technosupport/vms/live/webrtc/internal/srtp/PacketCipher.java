package com.technosupport.vms.live.webrtc.internal.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cipher and authentication of one direction, on the JDK's own providers. Not safe for use by several threads.
 *
 * <p>A counter-mode cipher must never meet two different texts under one initialisation vector. The index that the vector is
 * made of is given by the caller, who gives it to one packet only; to protect that same packet again yields the same bytes and
 * gives nothing away.
 */
final class PacketCipher {

    private static final int GCM_TAG_BITS = 128;

    private final SessionKeys keys;
    private final SecretKeySpec key;
    private final byte[] vector;
    private final Mac mac;
    private Cipher cipher;
    private long lastIndex = -1;
    private int lastSsrc;

    PacketCipher(SessionKeys keys) throws GeneralSecurityException {
        this.keys = keys;
        this.key = new SecretKeySpec(keys.encryption(), "AES");
        this.vector = new byte[aead() ? 12 : 16];
        this.cipher = newCipher();
        if (aead()) {
            this.mac = null;
        } else {
            this.mac = Mac.getInstance("HmacSHA1");
            this.mac.init(new SecretKeySpec(keys.authentication(), "HmacSHA1"));
        }
    }

    boolean aead() {
        return keys.profile().aead();
    }

    int tagLength() {
        return keys.profile().tagLength();
    }

    /** Readies the cipher for one packet. RFC 3711, section 4.1.1; RFC 7714, sections 8.1 and 9.1. */
    void start(int mode, int ssrc, long index) throws GeneralSecurityException {
        byte[] salt = keys.salt();
        int ssrcAt = aead() ? 2 : 4;
        System.arraycopy(salt, 0, vector, 0, salt.length);
        Arrays.fill(vector, salt.length, vector.length, (byte) 0);
        for (int i = 0; i < 4; i++) {
            vector[ssrcAt + i] ^= (byte) (ssrc >>> (24 - 8 * i));
        }
        for (int i = 0; i < 6; i++) {
            vector[ssrcAt + 4 + i] ^= (byte) (index >>> (40 - 8 * i));
        }
        if (aead()) {
            if (mode == Cipher.ENCRYPT_MODE && index == lastIndex && ssrc == lastSsrc) {
                // The JDK refuses a vector twice in a row, even for the very same packet.
                cipher = newCipher();
            }
            lastIndex = index;
            lastSsrc = ssrc;
            cipher.init(mode, key, new GCMParameterSpec(GCM_TAG_BITS, vector));
        } else {
            cipher.init(mode, key, new IvParameterSpec(vector));
        }
    }

    void associate(byte[] bytes, int offset, int length) {
        cipher.updateAAD(bytes, offset, length);
    }

    /** Enciphers or deciphers in place and returns the new length; -1 where a tag does not fit. */
    int finish(byte[] bytes, int offset, int length) throws GeneralSecurityException {
        try {
            return cipher.doFinal(bytes, offset, length, bytes, offset);
        } catch (AEADBadTagException forged) {
            return -1;
        }
    }

    /** HMAC-SHA1 over the bytes and then four more; the caller takes as many bytes of it as the tag has. */
    byte[] authenticate(byte[] bytes, int offset, int length, int suffix) {
        mac.update(bytes, offset, length);
        mac.update((byte) (suffix >>> 24));
        mac.update((byte) (suffix >>> 16));
        mac.update((byte) (suffix >>> 8));
        mac.update((byte) suffix);
        return mac.doFinal();
    }

    private Cipher newCipher() throws GeneralSecurityException {
        return Cipher.getInstance(aead() ? "AES/GCM/NoPadding" : "AES/CTR/NoPadding");
    }
}
