package com.technosupport.vms.live.webrtc.internal.dtls;

import com.technosupport.vms.live.webrtc.internal.BigEndian;

/**
 * How large the messages of a handshake claim to be (RFC 6347, section 4.2.2). The library believes each fragment, and makes room for
 * 16 MiB of each of 16 messages to come: a datagram of 450 bytes would take a quarter of a gigabyte.
 */
final class HandshakeSizes {

    /** A chain of certificates, which is the largest that a browser sends, has some 2 KiB. */
    static final int MAX_MESSAGE = 16 << 10;

    static final int HANDSHAKE = 22;

    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    private HandshakeSizes() {}

    /** Looks at the records of a datagram, as far as they are not enciphered. */
    static boolean fit(byte[] datagram) {
        int at = 0;
        while (datagram.length - at >= RECORD_HEADER) {
            int length = BigEndian.u16(datagram, at + 11);
            int end = at + RECORD_HEADER + length;
            boolean plain = BigEndian.u16(datagram, at + 3) == 0;
            if (end > datagram.length) {
                // Nobody reads a record that is cut off.
                return true;
            }
            if (plain && datagram[at] == HANDSHAKE && !fit(datagram, at + RECORD_HEADER, length)) {
                return false;
            }
            at = end;
        }
        return true;
    }

    /** Looks at the messages of one record. */
    static boolean fit(byte[] record, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (end - at >= MESSAGE_HEADER) {
            if (get24(record, at + 1) > MAX_MESSAGE) {
                return false;
            }
            at += MESSAGE_HEADER + get24(record, at + 9);
        }
        return true;
    }

    private static int get24(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | BigEndian.u16(bytes, at + 1);
    }
}
