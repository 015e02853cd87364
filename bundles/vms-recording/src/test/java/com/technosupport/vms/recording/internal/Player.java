package com.technosupport.vms.recording.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;

/** Plays a file to its end, as a player would, and fails where a player would show damage. */
public final class Player {

    /**
     * What was played.
     *
     * @param times of the pictures as they are shown, in ms
     * @param milliseconds that the file says it lasts
     */
    public record Played(List<Long> times, int sounds, long milliseconds) {}

    private Player() {}

    public static Played play(Path file) {
        AVFormatContext context = open(file);
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        List<AVCodecContext> decoders = new ArrayList<>();
        try {
            int videoStream = -1;
            for (int i = 0; i < context.nb_streams(); i++) {
                var parameters = context.streams(i).codecpar();
                AVCodecContext decoder = avcodec_alloc_context3(avcodec_find_decoder(parameters.codec_id()));
                avcodec_parameters_to_context(decoder, parameters);
                // AV_EF_EXPLODE: what is damaged is an error, not a picture patched up.
                decoder.err_recognition(1 << 3);
                assertThat(avcodec_open2(decoder, null, (AVDictionary) null)).isZero();
                decoders.add(decoder);
                videoStream = parameters.codec_type() == AVMEDIA_TYPE_VIDEO ? i : videoStream;
            }
            List<Long> times = new ArrayList<>();
            int sounds = 0;
            boolean ended = false;
            while (!ended) {
                int result = av_read_frame(context, packet);
                ended = result < 0;
                int stream = packet.stream_index();
                for (int i = 0; i < decoders.size(); i++) {
                    if (!ended && i != stream) {
                        continue;
                    }
                    int sent = avcodec_send_packet(decoders.get(i), ended ? null : packet);
                    assertThat(sent).as("decoding %s", file).isGreaterThanOrEqualTo(0);
                    int received;
                    while ((received = avcodec_receive_frame(decoders.get(i), frame)) >= 0) {
                        if (i == videoStream) {
                            times.add(frame.pts());
                        } else {
                            sounds++;
                        }
                    }
                    assertThat(received).isIn(-11, -('E' | 'O' << 8 | 'F' << 16 | ' ' << 24));
                }
                av_packet_unref(packet);
            }
            return new Played(times, sounds, context.duration() / 1000);
        } finally {
            decoders.forEach(decoder -> avcodec_free_context(decoder));
            av_frame_free(frame);
            av_packet_free(packet);
            avformat_close_input(context);
        }
    }

    private static AVFormatContext open(Path file) {
        AVFormatContext context = new AVFormatContext(null);
        assertThat(avformat_open_input(context, file.toString(), null, (AVDictionary) null))
                .as("opening %s", file)
                .isZero();
        avformat_find_stream_info(context, (PointerPointer<?>) null);
        return context;
    }

    /** The time of the picture that a seek to a time arrives at, which is to be a key frame. */
    public static long seek(Path file, long milliseconds) {
        AVFormatContext context = open(file);
        AVPacket packet = av_packet_alloc();
        try {
            assertThat(av_seek_frame(context, 0, milliseconds, AVSEEK_FLAG_BACKWARD))
                    .isGreaterThanOrEqualTo(0);
            do {
                av_packet_unref(packet);
                assertThat(av_read_frame(context, packet)).isZero();
            } while (packet.stream_index() != 0);
            assertThat(packet.flags() & AV_PKT_FLAG_KEY).isNotZero();
            return packet.pts();
        } finally {
            av_packet_free(packet);
            avformat_close_input(context);
        }
    }

    /** Whether a file has sound. */
    public static boolean hasSound(Path file) {
        AVFormatContext context = open(file);
        try {
            for (int i = 0; i < context.nb_streams(); i++) {
                if (context.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_AUDIO) {
                    return true;
                }
            }
            return false;
        } finally {
            avformat_close_input(context);
        }
    }
}
