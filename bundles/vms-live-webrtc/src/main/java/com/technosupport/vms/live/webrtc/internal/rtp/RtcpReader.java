package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;

/**
 * Reads RTCP from viewers (RFC 3550, RFC 4585, RFC 5104), compound or reduced in size (RFC 5506). What is malformed ends the
 * reading of its packet; what is unknown is passed over.
 */
public final class RtcpReader {

    /** What a viewer may tell us of our stream. */
    public interface Feedback {

        /** It misses a packet. */
        void missing(int sequenceNumber);

        /** Its decoder needs a key frame. */
        void keyFrameWanted();

        /** How our packets arrive. */
        void report(Report report);
    }

    /**
     * A report block (RFC 3550, section 6.4.1).
     *
     * @param fractionLost of the packets since the report before, in 1/256
     * @param lost packets that never came, in all; may shrink
     * @param lastReport middle 32 bits of the NTP time in our latest sender report; 0 while it has none
     * @param delay since it came, in 1/65536 s
     */
    public record Report(int fractionLost, int lost, int lastReport, int delay) {}

    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int TRANSPORT_FEEDBACK = 205;
    private static final int PAYLOAD_FEEDBACK = 206;

    private static final int GENERIC_NACK = 1;
    private static final int PICTURE_LOSS = 1;
    private static final int FULL_INTRA_REQUEST = 4;
    private static final int REPORT_BLOCK = 24;

    private RtcpReader() {}

    /** Whether a datagram is RTCP rather than RTP (RFC 5761, section 4). */
    public static boolean matches(byte[] bytes, int length) {
        return length >= 8 && (bytes[0] & 0xc0) == 0x80 && (bytes[1] & 0xff) >= 192 && (bytes[1] & 0xff) <= 223;
    }

    /**
     * @param ssrc ours; what concerns another source is passed over
     */
    public static void read(byte[] bytes, int length, int ssrc, Feedback feedback) {
        int at = 0;
        while (at + 8 <= length && (bytes[at] & 0xc0) == 0x80) {
            int size = 4 * (BigEndian.u16(bytes, at + 2) + 1);
            if (size < 8 || size > length - at) {
                return;
            }
            int format = bytes[at] & 0x1f;
            int end = at + size;
            switch (bytes[at + 1] & 0xff) {
                case SENDER_REPORT -> reports(bytes, at + 28, end, format, ssrc, feedback);
                case RECEIVER_REPORT -> reports(bytes, at + 8, end, format, ssrc, feedback);
                case TRANSPORT_FEEDBACK -> {
                    if (format == GENERIC_NACK && size >= 12 && BigEndian.i32(bytes, at + 8) == ssrc) {
                        missing(bytes, at + 12, end, feedback);
                    }
                }
                case PAYLOAD_FEEDBACK -> pictures(bytes, at, end, format, ssrc, feedback);
                default -> {
                    // Source descriptions, goodbyes, bandwidth estimates: nothing that we would act on.
                }
            }
            at = end;
        }
    }

    private static void reports(byte[] bytes, int start, int end, int count, int ssrc, Feedback feedback) {
        int at = start;
        for (int i = 0; i < count && at + REPORT_BLOCK <= end; i++) {
            if (BigEndian.i32(bytes, at) == ssrc) {
                // 24 bits with a sign.
                int lost = BigEndian.i32(bytes, at + 4) << 8 >> 8;
                feedback.report(new Report(
                        BigEndian.u8(bytes, at + 4),
                        lost,
                        BigEndian.i32(bytes, at + 16),
                        BigEndian.i32(bytes, at + 20)));
            }
            at += REPORT_BLOCK;
        }
    }

    private static void missing(byte[] bytes, int start, int end, Feedback feedback) {
        for (int at = start; at + 4 <= end; at += 4) {
            int first = BigEndian.u16(bytes, at);
            int following = BigEndian.u16(bytes, at + 2);
            feedback.missing(first);
            for (int i = 0; i < 16; i++) {
                if ((following >>> i & 1) != 0) {
                    feedback.missing((first + i + 1) & 0xffff);
                }
            }
        }
    }

    private static void pictures(byte[] bytes, int at, int end, int format, int ssrc, Feedback feedback) {
        if (format == PICTURE_LOSS && end - at >= 12 && BigEndian.i32(bytes, at + 8) == ssrc) {
            feedback.keyFrameWanted();
        } else if (format == FULL_INTRA_REQUEST) {
            for (int entry = at + 12; entry + 8 <= end; entry += 8) {
                if (BigEndian.i32(bytes, entry) == ssrc) {
                    feedback.keyFrameWanted();
                    return;
                }
            }
        }
    }
}
