package com.technosupport.vms.live.webrtc.internal.srtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * Turns RTP packets into SRTP packets (RFC 3711, section 3.3; RFC 7714, section 8). Not safe for use by several threads.
 */
public final class RtpProtector {

    /** No packet grows by more bytes than this. */
    public static final int MAX_GROWTH = 16;

    private final PacketCipher cipher;

    public RtpProtector(SessionKeys keys) throws GeneralSecurityException {
        this.cipher = new PacketCipher(keys);
    }

    /**
     * Protects a packet in place.
     *
     * @param packet begins with the RTP header, and has {@link #MAX_GROWTH} bytes of room after its length
     * @param headerLength with the header extension
     * @param index roll-over counter and sequence number, 48 bits; the lower 16 are the packet's sequence number
     * @return the new length
     */
    public int protect(byte[] packet, int headerLength, int length, long index) throws GeneralSecurityException {
        cipher.start(Cipher.ENCRYPT_MODE, BigEndian.i32(packet, 8), index);
        if (cipher.aead()) {
            cipher.associate(packet, 0, headerLength);
            return headerLength + cipher.finish(packet, headerLength, length - headerLength);
        }
        cipher.finish(packet, headerLength, length - headerLength);
        byte[] tag = cipher.authenticate(packet, 0, length, (int) (index >>> 16));
        System.arraycopy(tag, 0, packet, length, cipher.tagLength());
        return length + cipher.tagLength();
    }
}
