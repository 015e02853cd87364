package com.technosupport.vms.playback.internal.mp4;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.playback.internal.footage.Packets;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** What of recorded streams goes into an output, and how times are counted in it. */
final class Tracks {

    /** Ticks a second of the video's times. */
    static final int VIDEO_TICKS = 90_000;

    static final int AAC_SAMPLES = 1024;

    private static final int OPUS_TICKS = 48_000;
    private static final int OPUS_SAMPLES = 960;

    /** {@code hvc1}: parameter sets stand in the sample description; Safari plays no other. */
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

    private Tracks() {}

    /** @throws VmsException {@link ErrorCode#CODEC_UNSUPPORTED} for a video that browsers do not play in MP4 */
    static void requireMp4(AVStream video) {
        int codec = video.codecpar().codec_id();
        if (codec != AV_CODEC_ID_H264 && codec != AV_CODEC_ID_HEVC) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, name(codec) + " does not fit into MP4");
        }
    }

    /** The sound, where it fits into MP4. */
    static Optional<AVStream> mp4Sound(Packets reader) {
        return reader.sound().filter(sound -> {
            int codec = sound.codecpar().codec_id();
            return (codec == AV_CODEC_ID_AAC
                            && sound.codecpar().sample_rate() > 0
                            && sound.codecpar().extradata_size() > 1)
                    || codec == AV_CODEC_ID_OPUS;
        });
    }

    /** What of the sound does not go into MP4, and why; empty where all of it does. */
    static String leftOut(Packets reader) {
        return reader.sound().isPresent() && mp4Sound(reader).isEmpty()
                ? "without sound: " + name(reader.sound().get().codecpar().codec_id()) + " does not fit into MP4"
                : "";
    }

    private static String name(int codec) {
        return avcodec_get_name(codec).getString();
    }

    static int soundTicks(AVStream sound) {
        return sound.codecpar().codec_id() == AV_CODEC_ID_OPUS
                ? OPUS_TICKS
                : sound.codecpar().sample_rate();
    }

    /**
     * Adds a stream like the recorded one to an output.
     *
     * @param mp4 whether that is MP4, which has names of its own for codecs
     */
    static AVStream add(AVFormatContext output, AVStream recorded, int ticks, boolean mp4) throws IOException {
        AVStream stream = avformat_new_stream(output, null);
        if (stream == null || avcodec_parameters_copy(stream.codecpar(), recorded.codecpar()) < 0) {
            throw new IOException("FFmpeg has no memory");
        }
        AVCodecParameters parameters = stream.codecpar();
        int codec = parameters.codec_id();
        parameters.codec_tag(mp4 && codec == AV_CODEC_ID_HEVC ? HVC1 : 0);
        if (codec == AV_CODEC_ID_AAC) {
            parameters.frame_size(AAC_SAMPLES);
        } else if (codec == AV_CODEC_ID_OPUS) {
            parameters.sample_rate(OPUS_TICKS);
            parameters.frame_size(OPUS_SAMPLES);
        }
        try (AVRational base = new AVRational()) {
            stream.time_base(base.num(1).den(ticks));
        }
        return stream;
    }

    /** Ticks since 1970. */
    static long ticks(Instant time, int ticks) {
        return Math.multiplyExact(time.getEpochSecond(), (long) ticks) + (long) time.getNano() * ticks / 1_000_000_000L;
    }
}
