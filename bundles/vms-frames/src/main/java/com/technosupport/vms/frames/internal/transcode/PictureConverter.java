package com.technosupport.vms.frames.internal.transcode;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FAST_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.frames.internal.Masks;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Brings pictures to what every H.264 decoder takes: 8 bit, 4:2:0, limited range, even sides, and no more points than allowed. A
 * picture that is so already is handed on as it is. Used by one thread.
 */
final class PictureConverter implements AutoCloseable {

    private static final int HD_HEIGHT = 720;

    private final int maxPixels;
    private final Supplier<PrivacyMask> masks;
    private SwsContext scaler;
    private AVFrame converted;
    private int fromWidth;
    private int fromHeight;
    private int fromFormat = -1;
    private int width;
    private int height;

    /** @param masks what is painted on, asked for each picture */
    PictureConverter(int maxPixels, Supplier<PrivacyMask> masks) {
        this.maxPixels = maxPixels;
        this.masks = masks;
    }

    /** The picture, or another one that is valid until the next call. */
    AVFrame convert(AVFrame picture) throws CodingException {
        if (picture.width() != fromWidth || picture.height() != fromHeight || picture.format() != fromFormat) {
            close();
            fromWidth = picture.width();
            fromHeight = picture.height();
            fromFormat = picture.format();
            chooseSize();
        }
        PrivacyMask mask = masks.get();
        // One that is painted on must not be what others are decoded from.
        boolean asItIs = mask.isEmpty()
                && fromFormat == AV_PIX_FMT_YUV420P
                && picture.color_range() != AVCOL_RANGE_JPEG
                && width == fromWidth
                && height == fromHeight;
        if (asItIs) {
            return picture;
        }
        if (scaler == null) {
            open(picture);
        }
        Ffmpeg.check(av_frame_make_writable(converted), "get memory");
        Ffmpeg.check(sws_scale_frame(scaler, converted, picture), "convert the picture");
        Masks.paint(mask, converted, false);
        return converted;
    }

    private void chooseSize() {
        double shrink = Math.min(1, Math.sqrt((double) maxPixels / ((double) fromWidth * fromHeight)));
        width = Math.max(16, (int) Math.round(fromWidth * shrink) & ~1);
        height = Math.max(16, (int) Math.round(fromHeight * shrink) & ~1);
    }

    private void open(AVFrame picture) throws CodingException {
        converted = Ffmpeg.present(av_frame_alloc(), "memory");
        converted.format(AV_PIX_FMT_YUV420P);
        converted.width(width);
        converted.height(height);
        converted.color_range(AVCOL_RANGE_MPEG);
        Ffmpeg.check(av_frame_get_buffer(converted, 0), "get memory");
        scaler = Ffmpeg.present(
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
        boolean full = picture.color_range() == AVCOL_RANGE_JPEG
                || fromFormat == AV_PIX_FMT_YUVJ420P
                || fromFormat == AV_PIX_FMT_YUVJ422P
                || fromFormat == AV_PIX_FMT_YUVJ444P;
        int space = picture.colorspace();
        boolean high = space == AVCOL_SPC_BT709 || (space == AVCOL_SPC_UNSPECIFIED && fromHeight >= HD_HEIGHT && !full);
        int from = high ? SWS_CS_ITU709 : SWS_CS_ITU601;
        // What a player assumes of pictures that do not say.
        int to = height >= HD_HEIGHT ? SWS_CS_ITU709 : SWS_CS_ITU601;
        int unity = 1 << 16;
        sws_setColorspaceDetails(
                scaler, sws_getCoefficients(from), full ? 1 : 0, sws_getCoefficients(to), 0, 0, unity, unity);
    }

    @Override
    public void close() {
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
        if (converted != null) {
            av_frame_unref(converted);
            av_frame_free(converted);
            converted = null;
        }
    }
}
