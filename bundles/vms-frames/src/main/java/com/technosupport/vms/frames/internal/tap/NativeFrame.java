package com.technosupport.vms.frames.internal.tap;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.frames.internal.transcode.CodingException;
import com.technosupport.vms.frames.internal.transcode.Ffmpeg;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A picture that shares the decoder's memory, which is kept until this is closed. */
final class NativeFrame implements Frame {

    private final StreamId stream;
    private final Instant time;
    private final int width;
    private final int height;
    private final Scalers scalers;
    private AVFrame picture;

    private NativeFrame(StreamId stream, Instant time, AVFrame picture, Scalers scalers) {
        this.stream = stream;
        this.time = time;
        this.width = picture.width();
        this.height = picture.height();
        this.picture = picture;
        this.scalers = scalers;
    }

    static NativeFrame of(StreamId stream, Instant time, AVFrame decoded, Scalers scalers) throws CodingException {
        AVFrame own = Ffmpeg.present(av_frame_alloc(), "memory");
        try {
            Ffmpeg.check(av_frame_ref(own, decoded), "keep the picture");
        } catch (CodingException e) {
            av_frame_free(own);
            throw e;
        }
        scalers.retain();
        return new NativeFrame(stream, time, own, scalers);
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public synchronized void render(FrameShape shape, ByteBuffer target) {
        if (!target.isDirect() || target.remaining() < shape.bytes()) {
            throw new IllegalArgumentException("the target is a direct buffer of " + shape.bytes() + " bytes");
        }
        if (picture == null) {
            throw new IllegalStateException("The frame was closed");
        }
        try {
            scalers.scale(picture, shape, target);
        } catch (CodingException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (picture != null) {
            av_frame_free(picture);
            picture = null;
            scalers.release();
        }
    }
}
