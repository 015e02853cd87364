package com.technosupport.vms.live.fmp4.internal.mux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What has to be known of Opus to put it into MP4 (RFC 6716, section 3.1; RFC 7845, section 5.1). */
final class OpusPackets {

    static final int CLOCK_RATE = 48_000;

    /** 120 ms, the longest that RFC 6716 allows. */
    private static final int MAX_SAMPLES = CLOCK_RATE * 120 / 1000;

    private OpusPackets() {}

    /** The identification header. Nothing is to be left out at the start: we always begin in the middle of a stream. */
    static byte[] header(int channels) {
        return ByteBuffer.allocate(19)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) Math.max(1, Math.min(2, channels)))
                .putShort((short) 0)
                .putInt(CLOCK_RATE)
                .putShort((short) 0)
                .put((byte) 0)
                .array();
    }

    /** How long a packet plays, in samples at 48 kHz; 0 for one that is none. */
    static int samples(ByteBuffer packet) {
        if (!packet.hasRemaining()) {
            return 0;
        }
        int toc = packet.get(packet.position()) & 0xff;
        int configuration = toc >> 3;
        int frame;
        if (configuration < 12) {
            frame = new int[] {480, 960, 1920, 2880}[configuration & 3];
        } else if (configuration < 16) {
            frame = (configuration & 1) == 0 ? 480 : 960;
        } else {
            frame = 120 << (configuration & 3);
        }
        int frames =
                switch (toc & 3) {
                    case 0 -> 1;
                    case 1, 2 -> 2;
                    default -> packet.remaining() > 1 ? packet.get(packet.position() + 1) & 0x3f : 0;
                };
        return Math.min(MAX_SAMPLES, frame * frames);
    }
}
