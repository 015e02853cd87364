package com.technosupport.vms.playback.internal.recode;

import static com.technosupport.vms.playback.internal.recode.Libav.check;
import static com.technosupport.vms.playback.internal.recode.Libav.present;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.playback.internal.footage.Packets;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Footage with a privacy mask painted on: its pictures are decoded, painted and coded anew as H.264 by OpenH264, with key frames
 * where they were, all at the times at which they were shown; sound passes. Of one size and mask the description is always the
 * same, so that parts which were made apart play as one.
 */
public final class MaskedPackets extends RecodedPackets {

    private static final String ENCODER = "libopenh264";
    private static final int MILLIS = 1000;
    private static final int USUAL_RATE = 25;

    /** A bit more than a camera needs: its noise was coded once already. */
    private static final double BITS_PER_PIXEL = 0.1;

    private static final long LEAST_BITS = 300_000;
    private static final long MOST_BITS = 10_000_000;
    private static final int MOST_BETWEEN_KEYS = 3000;
    private static final long MOST_PIXELS = 64L << 20;

    private final boolean keyFramesOnly;
    private final int width;
    private final int height;
    private final int videoIndex;
    private final Set<Long> keys = new HashSet<>();
    private MaskPainter painter;
    private long lastShown = Long.MIN_VALUE;

    /**
     * @param inner closed with this
     * @param keyFramesOnly whether other pictures are left out
     */
    public MaskedPackets(Packets inner, PrivacyMask mask, boolean keyFramesOnly) throws IOException {
        super(inner);
        this.keyFramesOnly = keyFramesOnly;
        this.width = inner.video().codecpar().width() & ~1;
        this.height = inner.video().codecpar().height() & ~1;
        this.videoIndex = inner.video().index();
        boolean done = false;
        try {
            if (width < 16 || height < 16) {
                throw new IOException("the size of the pictures is not known");
            }
            openDecoder();
            openEncoder();
            holder = Libav.holder(encoder, MILLIS);
            decoded = present(av_frame_alloc(), "memory");
            painter = new MaskPainter(mask, width, height);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void openDecoder() throws IOException {
        int id = inner.video().codecpar().codec_id();
        AVCodec codec = present(avcodec_find_decoder(id), "decoder for this footage");
        decoder = present(avcodec_alloc_context3(codec), "memory");
        check(avcodec_parameters_to_context(decoder, inner.video().codecpar()), "set the decoder up");
        decoder.thread_count(1);
        decoder.max_pixels(MOST_PIXELS);
        check(avcodec_open2(decoder, codec, (AVDictionary) null), "open the decoder");
    }

    private void openEncoder() throws IOException {
        AVCodec codec = present(avcodec_find_encoder_by_name(ENCODER), "H.264 encoder");
        encoder = present(avcodec_alloc_context3(codec), "memory");
        encoder.width(width);
        encoder.height(height);
        encoder.pix_fmt(AV_PIX_FMT_YUV420P);
        encoder.color_range(AVCOL_RANGE_MPEG);
        try (AVRational tick = new AVRational();
                AVRational frames = new AVRational()) {
            encoder.time_base(tick.num(1).den(MILLIS));
            encoder.framerate(frames.num(USUAL_RATE).den(1));
        }
        long bits = Math.round(BITS_PER_PIXEL * width * height * USUAL_RATE);
        encoder.bit_rate(Math.max(LEAST_BITS, Math.min(MOST_BITS, bits)));
        encoder.rc_max_rate(encoder.bit_rate() * 3 / 2);
        encoder.gop_size(MOST_BETWEEN_KEYS);
        encoder.max_b_frames(0);
        encoder.thread_count(1);
        encoder.slices(1);
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        check(av_opt_set(encoder.priv_data(), "profile", "constrained_baseline", 0), "choose the profile");
        check(av_opt_set(encoder.priv_data(), "rc_mode", "timestamp", 0), "choose the rate control");
        check(av_opt_set(encoder.priv_data(), "allow_skip_frames", "0", 0), "keep all pictures");
        check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the H.264 encoder");
    }

    @Override
    public AVStream video() {
        return holder.streams(0);
    }

    @Override
    public Optional<AVStream> sound() {
        return inner.sound();
    }

    @Override
    boolean isTaken(AVPacket packet) {
        return inner.isVideo(packet);
    }

    /** What the decoder keeps for the order of showing. */
    @Override
    void finish() throws IOException {
        avcodec_send_packet(decoder, null);
        pictures();
    }

    @Override
    void take(AVPacket packet) throws IOException {
        long shown = inner.time(packet);
        if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
            keys.add(shown);
        } else if (keyFramesOnly) {
            return;
        }
        packet.pts(shown);
        packet.dts(AV_NOPTS_VALUE);
        // What is damaged gives no picture, and never one without its mask.
        if (avcodec_send_packet(decoder, packet) >= 0) {
            pictures();
        }
    }

    private void pictures() throws IOException {
        while (avcodec_receive_frame(decoder, decoded) >= 0) {
            long shown = decoded.pts();
            if (shown == AV_NOPTS_VALUE || shown <= lastShown) {
                continue;
            }
            AVFrame painted = painter.paint(decoded);
            boolean key = keys.remove(shown) || lastShown == Long.MIN_VALUE;
            lastShown = shown;
            painted.pts(shown);
            painted.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
            check(avcodec_send_frame(encoder, painted), "code the picture");
            receive();
        }
    }

    @Override
    boolean complete(AVPacket coded) {
        coded.stream_index(videoIndex);
        coded.dts(coded.pts());
        return true;
    }

    @Override
    public boolean isVideo(AVPacket given) {
        return inner.isVideo(given);
    }

    @Override
    public boolean isSound(AVPacket given) {
        return inner.isSound(given);
    }

    @Override
    public long time(AVPacket given) {
        return isVideo(given) ? given.pts() : inner.time(given);
    }

    @Override
    public void close() throws IOException {
        if (painter != null) {
            painter.close();
            painter = null;
        }
        super.close();
    }
}
