package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;

/** The fixed header of an RTP packet (RFC 3550, section 5.1), read in place and reused from packet to packet. */
final class RtpHeader {

    static final int FIXED = 12;

    boolean marker;
    int payloadType;
    int sequence;
    long timestamp;
    int ssrc;
    int payloadStart;
    int payloadEnd;

    /** Reads the packet at {@code start}; false when it is none, whatever its bytes. */
    boolean read(ByteBuffer buffer, int start, int length) {
        if (length < FIXED) {
            return false;
        }
        int first = buffer.get(start);
        if ((first & 0xc0) != 0x80) {
            return false;
        }
        int second = buffer.get(start + 1);
        marker = (second & 0x80) != 0;
        payloadType = second & 0x7f;
        sequence = buffer.getShort(start + 2) & 0xffff;
        timestamp = buffer.getInt(start + 4) & 0xffff_ffffL;
        ssrc = buffer.getInt(start + 8);
        int end = start + length;
        int payload = start + FIXED + 4 * (first & 0x0f);
        if ((first & 0x10) != 0) {
            if (payload + 4 > end) {
                return false;
            }
            payload += 4 + 4 * (buffer.getShort(payload + 2) & 0xffff);
        }
        if ((first & 0x20) != 0) {
            int padding = buffer.get(end - 1) & 0xff;
            if (padding == 0) {
                return false;
            }
            end -= padding;
        }
        if (payload > end) {
            return false;
        }
        payloadStart = payload;
        payloadEnd = end;
        return true;
    }
}
