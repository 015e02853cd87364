package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import com.technosupport.vms.api.media.Packet;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** What every use of FFmpeg here has in common. Nothing is left to the collector: it does not see how much memory is behind a pointer. */
public final class Ffmpeg {

    static {
        // It writes to the standard error output otherwise, and says of each damaged slice what is of no use to
        // anybody.
        av_log_set_level(AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    public static void check(int result, String step) throws CodingException {
        if (result < 0) {
            throw new CodingException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    public static <T extends Pointer> T present(T pointer, String what) throws CodingException {
        if (pointer == null || pointer.isNull()) {
            throw new CodingException("FFmpeg has no " + what);
        }
        return pointer;
    }

    /** Gives a decoder the track's configuration; the context frees it. */
    static void configure(AVCodecContext context, byte[] configuration) throws CodingException {
        if (configuration.length > 0) {
            BytePointer copy =
                    new BytePointer(present(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE), "memory"));
            copy.put(configuration, 0, configuration.length);
            context.extradata(copy);
            context.extradata_size(configuration.length);
        }
    }

    /** Copies a packet; {@code target} is empty before, and the caller's to empty. */
    static void fill(AVPacket target, Packet packet) throws CodingException {
        check(av_new_packet(target, packet.size()), "get memory");
        target.data().capacity(packet.size()).asBuffer().put(packet.data());
        target.pts(packet.pts());
        target.dts(packet.dts());
        target.flags(packet.key() ? AV_PKT_FLAG_KEY : 0);
    }
}
