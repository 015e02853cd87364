package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G722;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_free;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_read;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_reset;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_size;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_write;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert_frame;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.time.Instant;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swresample.SwrContext;

/** One sound track to Opus: 48 kHz, frames of 20 ms, one channel or two. Used by one thread. */
final class SoundCoder implements AutoCloseable {

    static final String NAME = "libopus";
    static final int RATE = 48_000;
    static final int FRAME = RATE / 50;

    private static final int BITS_A_CHANNEL = 32_000;

    /** Beyond that much between what came and what was to come, sound is missing, or the clock jumped. */
    private static final int MOST_DRIFT = RATE / 10;

    private static final int MOST_WAITING = RATE;

    /** Takes what is coded. */
    interface Output {
        void coded(long pts, Instant arrival, byte[] data);
    }

    private final int clockRate;
    private final int channels;
    private AVCodecContext decoder;
    private AVCodecContext encoder;
    private AVPacket packet;
    private AVFrame decoded;
    private AVFrame resampled;
    private AVFrame frame;
    private AVAudioFifo waiting;
    private SwrContext resampler;
    private int resampledRate;
    private int resampledFormat;
    private int resampledChannels;
    private boolean any;
    /** The time behind the last sample that waits, in ticks of 48 kHz. */
    private long end;

    SoundCoder(Track track) throws CodingException {
        clockRate = track.clockRate();
        channels = Math.max(1, Math.min(2, track.channels()));
        try {
            openDecoder(track);
            openEncoder();
            packet = Ffmpeg.present(av_packet_alloc(), "memory");
            decoded = Ffmpeg.present(av_frame_alloc(), "memory");
            resampled = Ffmpeg.present(av_frame_alloc(), "memory");
            waiting = Ffmpeg.present(av_audio_fifo_alloc(AV_SAMPLE_FMT_S16, channels, MOST_WAITING), "memory");
            frame = Ffmpeg.present(av_frame_alloc(), "memory");
            frame.nb_samples(FRAME);
            describe(frame);
            Ffmpeg.check(av_frame_get_buffer(frame, 0), "get memory");
        } catch (CodingException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static boolean isAvailable() {
        return avcodec_find_encoder_by_name(NAME) != null;
    }

    static boolean canDecode(Codec codec) {
        return switch (codec) {
            case AAC, PCMA, PCMU, G722 -> true;
            default -> false;
        };
    }

    private void openDecoder(Track track) throws CodingException {
        int id =
                switch (track.codec()) {
                    case AAC -> AV_CODEC_ID_AAC;
                    case PCMA -> AV_CODEC_ID_PCM_ALAW;
                    case PCMU -> AV_CODEC_ID_PCM_MULAW;
                    case G722 -> AV_CODEC_ID_ADPCM_G722;
                    default -> throw new CodingException("no sound is made of " + track.codec());
                };
        AVCodec codec = Ffmpeg.present(avcodec_find_decoder(id), "decoder for " + track.codec());
        decoder = Ffmpeg.present(avcodec_alloc_context3(codec), "memory");
        // G.722 has 16 kHz and a clock of 8 kHz, by an old mistake (RFC 3551, 4.5.2).
        decoder.sample_rate(track.codec() == Codec.G722 ? 16_000 : clockRate);
        av_channel_layout_default(decoder.ch_layout(), Math.max(1, track.channels()));
        decoder.thread_count(1);
        Ffmpeg.configure(decoder, track.configuration());
        Ffmpeg.check(avcodec_open2(decoder, codec, (AVDictionary) null), "open the decoder");
    }

    private void openEncoder() throws CodingException {
        AVCodec codec = Ffmpeg.present(avcodec_find_encoder_by_name(NAME), "Opus encoder");
        encoder = Ffmpeg.present(avcodec_alloc_context3(codec), "memory");
        encoder.sample_fmt(AV_SAMPLE_FMT_S16);
        encoder.sample_rate(RATE);
        av_channel_layout_default(encoder.ch_layout(), channels);
        encoder.bit_rate((long) BITS_A_CHANNEL * channels);
        try (AVRational tick = new AVRational()) {
            encoder.time_base(tick.num(1).den(RATE));
        }
        Ffmpeg.check(av_opt_set(encoder.priv_data(), "frame_duration", "20", 0), "choose the frames' length");
        Ffmpeg.check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the Opus encoder");
    }

    private void describe(AVFrame sound) {
        sound.format(AV_SAMPLE_FMT_S16);
        sound.sample_rate(RATE);
        av_channel_layout_default(sound.ch_layout(), channels);
    }

    /** The track that comes out. */
    Track track(int index) {
        return new Track(index, Codec.OPUS, RATE, channels, 0, 0, new byte[0]);
    }

    /** Codes one packet. What is damaged gives silence's place to what follows. */
    void code(Packet coded, Output output) throws CodingException {
        Ffmpeg.fill(packet, coded);
        try {
            if (avcodec_send_packet(decoder, packet) < 0) {
                return;
            }
        } finally {
            av_packet_unref(packet);
        }
        long pts = Math.round((double) coded.pts() * RATE / clockRate);
        while (avcodec_receive_frame(decoder, decoded) >= 0) {
            try {
                pts += take(pts);
            } finally {
                av_frame_unref(decoded);
            }
        }
        while (av_audio_fifo_size(waiting) >= FRAME) {
            encode(coded.arrival(), output);
        }
    }

    /** Takes what was decoded; returns how many ticks it lasts. */
    private int take(long pts) throws CodingException {
        requireResampler();
        describe(resampled);
        try {
            Ffmpeg.check(swr_convert_frame(resampler, resampled, decoded), "change the sampling rate");
            int samples = resampled.nb_samples();
            if (!any || Math.abs(pts - end) > MOST_DRIFT || av_audio_fifo_size(waiting) + samples > MOST_WAITING) {
                any = true;
                av_audio_fifo_reset(waiting);
                end = pts;
            }
            Ffmpeg.check(av_audio_fifo_write(waiting, resampled.data(), samples), "get memory");
            end += samples;
            return samples;
        } finally {
            av_frame_unref(resampled);
        }
    }

    private void requireResampler() throws CodingException {
        int rate = decoded.sample_rate();
        int format = decoded.format();
        int count = decoded.ch_layout().nb_channels();
        if (resampler != null && rate == resampledRate && format == resampledFormat && count == resampledChannels) {
            return;
        }
        if (resampler != null) {
            swr_free(resampler);
        }
        // It takes the rest from the first sound that it converts.
        resampler = Ffmpeg.present(swr_alloc(), "memory");
        resampledRate = rate;
        resampledFormat = format;
        resampledChannels = count;
    }

    private void encode(Instant arrival, Output output) throws CodingException {
        Ffmpeg.check(av_frame_make_writable(frame), "get memory");
        long pts = end - av_audio_fifo_size(waiting);
        Ffmpeg.check(av_audio_fifo_read(waiting, frame.data(), FRAME), "read the sound");
        frame.pts(pts);
        Ffmpeg.check(avcodec_send_frame(encoder, frame), "code the sound");
        while (avcodec_receive_packet(encoder, packet) >= 0) {
            try {
                byte[] data = new byte[packet.size()];
                packet.data().get(data);
                output.coded(pts, arrival, data);
            } finally {
                av_packet_unref(packet);
            }
        }
    }

    @Override
    public void close() {
        if (resampler != null) {
            swr_free(resampler);
        }
        if (waiting != null) {
            av_audio_fifo_free(waiting);
        }
        for (AVFrame sound : new AVFrame[] {decoded, resampled, frame}) {
            if (sound != null) {
                av_frame_free(sound);
            }
        }
        if (packet != null) {
            av_packet_free(packet);
        }
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
        if (encoder != null) {
            avcodec_free_context(encoder);
        }
    }
}
