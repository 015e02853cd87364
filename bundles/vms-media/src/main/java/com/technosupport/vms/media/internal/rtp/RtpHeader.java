package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;

/**
 * The header of an RTP packet (RFC 3550, section 5.1), read in place and reused from packet to packet; with the extension by which
 * ONVIF devices say when a packet was recorded (Streaming Specification, section 6.3).
 */
final class RtpHeader {

    static final int FIXED = 12;

    private static final int REPLAY = 0xabac;
    private static final int REPLAY_WORDS = 3;
    private static final int DISCONTINUITY = 0x20;

    boolean marker;
    int payloadType;
    int sequence;
    long timestamp;
    int ssrc;
    int payloadStart;
    int payloadEnd;

    /** Whether it tells when it was recorded. */
    boolean recorded;
    /** NTP time, 32 bits of it after the point; when recorded. */
    long ntp;
    /** Whether it does not follow what was played before; when recorded. */
    boolean discontinuity;

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
        recorded = false;
        if ((first & 0x10) != 0) {
            if (payload + 4 > end) {
                return false;
            }
            int extension = payload;
            int words = buffer.getShort(extension + 2) & 0xffff;
            payload += 4 + 4 * words;
            recorded = (buffer.getShort(extension) & 0xffff) == REPLAY && words >= REPLAY_WORDS && payload <= end;
            if (recorded) {
                ntp = buffer.getLong(extension + 4);
                discontinuity = (buffer.get(extension + 12) & DISCONTINUITY) != 0;
            }
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
