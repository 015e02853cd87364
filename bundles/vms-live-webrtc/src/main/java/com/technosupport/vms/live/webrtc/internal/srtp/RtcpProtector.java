package com.technosupport.vms.live.webrtc.internal.srtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * Turns RTCP packets into SRTCP packets (RFC 3711, section 3.4; RFC 7714, section 9). Not safe for use by several threads.
 */
public final class RtcpProtector {

    /** No packet grows by more bytes than this. */
    public static final int MAX_GROWTH = 20;

    private static final int ENCRYPTED = 0x8000_0000;
    private static final int HEADER = 8;

    private final PacketCipher cipher;
    private final byte[] trailer = new byte[4];
    private int index;

    public RtcpProtector(SessionKeys keys) throws GeneralSecurityException {
        this(keys, 0);
    }

    /**
     * @param index of the first packet
     */
    RtcpProtector(SessionKeys keys, int index) throws GeneralSecurityException {
        this.cipher = new PacketCipher(keys);
        this.index = index;
    }

    /**
     * Protects a compound packet in place.
     *
     * @param packet has {@link #MAX_GROWTH} bytes of room after its length
     * @return the new length
     */
    public int protect(byte[] packet, int length) throws GeneralSecurityException {
        // 31 bits: at one report a second they last for 68 years.
        int current = index & ~ENCRYPTED;
        index++;
        int marked = current | ENCRYPTED;
        cipher.start(Cipher.ENCRYPT_MODE, BigEndian.i32(packet, 4), current);
        if (cipher.aead()) {
            BigEndian.put32(trailer, 0, marked);
            cipher.associate(packet, 0, HEADER);
            cipher.associate(trailer, 0, trailer.length);
            int end = HEADER + cipher.finish(packet, HEADER, length - HEADER);
            BigEndian.put32(packet, end, marked);
            return end + 4;
        }
        cipher.finish(packet, HEADER, length - HEADER);
        byte[] tag = cipher.authenticate(packet, 0, length, marked);
        BigEndian.put32(packet, length, marked);
        System.arraycopy(tag, 0, packet, length + 4, cipher.tagLength());
        return length + 4 + cipher.tagLength();
    }
}
