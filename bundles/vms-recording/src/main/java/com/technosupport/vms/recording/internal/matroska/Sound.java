package com.technosupport.vms.recording.internal.matroska;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What has to be known of sound to put it into Matroska. */
public final class Sound {

    private static final int OPUS_RATE = 48_000;

    /** 120 ms, the longest that RFC 6716 allows. */
    private static final int MAX_OPUS_SAMPLES = OPUS_RATE * 120 / 1000;

    private Sound() {}

    /** Whether Matroska takes it, from what the camera told. */
    public static boolean fits(Track track) {
        return switch (track.codec()) {
            case AAC -> track.configuration().length > 0;
            case PCMA, PCMU, G722, OPUS -> true;
            default -> false;
        };
    }

    /** RTP counts G.722 in 8000 ticks a second, though it has 16,000 samples (RFC 3551, 4.5.2). */
    static int samplingRate(Track track) {
        return switch (track.codec()) {
            case G722 -> 16_000;
            case OPUS -> OPUS_RATE;
            default -> track.clockRate();
        };
    }

    /** What the muxer needs beforehand: for Opus its identification header (RFC 7845, section 5.1). */
    static byte[] description(Track track) {
        if (track.codec() != Codec.OPUS) {
            return track.codec() == Codec.AAC ? track.configuration() : new byte[0];
        }
        return ByteBuffer.allocate(19)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) Math.max(1, Math.min(2, track.channels())))
                .putShort((short) 0)
                .putInt(OPUS_RATE)
                .putShort((short) 0)
                .put((byte) 0)
                .array();
    }

    /** How long a packet plays, in microseconds. */
    public static long duration(Track track, ByteBuffer data) {
        long channels = Math.max(1, track.channels());
        return switch (track.codec()) {
            case AAC -> 1024L * 1_000_000 / track.clockRate();
            case OPUS -> opusSamples(data) * 1_000_000L / OPUS_RATE;
            case G722 -> data.remaining() * 1_000_000L / 8000 / channels;
            default -> data.remaining() * 1_000_000L / track.clockRate() / channels;
        };
    }

    /** RFC 6716, section 3.1. */
    private static int opusSamples(ByteBuffer packet) {
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
        return Math.min(MAX_OPUS_SAMPLES, frame * frames);
    }
}
