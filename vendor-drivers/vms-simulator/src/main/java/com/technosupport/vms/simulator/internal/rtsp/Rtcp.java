package com.technosupport.vms.simulator.internal.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** RTCP packets that a sender sends (RFC 3550 section 6). */
final class Rtcp {
    private static final int SENDER_REPORT = 200;
    private static final int SOURCE_DESCRIPTION = 202;
    private static final int BYE = 203;
    /** Seconds from 1900, where NTP starts, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private Rtcp() {}

    /** A sender report with the canonical name, as a compound packet. */
    static byte[] senderReport(int ssrc, Instant time, int timestamp, long packets, long bytes, String name) {
        byte[] cname = name.getBytes(StandardCharsets.UTF_8);
        // SSRC, type, length, text, and at least one zero byte to end the list.
        int items = 4 + 2 + cname.length + 1;
        int chunk = (items + 3) / 4 * 4;
        ByteBuffer out = ByteBuffer.allocate(28 + 4 + chunk);
        header(out, 0, SENDER_REPORT, 28);
        out.putInt(ssrc);
        out.putInt((int) (time.getEpochSecond() + NTP_EPOCH));
        out.putInt((int) (((long) time.getNano() << 32) / 1_000_000_000L));
        out.putInt(timestamp);
        out.putInt((int) packets);
        out.putInt((int) bytes);
        header(out, 1, SOURCE_DESCRIPTION, 4 + chunk);
        out.putInt(ssrc).put((byte) 1).put((byte) cname.length).put(cname);
        return out.array();
    }

    static byte[] bye(int ssrc) {
        ByteBuffer out = ByteBuffer.allocate(16);
        // A compound packet starts with a report: an empty receiver report here.
        header(out, 0, 201, 8);
        out.putInt(ssrc);
        header(out, 1, BYE, 8);
        out.putInt(ssrc);
        return out.array();
    }

    private static void header(ByteBuffer out, int count, int type, int bytes) {
        out.put((byte) (0x80 | count)).put((byte) type).putShort((short) (bytes / 4 - 1));
    }
}
