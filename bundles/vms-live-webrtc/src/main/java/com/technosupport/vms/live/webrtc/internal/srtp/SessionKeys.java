package com.technosupport.vms.live.webrtc.internal.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one direction, derived from a master key (RFC 3711, section 4.3; RFC 7714, section 11). The key derivation
 * rate is zero, as DTLS-SRTP has it, so they last as long as the session.
 */
public final class SessionKeys {

    private static final int AUTHENTICATION_KEY_LENGTH = 20;
    private static final int SRTP = 0;
    private static final int SRTCP = 3;

    private final SrtpProfile profile;
    private final byte[] encryption;
    private final byte[] authentication;
    private final byte[] salt;

    SessionKeys(SrtpProfile profile, byte[] encryption, byte[] authentication, byte[] salt) {
        this.profile = profile;
        this.encryption = encryption;
        this.authentication = authentication;
        this.salt = salt;
    }

    /** The keys for RTP packets. */
    public static SessionKeys rtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt)
            throws GeneralSecurityException {
        return derive(profile, masterKey, masterSalt, SRTP);
    }

    /** The keys for RTCP packets. */
    public static SessionKeys rtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt)
            throws GeneralSecurityException {
        return derive(profile, masterKey, masterSalt, SRTCP);
    }

    private static SessionKeys derive(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int firstLabel)
            throws GeneralSecurityException {
        return new SessionKeys(
                profile,
                derive(masterKey, masterSalt, firstLabel, profile.keyLength()),
                profile.aead() ? new byte[0] : derive(masterKey, masterSalt, firstLabel + 1, AUTHENTICATION_KEY_LENGTH),
                derive(masterKey, masterSalt, firstLabel + 2, profile.saltLength()));
    }

    /** The pseudo-random function of RFC 3711, section 4.3.3; a salt of 96 bits counts as padded with zeros to 112. */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) throws GeneralSecurityException {
        byte[] counter = Arrays.copyOf(masterSalt, 16);
        counter[7] ^= (byte) label;
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(counter));
        return cipher.doFinal(new byte[length]);
    }

    SrtpProfile profile() {
        return profile;
    }

    byte[] encryption() {
        return encryption;
    }

    byte[] authentication() {
        return authentication;
    }

    byte[] salt() {
        return salt;
    }
}
