package com.technosupport.vms.frames.internal.tap;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.frames.internal.transcode.CodingException;
import com.technosupport.vms.frames.internal.transcode.Ffmpeg;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;

/** One conversion of pictures of one kind, in native code. Used by one thread at a time. */
final class Scaler implements AutoCloseable {

    private static final int HD_HEIGHT = 720;

    /** Pictures that the same conversion is right for. */
    record Kind(int width, int height, int format, boolean full, boolean high, FrameShape shape) {

        static Kind of(AVFrame picture, FrameShape shape) {
            int format = picture.format();
            boolean full = picture.color_range() == AVCOL_RANGE_JPEG
                    || format == AV_PIX_FMT_YUVJ420P
                    || format == AV_PIX_FMT_YUVJ422P
                    || format == AV_PIX_FMT_YUVJ444P;
            int space = picture.colorspace();
            boolean high = space == AVCOL_SPC_BT709
                    || (space == AVCOL_SPC_UNSPECIFIED && picture.height() >= HD_HEIGHT && !full);
            return new Kind(picture.width(), picture.height(), format, full, high, shape);
        }
    }

    private final FrameShape shape;
    private final FrameShape.Placement place;
    /** What lies around the picture; empty when nothing does. */
    private final byte[] surroundings;

    private SwsContext context;
    private AVFrame scaled;

    Scaler(Kind kind) throws CodingException {
        shape = kind.shape();
        place = shape.place(kind.width(), kind.height());
        boolean whole = place.width() == shape.width() && place.height() == shape.height();
        surroundings = new byte[whole ? 0 : shape.bytes()];
        Arrays.fill(surroundings, (byte) FrameShape.FILL);
        int format =
                switch (shape.pixels()) {
                    case RGB -> AV_PIX_FMT_RGB24;
                    case BGR -> AV_PIX_FMT_BGR24;
                    case GREY -> AV_PIX_FMT_GRAY8;
                };
        try {
            // Memory of its own, with room at the end of each row that fast conversion writes beyond.
            scaled = Ffmpeg.present(av_frame_alloc(), "memory");
            scaled.format(format);
            scaled.width(place.width());
            scaled.height(place.height());
            scaled.color_range(AVCOL_RANGE_JPEG);
            Ffmpeg.check(av_frame_get_buffer(scaled, 0), "get memory");
            context = Ffmpeg.present(
                    sws_getContext(
                            kind.width(),
                            kind.height(),
                            kind.format(),
                            place.width(),
                            place.height(),
                            format,
                            SWS_BILINEAR,
                            (SwsFilter) null,
                            (SwsFilter) null,
                            (DoublePointer) null),
                    "conversion from this kind of picture");
            int unity = 1 << 16;
            sws_setColorspaceDetails(
                    context,
                    sws_getCoefficients(kind.high() ? SWS_CS_ITU709 : SWS_CS_ITU601),
                    kind.full() ? 1 : 0,
                    sws_getCoefficients(SWS_CS_ITU601),
                    1,
                    0,
                    unity,
                    unity);
        } catch (CodingException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    void scale(AVFrame picture, ByteBuffer target) throws CodingException {
        Ffmpeg.check(sws_scale_frame(context, scaled, picture), "convert the picture");
        int stride = scaled.linesize(0);
        int row = place.width() * shape.pixels().bytes();
        ByteBuffer from =
                scaled.data(0).capacity((long) stride * place.height()).asByteBuffer();
        int line = shape.width() * shape.pixels().bytes();
        int first = target.position()
                + place.y() * line
                + place.x() * shape.pixels().bytes();
        if (surroundings.length > 0) {
            target.put(target.position(), surroundings);
        }
        for (int y = 0; y < place.height(); y++) {
            target.put(first + y * line, from, y * stride, row);
        }
    }

    @Override
    public void close() {
        if (context != null) {
            sws_freeContext(context);
            context = null;
        }
        if (scaled != null) {
            av_frame_free(scaled);
            scaled = null;
        }
    }
}
