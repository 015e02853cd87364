package com.technosupport.vms.playback.internal.recode;

import static com.technosupport.vms.playback.internal.recode.Libav.check;
import static com.technosupport.vms.playback.internal.recode.Libav.present;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FAST_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.PrivacyMask.Plane;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/** Pictures of any kind to 4:2:0 of one size in limited range, with a mask on each. Used by one thread. */
public final class MaskPainter implements AutoCloseable {

    private static final int HD_HEIGHT = 720;

    private final PrivacyMask mask;
    private final int width;
    private final int height;
    private final AVFrame painted;
    private SwsContext scaler;
    private int fromWidth;
    private int fromHeight;
    private int fromFormat = -1;

    MaskPainter(PrivacyMask mask, int width, int height) throws IOException {
        this.mask = mask;
        this.width = width;
        this.height = height;
        painted = present(av_frame_alloc(), "memory");
        painted.format(AV_PIX_FMT_YUV420P);
        painted.width(width);
        painted.height(height);
        painted.color_range(AVCOL_RANGE_MPEG);
        check(av_frame_get_buffer(painted, 0), "get memory");
    }

    /** Another picture than the given, valid until the next call. */
    AVFrame paint(AVFrame picture) throws IOException {
        if (scaler == null
                || picture.width() != fromWidth
                || picture.height() != fromHeight
                || picture.format() != fromFormat) {
            open(picture);
        }
        check(av_frame_make_writable(painted), "get memory");
        check(sws_scale_frame(scaler, painted, picture), "convert the picture");
        paint(mask, painted, false);
        return painted;
    }

    /** Paints on a picture of 4:2:0 that may be written to. */
    public static void paint(PrivacyMask mask, AVFrame picture, boolean fullRange) {
        if (!mask.isEmpty()) {
            int chromaWidth = (picture.width() + 1) / 2;
            int chromaHeight = (picture.height() + 1) / 2;
            mask.paint(
                    plane(picture, 0, picture.width(), picture.height()),
                    plane(picture, 1, chromaWidth, chromaHeight),
                    plane(picture, 2, chromaWidth, chromaHeight),
                    fullRange);
        }
    }

    private static Plane plane(AVFrame picture, int index, int width, int height) {
        int stride = picture.linesize(index);
        BytePointer samples = picture.data(index);
        return new Plane(samples.capacity((long) stride * height).asByteBuffer(), stride, width, height);
    }

    private void open(AVFrame picture) throws IOException {
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
        fromWidth = picture.width();
        fromHeight = picture.height();
        fromFormat = picture.format();
        scaler = present(
                sws_getContext(
                        fromWidth,
                        fromHeight,
                        fromFormat,
                        width,
                        height,
                        AV_PIX_FMT_YUV420P,
                        SWS_FAST_BILINEAR,
                        (SwsFilter) null,
                        (SwsFilter) null,
                        (DoublePointer) null),
                "conversion from this kind of picture");
        boolean full = picture.color_range() == AVCOL_RANGE_JPEG || fromFormat == AV_PIX_FMT_YUVJ420P;
        int space = picture.colorspace();
        boolean high = space == AVCOL_SPC_BT709 || (space == AVCOL_SPC_UNSPECIFIED && fromHeight >= HD_HEIGHT && !full);
        int unity = 1 << 16;
        // What a player assumes of pictures that do not say.
        sws_setColorspaceDetails(
                scaler,
                sws_getCoefficients(high ? SWS_CS_ITU709 : SWS_CS_ITU601),
                full ? 1 : 0,
                sws_getCoefficients(height >= HD_HEIGHT ? SWS_CS_ITU709 : SWS_CS_ITU601),
                0,
                0,
                unity,
                unity);
    }

    @Override
    public void close() {
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
        av_frame_free(painted);
    }
}
