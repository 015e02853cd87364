package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Pictures of one size to H.264, constrained baseline profile, by OpenH264: no B-frames, and each picture comes out at once. Used
 * by one thread.
 */
final class VideoEncoder implements AutoCloseable {

    static final String NAME = "libopenh264";

    private static final int CLOCK = 90_000;

    /** Key frames are told one by one; this is for the case that nobody does. */
    private static final int MOST_BETWEEN_KEYS = 1500;

    private static final int USUAL_RATE = 25;
    private static final double BITS_PER_PIXEL = 0.08;
    private static final long LEAST_BITS = 250_000;
    private static final long MOST_BITS = 6_000_000;

    /** Takes what is coded. */
    interface Output {
        void coded(CodedPicture picture, long pts);
    }

    private final int width;
    private final int height;
    private AVCodecContext context;
    private AVPacket packet;

    /** @param framesPerSecond as far as it is known; 0 otherwise */
    VideoEncoder(int width, int height, double framesPerSecond) throws CodingException {
        this.width = width;
        this.height = height;
        try {
            AVCodec codec = Ffmpeg.present(avcodec_find_encoder_by_name(NAME), "H.264 encoder");
            context = Ffmpeg.present(avcodec_alloc_context3(codec), "memory");
            context.width(width);
            context.height(height);
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.color_range(AVCOL_RANGE_MPEG);
            double rate = framesPerSecond >= 1 && framesPerSecond <= 120 ? framesPerSecond : USUAL_RATE;
            try (AVRational tick = new AVRational();
                    AVRational frames = new AVRational()) {
                context.time_base(tick.num(1).den(CLOCK));
                context.framerate(frames.num((int) Math.round(rate * 100)).den(100));
            }
            long bits = bits(width, height, rate);
            context.bit_rate(bits);
            context.rc_max_rate(bits * 3 / 2);
            context.gop_size(MOST_BETWEEN_KEYS);
            context.max_b_frames(0);
            context.thread_count(1);
            context.slices(1);
            Ffmpeg.check(av_opt_set(context.priv_data(), "profile", "constrained_baseline", 0), "choose the profile");
            Ffmpeg.check(av_opt_set(context.priv_data(), "rc_mode", "timestamp", 0), "choose the rate control");
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "open the H.264 encoder");
            packet = Ffmpeg.present(av_packet_alloc(), "memory");
        } catch (CodingException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static boolean isAvailable() {
        return avcodec_find_encoder_by_name(NAME) != null;
    }

    /** By size and rate, for a bit more than a camera needs: its noise was coded once already. */
    static long bits(int width, int height, double framesPerSecond) {
        // Twice the rate takes less than twice the bits, since the pictures differ less.
        double rate = USUAL_RATE * Math.sqrt(framesPerSecond / USUAL_RATE);
        return Math.max(LEAST_BITS, Math.min(MOST_BITS, Math.round(BITS_PER_PIXEL * width * height * rate)));
    }

    boolean fits(AVFrame picture) {
        return picture.width() == width && picture.height() == height;
    }

    /** Codes a picture that {@link #fits}; it is changed in passing. */
    void encode(AVFrame picture, long pts, boolean key, Output output) throws CodingException {
        picture.pts(pts);
        picture.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        Ffmpeg.check(avcodec_send_frame(context, picture), "code the picture");
        while (avcodec_receive_packet(context, packet) >= 0) {
            try {
                byte[] stream = new byte[packet.size()];
                packet.data().get(stream);
                output.coded(CodedPicture.of(stream), packet.pts());
            } finally {
                av_packet_unref(packet);
            }
        }
    }

    @Override
    public void close() {
        if (packet != null) {
            av_packet_free(packet);
        }
        if (context != null) {
            avcodec_free_context(context);
        }
    }
}
