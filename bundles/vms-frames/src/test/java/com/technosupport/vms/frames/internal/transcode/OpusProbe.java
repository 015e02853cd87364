package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.ShortPointer;

/** Listens to Opus, by the decoder of its authors. */
final class OpusProbe {

    /**
     * @param loudness root mean square
     * @param hertz by how often it crosses zero
     */
    record Heard(int samples, double loudness, double hertz) {}

    private OpusProbe() {}

    static Heard listen(Track track, List<Packet> packets) throws CodingException {
        AVCodec codec = avcodec_find_decoder_by_name("libopus");
        AVCodecContext context = avcodec_alloc_context3(codec);
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        try {
            context.sample_rate(track.clockRate());
            context.request_sample_fmt(AV_SAMPLE_FMT_S16);
            av_channel_layout_default(context.ch_layout(), track.channels());
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "open the Opus decoder");
            int samples = 0;
            double squares = 0;
            int crossings = 0;
            int before = 0;
            for (Packet coded : packets) {
                Ffmpeg.fill(packet, coded);
                Ffmpeg.check(avcodec_send_packet(context, packet), "decode Opus");
                av_packet_unref(packet);
                while (avcodec_receive_frame(context, frame) >= 0) {
                    ShortPointer sound = new ShortPointer(frame.data(0));
                    for (int i = 0; i < frame.nb_samples(); i++) {
                        int sample = sound.get((long) i * track.channels());
                        squares += (double) sample * sample;
                        crossings += before < 0 != sample < 0 ? 1 : 0;
                        before = sample;
                        samples++;
                    }
                }
            }
            return new Heard(
                    samples, Math.sqrt(squares / Math.max(1, samples)), crossings / 2.0 / samples * track.clockRate());
        } finally {
            av_frame_free(frame);
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }

    /** ITU-T G.711, table 2. */
    static byte muLaw(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int value = Math.min(32_635, Math.abs(sample)) + 132;
        int exponent = 31 - Integer.numberOfLeadingZeros(value) - 7;
        int mantissa = (value >> (exponent + 3)) & 0xf;
        return (byte) ~(sign | exponent << 4 | mantissa);
    }

    /** ITU-T G.711, table 1. */
    static byte aLaw(int sample) {
        int sign = sample < 0 ? 0 : 0x80;
        int value = Math.min(32_767, Math.abs(sample)) >> 3;
        int exponent = Math.max(0, 31 - Integer.numberOfLeadingZeros(Math.max(1, value)) - 4);
        int mantissa = exponent == 0 ? value >> 1 & 0xf : value >> exponent & 0xf;
        return (byte) ((sign | Math.min(7, exponent) << 4 | mantissa) ^ 0x55);
    }
}
