package com.technosupport.vms.live.webrtc.internal.srtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Turns a peer's SRTP packets back into RTP packets, each once: what fails authentication and what was seen before is refused
 * (RFC 3711, section 3.3; RFC 7714, section 8). It keeps to the source of the first packet that is authentic, since a browser
 * sends one track from one. Not safe for use by several threads.
 */
public final class RtpUnprotector {

    private static final int HEADER = 12;
    private static final int EXTENSION_HEADER = 4;
    private static final int HALF = 1 << 15;

    private final PacketCipher cipher;
    private final ReplayWindow window = new ReplayWindow();
    private boolean known;
    private int source;
    /** The greatest index that is authentic: roll-over counter and sequence number. */
    private long highest;

    public RtpUnprotector(SessionKeys keys) throws GeneralSecurityException {
        this.cipher = new PacketCipher(keys);
    }

    /** Bytes of an RTP packet's header with contributing sources and extension; -1 when it is none. */
    public static int headerLength(byte[] packet, int length) {
        if (length < HEADER || (packet[0] & 0xc0) != 0x80) {
            return -1;
        }
        int header = HEADER + 4 * (packet[0] & 0x0f);
        if ((packet[0] & 0x10) != 0) {
            if (header + EXTENSION_HEADER > length) {
                return -1;
            }
            header += EXTENSION_HEADER + 4 * BigEndian.u16(packet, header + 2);
        }
        return header <= length ? header : -1;
    }

    /**
     * Unprotects a packet in place.
     *
     * @return the length of the RTP packet, or -1 when it is refused
     */
    public int unprotect(byte[] packet, int length) throws GeneralSecurityException {
        int header = headerLength(packet, length);
        if (header < 0 || length < header + cipher.tagLength()) {
            return -1;
        }
        int ssrc = BigEndian.i32(packet, 8);
        long index = index(BigEndian.u16(packet, 2));
        if ((known && ssrc != source) || index < 0 || !window.isNew(index)) {
            return -1;
        }
        int end = cipher.aead()
                ? decipher(packet, header, length, ssrc, index)
                : verifyAndDecipher(packet, header, length - cipher.tagLength(), ssrc, index);
        if (end >= 0) {
            // Only what is authentic may move the window.
            window.mark(index);
            highest = known ? Math.max(highest, index) : index;
            known = true;
            source = ssrc;
        }
        return end;
    }

    /** The index that is nearest to the greatest so far (RFC 3711, section 3.3.1). */
    private long index(int sequenceNumber) {
        if (!known) {
            return sequenceNumber;
        }
        long rollOver = highest >>> 16;
        int last = (int) highest & 0xffff;
        if (last < HALF && sequenceNumber - last > HALF) {
            rollOver--;
        } else if (last >= HALF && last - HALF > sequenceNumber) {
            rollOver++;
        }
        return rollOver << 16 | sequenceNumber;
    }

    private int decipher(byte[] packet, int header, int length, int ssrc, long index) throws GeneralSecurityException {
        cipher.start(Cipher.DECRYPT_MODE, ssrc, index);
        cipher.associate(packet, 0, header);
        int plain = cipher.finish(packet, header, length - header);
        return plain < 0 ? -1 : header + plain;
    }

    private int verifyAndDecipher(byte[] packet, int header, int end, int ssrc, long index)
            throws GeneralSecurityException {
        byte[] expected = Arrays.copyOf(cipher.authenticate(packet, 0, end, (int) (index >>> 16)), cipher.tagLength());
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(packet, end, end + cipher.tagLength()))) {
            return -1;
        }
        cipher.start(Cipher.DECRYPT_MODE, ssrc, index);
        cipher.finish(packet, header, end - header);
        return end;
    }
}
