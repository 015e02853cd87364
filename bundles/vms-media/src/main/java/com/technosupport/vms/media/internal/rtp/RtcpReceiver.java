package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.Random;

/** A receiver's side of RTCP (RFC 3550, section 6): reads sender reports, writes receiver reports. */
public final class RtcpReceiver {

    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int DESCRIPTION = 202;
    private static final int BYE = 203;
    private static final byte[] NAME = {'v', 'm', 's'};

    private final int own = new Random().nextInt();
    private boolean any;
    private int source;
    private long firstSequence;
    private long highest;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private double jitter;
    private boolean anyTransit;
    private long transit;
    private int lastSenderReport;
    private long lastSenderReportNanos;
    private boolean farewell;
    private int reports;
    private int reportSource;
    private long reportNtp;
    private int reportRtp;

    void received(int ssrc, int sequence, long timestamp, long nanos, int clockRate) {
        if (!any || ssrc != source) {
            any = true;
            source = ssrc;
            firstSequence = sequence;
            highest = sequence;
            received = 0;
            expectedBefore = 0;
            receivedBefore = 0;
            anyTransit = false;
            lastSenderReport = 0;
        }
        received++;
        highest += (short) (sequence - (int) (highest & 0xffff));
        long now = (long) (nanos / 1e9 * clockRate) - timestamp;
        if (anyTransit) {
            double difference = Math.abs((int) (now - transit));
            jitter += (difference - jitter) / 16;
        }
        anyTransit = true;
        transit = now;
    }

    /** Reads a compound packet, whatever its bytes; true when our source says that it ends. */
    public boolean read(ByteBuffer buffer, int start, int length, long nanos) {
        int at = start;
        int end = start + length;
        boolean bye = false;
        while (at + 8 <= end && (buffer.get(at) & 0xc0) == 0x80) {
            int type = buffer.get(at + 1) & 0xff;
            int next = at + 4 + 4 * (buffer.getShort(at + 2) & 0xffff);
            if (next > end) {
                break;
            }
            if (type == SENDER_REPORT && next - at >= 28) {
                reports++;
                reportSource = buffer.getInt(at + 4);
                reportNtp = buffer.getLong(at + 8);
                reportRtp = buffer.getInt(at + 16);
            }
            boolean ours = any && buffer.getInt(at + 4) == source;
            if (type == SENDER_REPORT && ours && next - at >= 28) {
                lastSenderReport = buffer.getInt(at + 10);
                lastSenderReportNanos = nanos;
            } else if (type == BYE && (buffer.get(at) & 0x1f) > 0) {
                bye |= ours;
                farewell = true;
            }
            at = next;
        }
        return bye;
    }

    /** Whether some source has said that it ends. */
    public boolean farewell() {
        return farewell;
    }

    /** How many sender reports came, of whatever source: the first may come before its first packet. */
    int reports() {
        return reports;
    }

    int reportSource() {
        return reportSource;
    }

    /** The latest report's NTP time, and the RTP time that belongs to it. */
    long reportNtp() {
        return reportNtp;
    }

    int reportRtp() {
        return reportRtp;
    }

    /** A receiver report and our name. */
    public byte[] report(long nanos) {
        ByteBuffer out = ByteBuffer.allocate(64);
        out.put((byte) (any ? 0x81 : 0x80)).put((byte) RECEIVER_REPORT).putShort((short) (any ? 7 : 1));
        out.putInt(own);
        if (any) {
            long expected = highest - firstSequence + 1;
            long missing = Math.max(0, expected - received);
            long expectedNow = expected - expectedBefore;
            long missingNow = expectedNow - (received - receivedBefore);
            expectedBefore = expected;
            receivedBefore = received;
            int fraction =
                    expectedNow <= 0 || missingNow <= 0 ? 0 : (int) Math.min(255, missingNow * 256 / expectedNow);
            out.putInt(source);
            out.putInt((fraction << 24) | (int) Math.min(missing, 0x7fffff));
            out.putInt((int) highest);
            out.putInt((int) jitter);
            out.putInt(lastSenderReport);
            long delay = lastSenderReport == 0 ? 0 : (nanos - lastSenderReportNanos) * 65536 / 1_000_000_000L;
            out.putInt((int) delay);
        }
        // SDES with a CNAME: chunk of 4 + 2 + 3 + 3 bytes.
        out.put((byte) 0x81).put((byte) DESCRIPTION).putShort((short) 3).putInt(own);
        out.put((byte) 1)
                .put((byte) NAME.length)
                .put(NAME)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0);
        out.flip();
        byte[] report = new byte[out.remaining()];
        out.get(report);
        return report;
    }
}
