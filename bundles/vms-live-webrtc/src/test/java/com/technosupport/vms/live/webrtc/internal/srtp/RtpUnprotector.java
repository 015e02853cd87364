package com.technosupport.vms.live.webrtc.internal.srtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;

/** Reads SRTP as a viewer does. */
public final class RtpUnprotector {

    private final PacketCipher cipher;

    public RtpUnprotector(SessionKeys keys) throws GeneralSecurityException {
        this.cipher = new PacketCipher(keys);
    }

    /** The RTP packet, deciphered with this roll-over counter; fails where it is not authentic. */
    public byte[] unprotect(byte[] packet, int length, long rollOver) throws GeneralSecurityException {
        byte[] plain = Arrays.copyOf(packet, length);
        int header = 12 + ((plain[0] & 0x10) != 0 ? 4 + 4 * BigEndian.u16(plain, 14) : 0);
        long index = rollOver << 16 | BigEndian.u16(plain, 2);
        if (cipher.aead()) {
            cipher.start(Cipher.DECRYPT_MODE, BigEndian.i32(plain, 8), index);
            cipher.associate(plain, 0, header);
            int text = cipher.finish(plain, header, length - header);
            if (text < 0) {
                throw new AssertionError("not authentic: " + index);
            }
            return Arrays.copyOf(plain, header + text);
        }
        int end = length - cipher.tagLength();
        byte[] tag = Arrays.copyOf(cipher.authenticate(plain, 0, end, (int) rollOver), cipher.tagLength());
        if (!Arrays.equals(tag, Arrays.copyOfRange(plain, end, length))) {
            throw new AssertionError("not authentic: " + index);
        }
        cipher.start(Cipher.ENCRYPT_MODE, BigEndian.i32(plain, 8), index);
        cipher.finish(plain, header, end - header);
        return Arrays.copyOf(plain, end);
    }
}
