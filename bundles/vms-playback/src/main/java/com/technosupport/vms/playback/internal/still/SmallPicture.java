package com.technosupport.vms.playback.internal.still;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG2_FAST;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FAST_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.playback.internal.recode.MaskPainter;
import java.io.IOException;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A key frame made small, as a JPEG (BT.601 in full range: colours are converted, not relabelled). What nobody sees in a small
 * picture, such as smoothing between blocks, is not done.
 */
final class SmallPicture implements AutoCloseable {

    private static final int QUALITY = 5;
    private static final long MAX_PIXELS = 64L << 20;
    private static final int HD_HEIGHT = 720;

    private AVCodecContext decoder;
    private AVCodecContext encoder;
    private AVFrame decoded;
    private AVFrame small;
    private SwsContext scaler;

    private SmallPicture() {}

    /**
     * @param keyFrame is empty afterwards
     * @param wanted pixels of its width, at most those of the picture
     */
    static byte[] jpeg(AVCodecParameters parameters, AVPacket keyFrame, int wanted, PrivacyMask mask)
            throws IOException {
        try (SmallPicture picture = new SmallPicture()) {
            picture.decode(parameters, keyFrame, wanted);
            picture.scale(wanted);
            MaskPainter.paint(mask, picture.small, true);
            av_packet_unref(keyFrame);
            return picture.encode(keyFrame);
        }
    }

    /** A picture that is to be a part of a larger one: three planes, those of colour of half its size. */
    record Tile(int width, int height, byte[][] planes) {}

    /** The same as a part of a larger picture. */
    static Tile tile(AVCodecParameters parameters, AVPacket keyFrame, int wanted, PrivacyMask mask) throws IOException {
        try (SmallPicture picture = new SmallPicture()) {
            picture.decode(parameters, keyFrame, wanted);
            picture.scale(wanted);
            MaskPainter.paint(mask, picture.small, true);
            AVFrame small = picture.small;
            byte[][] planes = new byte[3][];
            for (int i = 0; i < planes.length; i++) {
                int width = i == 0 ? small.width() : (small.width() + 1) / 2;
                int height = i == 0 ? small.height() : (small.height() + 1) / 2;
                planes[i] = new byte[width * height];
                for (int y = 0; y < height; y++) {
                    BytePointer row = small.data(i).getPointer((long) y * small.linesize(i));
                    row.get(planes[i], y * width, width);
                }
            }
            return new Tile(small.width(), small.height(), planes);
        }
    }

    /**
     * Tiles row after row as one JPEG, on black; of each as much as fits into its place.
     *
     * @param tiles null for those that there are not
     * @param width of a place, even; so is the height
     */
    static byte[] sheet(List<Tile> tiles, int columns, int width, int height) throws IOException {
        int rows = (tiles.size() + columns - 1) / columns;
        AVPacket packet = present(av_packet_alloc(), "memory");
        try (SmallPicture picture = new SmallPicture()) {
            AVFrame sheet = present(av_frame_alloc(), "memory");
            picture.small = sheet;
            sheet.format(AV_PIX_FMT_YUV420P);
            sheet.width(columns * width);
            sheet.height(rows * height);
            sheet.color_range(AVCOL_RANGE_JPEG);
            check(av_frame_get_buffer(sheet, 0), "get memory");
            for (int i = 0; i < 3; i++) {
                int lines = i == 0 ? sheet.height() : sheet.height() / 2;
                Pointer.memset(sheet.data(i), i == 0 ? 0 : 128, (long) sheet.linesize(i) * lines);
                int half = i == 0 ? 1 : 2;
                for (int t = 0; t < tiles.size(); t++) {
                    Tile tile = tiles.get(t);
                    if (tile == null) {
                        continue;
                    }
                    int stride = i == 0 ? tile.width() : (tile.width() + 1) / 2;
                    int wide = Math.min(stride, width / half);
                    int high = Math.min(tile.planes()[i].length / stride, height / half);
                    long at = (long) (t / columns) * (height / half) * sheet.linesize(i)
                            + (long) (t % columns) * (width / half);
                    for (int y = 0; y < high; y++) {
                        BytePointer row = sheet.data(i).getPointer(at + (long) y * sheet.linesize(i));
                        row.put(tile.planes()[i], y * stride, wide);
                    }
                }
            }
            return picture.encode(packet);
        } finally {
            av_packet_free(packet);
        }
    }

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    private static <T> T present(T pointer, String what) throws IOException {
        if (pointer == null) {
            throw new IOException("FFmpeg has no " + what);
        }
        return pointer;
    }

    private void decode(AVCodecParameters parameters, AVPacket keyFrame, int wanted) throws IOException {
        AVCodec codec = present(avcodec_find_decoder(parameters.codec_id()), "decoder for this footage");
        decoder = present(avcodec_alloc_context3(codec), "memory");
        check(avcodec_parameters_to_context(decoder, parameters), "set the decoder up");
        decoder.thread_count(1);
        decoder.max_pixels(MAX_PIXELS);
        if (wanted * 2 <= parameters.width()) {
            decoder.skip_loop_filter(AVDISCARD_ALL);
            decoder.flags2(decoder.flags2() | AV_CODEC_FLAG2_FAST);
        }
        check(avcodec_open2(decoder, codec, (AVDictionary) null), "open the decoder");
        check(avcodec_send_packet(decoder, keyFrame), "decode the key frame");
        // Nothing follows: else a decoder that reorders would keep the picture.
        check(avcodec_send_packet(decoder, null), "decode the key frame");
        decoded = present(av_frame_alloc(), "memory");
        check(avcodec_receive_frame(decoder, decoded), "decode the key frame");
    }

    private void scale(int wanted) throws IOException {
        int width = Math.min(wanted, decoded.width()) & ~1;
        // Pixels of some cameras are not square.
        AVRational aspect = decoded.sample_aspect_ratio();
        double shape = aspect.num() > 0 && aspect.den() > 0 ? (double) aspect.den() / aspect.num() : 1;
        int height =
                Math.max(2, (int) Math.min(8192, Math.round(shape * decoded.height() * width / decoded.width())) & ~1);
        small = present(av_frame_alloc(), "memory");
        small.format(AV_PIX_FMT_YUV420P);
        small.width(Math.max(2, width));
        small.height(height);
        small.color_range(AVCOL_RANGE_JPEG);
        check(av_frame_get_buffer(small, 0), "get memory");
        scaler = present(
                sws_getContext(
                        decoded.width(),
                        decoded.height(),
                        decoded.format(),
                        small.width(),
                        small.height(),
                        AV_PIX_FMT_YUV420P,
                        SWS_FAST_BILINEAR,
                        (SwsFilter) null,
                        (SwsFilter) null,
                        (DoublePointer) null),
                "conversion from this kind of picture");
        boolean full = decoded.color_range() == AVCOL_RANGE_JPEG || decoded.format() == AV_PIX_FMT_YUVJ420P;
        int space = decoded.colorspace();
        boolean high = space == AVCOL_SPC_BT709 || (space == AVCOL_SPC_UNSPECIFIED && decoded.height() >= HD_HEIGHT);
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
        check(sws_scale_frame(scaler, small, decoded), "scale the picture");
    }

    private byte[] encode(AVPacket packet) throws IOException {
        AVCodec codec = present(avcodec_find_encoder(AV_CODEC_ID_MJPEG), "JPEG encoder");
        encoder = present(avcodec_alloc_context3(codec), "memory");
        encoder.width(small.width());
        encoder.height(small.height());
        encoder.pix_fmt(AV_PIX_FMT_YUV420P);
        encoder.color_range(AVCOL_RANGE_JPEG);
        try (AVRational second = new AVRational()) {
            encoder.time_base(second.num(1).den(25));
        }
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE);
        encoder.global_quality(QUALITY * FF_QP2LAMBDA);
        encoder.thread_count(1);
        check(avcodec_open2(encoder, codec, (AVDictionary) null), "open the JPEG encoder");
        small.quality(QUALITY * FF_QP2LAMBDA);
        small.pts(0);
        check(avcodec_send_frame(encoder, small), "encode the picture");
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
        if (small != null) {
            av_frame_free(small);
        }
        if (decoder != null) {
            avcodec_free_context(decoder);
        }
        if (encoder != null) {
            avcodec_free_context(encoder);
        }
    }
}
