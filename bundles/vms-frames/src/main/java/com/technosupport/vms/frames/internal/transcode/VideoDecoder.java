package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONREF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * One video track's pictures, in the order of showing. Damaged input gives no picture and does no harm. Decodes on the caller's
 * thread: threads of FFmpeg's own would hold pictures back, one for each. Used by one thread.
 */
public final class VideoDecoder implements AutoCloseable {

    private static final long MAX_PIXELS = 64L << 20;

    /** Takes pictures. */
    public interface Output {

        /** @param picture only valid during the call; its pts is the packet's */
        void picture(AVFrame picture) throws CodingException;
    }

    private AVCodecContext context;
    private AVPacket packet;
    private AVFrame picture;

    public VideoDecoder(Track track) throws CodingException {
        int id =
                switch (track.codec()) {
                    case H264 -> AV_CODEC_ID_H264;
                    case H265 -> AV_CODEC_ID_HEVC;
                    case MJPEG -> AV_CODEC_ID_MJPEG;
                    default -> throw new CodingException("no picture is made of " + track.codec());
                };
        try {
            AVCodec codec = Ffmpeg.present(avcodec_find_decoder(id), "decoder for " + track.codec());
            context = Ffmpeg.present(avcodec_alloc_context3(codec), "memory");
            context.thread_count(1);
            context.max_pixels(MAX_PIXELS);
            if (!track.reordered()) {
                context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
            }
            Ffmpeg.configure(context, track.configuration());
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "open the decoder");
            packet = Ffmpeg.present(av_packet_alloc(), "memory");
            picture = Ffmpeg.present(av_frame_alloc(), "memory");
        } catch (CodingException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Decodes one packet; false when it was not understood. */
    public boolean decode(Packet coded, Output output) throws CodingException {
        Ffmpeg.fill(packet, coded);
        int result;
        try {
            result = avcodec_send_packet(context, packet);
        } finally {
            av_packet_unref(packet);
        }
        while (avcodec_receive_frame(context, picture) >= 0) {
            try {
                output.picture(picture);
            } finally {
                av_frame_unref(picture);
            }
        }
        return result >= 0;
    }

    /** Decodes a key frame that nothing follows: its picture comes at once, also where pictures are not in the order of decoding. */
    public boolean decodeAlone(Packet coded, Output output) throws CodingException {
        boolean understood = decode(coded, output);
        // The end of all packets, which is then taken back.
        avcodec_send_packet(context, null);
        while (avcodec_receive_frame(context, picture) >= 0) {
            try {
                output.picture(picture);
            } finally {
                av_frame_unref(picture);
            }
        }
        avcodec_flush_buffers(context);
        return understood;
    }

    /** Whether pictures that no other one is made from are left out from the next packet on. */
    public void leaveOutUnreferenced(boolean leaveOut) {
        context.skip_frame(leaveOut ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    }

    @Override
    public void close() {
        if (picture != null) {
            av_frame_free(picture);
        }
        if (packet != null) {
            av_packet_free(packet);
        }
        if (context != null) {
            avcodec_free_context(context);
        }
    }
}
