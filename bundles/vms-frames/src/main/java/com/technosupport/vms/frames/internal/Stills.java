package com.technosupport.vms.frames.internal;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.Track;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/**
 * A key frame, or a picture that follows it, to one JPEG. Decoder and encoder live for one picture: that costs 14 ms at 720p, and nothing in between. A JPEG
 * (JFIF) is BT.601 in full range, most cameras send BT.709 in limited range: both are converted, not relabelled.
 */
final class Stills implements AutoCloseable {

    private static final int QUALITY = 4;
    private static final long MAX_PIXELS = 64L << 20;
    private static final int HD_HEIGHT = 720;

    /** A picture that cannot be made. */
    static final class UndecodableException extends Exception {
        private static final long serialVersionUID = 1L;

        UndecodableException(String message) {
            super(message);
        }
    }

    private AVCodecContext decoder;
    private AVCodecContext encoder;
    private AVPacket packet;
    private AVFrame decoded;
    private AVFrame next;
    private AVFrame converted;
    private SwsContext scaler;

    static {
        // FFmpeg writes to the standard error output otherwise, and says of each damaged slice what is of no use to
        // anybody.
        av_log_set_level(AV_LOG_QUIET);
    }

    private Stills() {}

    /**
     * The picture of the last packet, or the latest before it that could be decoded within the time.
     *
     * @param packets in the order of decoding, a key frame first
     * @param nanos for the decoding of what follows the key frame, which itself is decoded in any case
     * @param mask is painted on
     */
    static byte[] jpeg(Track track, List<Packet> packets, long nanos, PrivacyMask mask) throws UndecodableException {
        try (Stills stills = new Stills()) {
            stills.decode(track, packets, System.nanoTime() + nanos);
            stills.convert();
            Masks.paint(mask, stills.converted, true);
            return stills.encode();
        }
    }

    private static void check(int result, String step) throws UndecodableException {
        if (result < 0) {
            throw new UndecodableException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    private static <T> T present(T pointer, String what) throws UndecodableException {
        if (pointer == null) {
            throw new UndecodableException("FFmpeg has no " + what);
        }
        return pointer;
    }

    private void decode(Track track, List<Packet> packets, long end) throws UndecodableException {
        open(track);
        packet = present(av_packet_alloc(), "memory");
        decoded = present(av_frame_alloc(), "memory");
        next = present(av_frame_alloc(), "memory");
        long wanted = packets.get(packets.size() - 1).pts();
        boolean any = false;
        for (Packet each : packets) {
            if (any && System.nanoTime() - end > 0) {
                break;
            }
            av_packet_unref(packet);
            fill(packet, each);
            if (avcodec_send_packet(decoder, packet) < 0) {
                // What was damaged on its way spoils what follows; what came before it is still good.
                break;
            }
            any |= receive(any, wanted);
        }
        // Nothing follows: else a decoder that reorders would keep the picture.
        if (avcodec_send_packet(decoder, null) >= 0) {
            any |= receive(any, wanted);
        }
        check(any ? 0 : -1, "decode the picture");
    }

    /** Keeps the picture that is nearest to the one wanted; true when there was any. */
    private boolean receive(boolean have, long wanted) {
        boolean any = false;
        while (avcodec_receive_frame(decoder, next) >= 0) {
            if (!(have || any) || Math.abs(next.pts() - wanted) <= Math.abs(decoded.pts() - wanted)) {
                av_frame_unref(decoded);
                av_frame_move_ref(decoded, next);
            } else {
                av_frame_unref(next);
            }
            any = true;
        }
        return any;
    }

    private void open(Track track) throws UndecodableException {
        int id =
                switch (track.codec()) {
                    case H264 -> AV_CODEC_ID_H264;
                    case H265 -> AV_CODEC_ID_HEVC;
                    case MJPEG -> AV_CODEC_ID_MJPEG;
                    default -> throw new UndecodableException("no picture is made of " + track.codec());
                };
        AVCodec codec = present(avcodec_find_decoder(id), "decoder for " + track.codec());
        decoder = present(avcodec_alloc_context3(codec), "memory");
        decoder.thread_count(1);
        decoder.max_pixels(MAX_PIXELS);
        byte[] configuration = track.configuration();
        if (configuration.length > 0) {
            BytePointer copy =
                    new BytePointer(present(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE), "memory"));
            copy.put(configuration, 0, configuration.length);
            // The context owns it from here on, and frees it.
            decoder.extradata(copy);
            decoder.extradata_size(configuration.length);
        }
        check(avcodec_open2(decoder, codec, (AVDictionary) null), "open the decoder");
    }

    private static void fill(AVPacket packet, Packet coded) throws UndecodableException {
        check(av_new_packet(packet, coded.size()), "get memory");
        ByteBuffer data = coded.data();
        packet.data().capacity(coded.size()).asBuffer().put(data);
        packet.flags(coded.key() ? AV_PKT_FLAG_KEY : 0);
        packet.pts(coded.pts());
        packet.dts(coded.dts());
    }

    private void convert() throws UndecodableException {
        int width = decoded.width();
        int height = decoded.height();
        converted = present(av_frame_alloc(), "memory");
        converted.format(AV_PIX_FMT_YUV420P);
        converted.width(width);
        converted.height(height);
        converted.color_range(AVCOL_RANGE_JPEG);
        check(av_frame_get_buffer(converted, 0), "get memory");
        scaler = present(
                sws_getContext(
                        width,
                        height,
                        decoded.format(),
                        width,
                        height,
                        AV_PIX_FMT_YUV420P,
                        SWS_BILINEAR,
                        (SwsFilter) null,
                        (SwsFilter) null,
                        (DoublePointer) null),
                "conversion from this kind of picture");
        boolean full = decoded.color_range() == AVCOL_RANGE_JPEG
                || decoded.format() == AV_PIX_FMT_YUVJ420P
                || decoded.format() == AV_PIX_FMT_YUVJ422P
                || decoded.format() == AV_PIX_FMT_YUVJ444P;
        int space = decoded.colorspace();
        boolean high = space == AVCOL_SPC_BT709 || (space == AVCOL_SPC_UNSPECIFIED && height >= HD_HEIGHT);
        int unity = 1 << 16;
        sws_setColorspaceDetails(
                scaler,
                sws_getCoefficients(high ? SWS_CS_ITU709 : SWS_CS_ITU601),
                full ? 1 : 0,
                sws_getCoefficients(SWS_CS_ITU601),
                1,
                0,
                unity,
                unity);
        check(sws_scale_frame(scaler, converted, decoded), "convert the picture");
    }

    private byte[] encode() throws UndecodableException {
        AVCodec codec = present(avcodec_find_encoder(AV_CODEC_ID_MJPEG), "JPEG encoder");
        encoder = present(avcodec_alloc_context3(codec), "memory");
        encoder.width(converted.width());
        encoder.height(converted.height());
        encoder.pix_fmt(AV_PIX_FMT_YUV420P);
        encoder.color_range(AVCOL_RANGE_JPEG);
        try (AVRational second = new AVRational()) {
            encoder.time_base(second.num(1).den(25));
        }
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE);
        encoder.global_quality(QUALITY * FF_QP2LAMBDA);
        encoder.thread_count(1);
        check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the JPEG encoder");
        converted.quality(QUALITY * FF_QP2LAMBDA);
        converted.pts(0);
        check(avcodec_send_frame(encoder, converted), "encode the picture");
        av_packet_unref(packet);
        check(avcodec_receive_packet(encoder, packet), "encode the picture");
        byte[] jpeg = new byte[packet.size()];
        packet.data().get(jpeg);
        return jpeg;
    }

    @Override
    public void close() {
        if (scaler != null) {
            sws_freeContext(scaler);
        }
        if (decoded != null) {
            av_frame_free(decoded);
        }
        if (next != null) {
            av_frame_free(next);
        }
        if (converted != null) {
            av_frame_free(converted);
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
