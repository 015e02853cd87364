package com.technosupport.vms.playback.internal.recode;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** FFmpeg's answers as exceptions. */
final class Libav {

    private Libav() {}

    static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    static <T> T present(T pointer, String what) throws IOException {
        if (pointer == null) {
            throw new IOException("FFmpeg has no " + what);
        }
        return pointer;
    }

    /** What holds one stream that describes what an encoder makes. */
    static AVFormatContext holder(AVCodecContext encoder, int ticks) throws IOException {
        AVFormatContext holder = present(avformat_alloc_context(), "memory");
        AVStream stream = present(avformat_new_stream(holder, null), "memory");
        check(avcodec_parameters_from_context(stream.codecpar(), encoder), "describe the stream");
        try (AVRational base = new AVRational()) {
            stream.time_base(base.num(1).den(ticks));
        }
        return holder;
    }
}
