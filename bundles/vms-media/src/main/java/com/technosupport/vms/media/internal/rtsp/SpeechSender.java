package com.technosupport.vms.media.internal.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts speech into RTP (RFC 3550, RFC 3551 section 4.5.14), each packet framed for the RTSP connection (RFC 2326, 10.12). The clock
 * goes on with the samples; where more than 200 ms were left out, as a microphone does in silence, it is set to the time that has
 * passed and the packet is marked (RFC 3551, section 4.1). Used by the loop's thread only.
 */
final class SpeechSender {

    static final int CLOCK_RATE = 8000;

    private static final int FRAMING = 4;
    private static final int HEADER = 12;
    private static final long LEFT_OUT = CLOCK_RATE / 5;
    private static final int SENDER_REPORT = 200;
    private static final int DESCRIPTION = 202;
    private static final byte[] NAME = "vms".getBytes(StandardCharsets.US_ASCII);
    /** From 1900 to 1970 (RFC 5905, section 6). */
    private static final long NTP_OFFSET_SECONDS = 2_208_988_800L;

    private final int payloadType;
    private final int channel;
    private final int source = ThreadLocalRandom.current().nextInt();
    private final long origin = ThreadLocalRandom.current().nextInt() & 0xffffffffL;
    private int sequence = ThreadLocalRandom.current().nextInt(0x10000);
    private long packets;
    private long bytes;
    private long begunNanos;
    /** Samples since the beginning, up to the end of the last packet. */
    private long position;

    /** @param channel of RTP; RTCP has the next */
    SpeechSender(int payloadType, int channel) {
        this.payloadType = payloadType;
        this.channel = channel;
    }

    long packets() {
        return packets;
    }

    /**
     * @param speech a byte a sample
     * @param nanos when it came
     */
    byte[] packet(byte[] speech, long nanos) {
        boolean first = packets == 0;
        if (first) {
            begunNanos = nanos;
        }
        long due = samples(nanos) - position;
        boolean afterSilence = due > LEFT_OUT;
        if (afterSilence) {
            position += due;
        }
        byte[] packet = new byte[FRAMING + HEADER + speech.length];
        framed(packet, channel)
                .put((byte) 0x80)
                .put((byte) (payloadType | (first || afterSilence ? 0x80 : 0)))
                .putShort((short) sequence)
                .putInt((int) (origin + position))
                .putInt(source)
                .put(speech);
        sequence = (sequence + 1) & 0xffff;
        position += speech.length;
        packets++;
        bytes += speech.length;
        return packet;
    }

    private long samples(long nanos) {
        return Math.max(0, nanos - begunNanos) * CLOCK_RATE / 1_000_000_000L;
    }

    /** A sender report and our name (RFC 3550, 6.4.1 and 6.5). */
    byte[] report(Instant now, long nanos) {
        long seconds = now.getEpochSecond() + NTP_OFFSET_SECONDS;
        long fraction = ((long) now.getNano() << 32) / 1_000_000_000L;
        long time = packets == 0 ? 0 : samples(nanos);
        byte[] report = new byte[FRAMING + 28 + 16];
        framed(report, channel + 1)
                .put((byte) 0x80)
                .put((byte) SENDER_REPORT)
                .putShort((short) 6)
                .putInt(source)
                .putInt((int) seconds)
                .putInt((int) fraction)
                .putInt((int) (origin + time))
                .putInt((int) packets)
                .putInt((int) bytes)
                .put((byte) 0x81)
                .put((byte) DESCRIPTION)
                .putShort((short) 3)
                .putInt(source)
                .put((byte) 1)
                .put((byte) NAME.length)
                .put(NAME);
        return report;
    }

    private static ByteBuffer framed(byte[] all, int channel) {
        return ByteBuffer.wrap(all).put((byte) '$').put((byte) channel).putShort((short) (all.length - FRAMING));
    }
}
