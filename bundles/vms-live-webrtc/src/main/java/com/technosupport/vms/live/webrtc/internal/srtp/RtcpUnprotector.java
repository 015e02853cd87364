package com.technosupport.vms.live.webrtc.internal.srtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;

/**
 * Turns a peer's SRTCP packets back into RTCP packets, each once: what fails authentication and what was seen before is
 * refused (RFC 3711, sections 3.3.2 and 3.4; RFC 7714, section 9). Not safe for use by several threads.
 */
public final class RtcpUnprotector {

    private static final int ENCRYPTED = 0x8000_0000;
    private static final int HEADER = 8;
    /** A browser reports from one source, or one a track; a peer has no use for more. */
    private static final int MAX_SOURCES = 8;

    private final PacketCipher cipher;
    private final Map<Integer, ReplayWindow> windows = new HashMap<>();

    public RtcpUnprotector(SessionKeys keys) throws GeneralSecurityException {
        this.cipher = new PacketCipher(keys);
    }

    /**
     * Unprotects a packet in place.
     *
     * @return the length of the RTCP packet, or -1 when it is refused
     */
    public int unprotect(byte[] packet, int length) throws GeneralSecurityException {
        int trailing = 4 + cipher.tagLength();
        if (length < HEADER + trailing) {
            return -1;
        }
        int ssrc = BigEndian.i32(packet, 4);
        int indexAt = cipher.aead() ? length - 4 : length - trailing;
        int marked = BigEndian.i32(packet, indexAt);
        int index = marked & ~ENCRYPTED;
        ReplayWindow window = windows.get(ssrc);
        if (window != null ? !window.isNew(index) : windows.size() >= MAX_SOURCES) {
            return -1;
        }
        int end = cipher.aead()
                ? decipher(packet, length, ssrc, marked)
                : verifyAndDecipher(packet, length - trailing, ssrc, marked);
        if (end >= 0) {
            // Only what is authentic may move the window.
            windows.computeIfAbsent(ssrc, unseen -> new ReplayWindow()).mark(index);
        }
        return end;
    }

    private int decipher(byte[] packet, int length, int ssrc, int marked) throws GeneralSecurityException {
        cipher.start(Cipher.DECRYPT_MODE, ssrc, marked & ~ENCRYPTED);
        if ((marked & ENCRYPTED) == 0) {
            // Tagged but not enciphered: all of it is associated data.
            int end = length - 4 - cipher.tagLength();
            cipher.associate(packet, 0, end);
            cipher.associate(packet, length - 4, 4);
            return cipher.finish(packet, end, cipher.tagLength()) < 0 ? -1 : end;
        }
        cipher.associate(packet, 0, HEADER);
        cipher.associate(packet, length - 4, 4);
        int plain = cipher.finish(packet, HEADER, length - HEADER - 4);
        return plain < 0 ? -1 : HEADER + plain;
    }

    private int verifyAndDecipher(byte[] packet, int end, int ssrc, int marked) throws GeneralSecurityException {
        byte[] expected = Arrays.copyOf(cipher.authenticate(packet, 0, end, marked), cipher.tagLength());
        byte[] actual = Arrays.copyOfRange(packet, end + 4, end + 4 + cipher.tagLength());
        if (!MessageDigest.isEqual(expected, actual)) {
            return -1;
        }
        if ((marked & ENCRYPTED) != 0) {
            cipher.start(Cipher.DECRYPT_MODE, ssrc, marked & ~ENCRYPTED);
            cipher.finish(packet, HEADER, end - HEADER);
        }
        return end;
    }
}
