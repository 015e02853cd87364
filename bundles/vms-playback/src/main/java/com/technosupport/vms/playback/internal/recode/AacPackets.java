package com.technosupport.vms.playback.internal.recode;

import static com.technosupport.vms.playback.internal.recode.Libav.check;
import static com.technosupport.vms.playback.internal.recode.Libav.present;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G722;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import com.technosupport.vms.playback.internal.footage.Packets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * Footage whose sound, G.711 or G.722 of one channel, is coded anew as AAC, since MP4 and browsers do not take it as it is; pictures
 * pass. Frames lie on a grid that begins with the file, so that it makes no difference for them where reading begins.
 */
public final class AacPackets extends RecodedPackets {

    private static final int FRAME = 1024;
    private static final int BITS = 48_000;
    private static final float SCALE = 1 / 32768f;

    private final int soundIndex;
    private final int rate;
    private final float[] waiting = new float[FRAME];

    /** How many samples of {@link #waiting} are there; its first lies at {@link #begin}. */
    private int filled;

    /** Samples from the file's beginning; -1 before the first. */
    private long begin = -1;

    private AVFrame frame;

    /** Whether the sound of footage is such. */
    public static boolean takes(Packets packets) {
        return packets.sound()
                .filter(sound -> {
                    int codec = sound.codecpar().codec_id();
                    return (codec == AV_CODEC_ID_PCM_ALAW
                                    || codec == AV_CODEC_ID_PCM_MULAW
                                    || codec == AV_CODEC_ID_ADPCM_G722)
                            && sound.codecpar().ch_layout().nb_channels() == 1
                            && sound.codecpar().sample_rate() >= 8000;
                })
                .isPresent();
    }

    /** @param inner {@link #takes} it; closed with this */
    public AacPackets(Packets inner) throws IOException {
        super(inner);
        AVStream sound = inner.sound().orElseThrow();
        this.soundIndex = sound.index();
        // G.722 has 16 kHz, whatever is said of it.
        this.rate = sound.codecpar().codec_id() == AV_CODEC_ID_ADPCM_G722
                ? 16_000
                : sound.codecpar().sample_rate();
        boolean done = false;
        try {
            AVCodec codec = present(avcodec_find_decoder(sound.codecpar().codec_id()), "decoder for this sound");
            decoder = present(avcodec_alloc_context3(codec), "memory");
            check(avcodec_parameters_to_context(decoder, sound.codecpar()), "set the decoder up");
            decoder.sample_rate(rate);
            check(avcodec_open2(decoder, codec, (AVDictionary) null), "open the decoder");
            openEncoder();
            holder = Libav.holder(encoder, rate);
            decoded = present(av_frame_alloc(), "memory");
            frame = present(av_frame_alloc(), "memory");
            frame.nb_samples(FRAME);
            frame.format(AV_SAMPLE_FMT_FLTP);
            frame.sample_rate(rate);
            av_channel_layout_default(frame.ch_layout(), 1);
            check(av_frame_get_buffer(frame, 0), "get memory");
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void openEncoder() throws IOException {
        AVCodec codec = present(avcodec_find_encoder(AV_CODEC_ID_AAC), "AAC encoder");
        encoder = present(avcodec_alloc_context3(codec), "memory");
        encoder.sample_fmt(AV_SAMPLE_FMT_FLTP);
        encoder.sample_rate(rate);
        av_channel_layout_default(encoder.ch_layout(), 1);
        encoder.bit_rate(Math.min(BITS, rate * 4L));
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        try (AVRational tick = new AVRational()) {
            encoder.time_base(tick.num(1).den(rate));
        }
        check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the AAC encoder");
    }

    @Override
    public AVStream video() {
        return inner.video();
    }

    @Override
    public Optional<AVStream> sound() {
        return Optional.of(holder.streams(0));
    }

    @Override
    boolean isTaken(AVPacket packet) {
        return inner.isSound(packet);
    }

    @Override
    void finish() throws IOException {
        if (filled > 0) {
            silence(FRAME - filled);
        }
        avcodec_send_frame(encoder, null);
        receive();
    }

    @Override
    void take(AVPacket packet) throws IOException {
        long at = Math.round(inner.time(packet) * rate / 1000.0);
        if (avcodec_send_packet(decoder, packet) < 0) {
            return;
        }
        while (avcodec_receive_frame(decoder, decoded) >= 0) {
            int samples = decoded.nb_samples();
            BytePointer bytes = decoded.data(0);
            ByteBuffer pcm = bytes.capacity(2L * samples).asByteBuffer().order(ByteOrder.nativeOrder());
            put(at, samples, pcm);
            at += samples;
        }
    }

    /** Matroska keeps milliseconds, and a camera's clock is not the recorder's: small differences are none. */
    private void put(long at, int samples, ByteBuffer pcm) throws IOException {
        if (begin < 0) {
            begin = at / FRAME * FRAME;
            silence((int) (at - begin));
        }
        long next = begin + filled;
        int tolerance = rate / 12;
        if (at - next > FRAME * 64L) {
            // A long pause: on with the grid's frame in which the sound goes on.
            silence(FRAME - filled);
            begin = at / FRAME * FRAME;
            silence((int) (at - begin));
        } else if (at - next > tolerance) {
            silence((int) (at - next));
        }
        int skip = (int) Math.max(0, Math.min(samples, next - at > tolerance ? next - at : 0));
        for (int i = skip; i < samples; i++) {
            waiting[filled++] = pcm.getShort(2 * i) * SCALE;
            if (filled == FRAME) {
                encode();
            }
        }
    }

    private void silence(int samples) throws IOException {
        int left = samples;
        while (left > 0) {
            int here = Math.min(left, FRAME - filled);
            Arrays.fill(waiting, filled, filled + here, 0);
            filled += here;
            left -= here;
            if (filled == FRAME) {
                encode();
            }
        }
    }

    private void encode() throws IOException {
        check(av_frame_make_writable(frame), "get memory");
        FloatBuffer samples = frame.data(0)
                .capacity(4L * FRAME)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        samples.put(waiting);
        frame.pts(begin);
        begin += FRAME;
        filled = 0;
        check(avcodec_send_frame(encoder, frame), "code the sound");
        receive();
    }

    /** The first one holds nothing but what the second one needs. */
    @Override
    boolean complete(AVPacket coded) {
        coded.stream_index(soundIndex);
        return coded.pts() >= 0;
    }

    @Override
    public boolean isVideo(AVPacket given) {
        return inner.isVideo(given);
    }

    @Override
    public boolean isSound(AVPacket given) {
        return given.stream_index() == soundIndex;
    }

    @Override
    public long time(AVPacket given) {
        return isSound(given) ? Math.round(given.pts() * 1000.0 / rate) : inner.time(given);
    }

    @Override
    public void close() throws IOException {
        if (frame != null) {
            av_frame_free(frame);
            frame = null;
        }
        super.close();
    }
}
