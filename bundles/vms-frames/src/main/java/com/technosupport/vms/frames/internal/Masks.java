package com.technosupport.vms.frames.internal;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.PrivacyMask.Plane;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.MaskStore;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Privacy masks, found by the stream and painted on pictures. */
public final class Masks {

    private Masks() {}

    /**
     * What is hidden of a stream's pictures. Nothing is shown while that is not known.
     *
     * @param store null while it is away
     * @throws VmsException {@link ErrorCode#BUSY}
     */
    static PrivacyMask of(StreamId stream, StreamHub hub, MaskStore store) {
        Optional<CameraId> camera = hub.statistics().stream()
                .filter(figures -> figures.stream().equals(stream))
                .map(StreamStatistics::camera)
                .findFirst();
        return camera.map(id -> of(id, store)).orElse(PrivacyMask.NONE);
    }

    /** The same of a camera's. */
    public static PrivacyMask of(CameraId camera, MaskStore store) {
        if (store == null) {
            throw new VmsException(ErrorCode.BUSY, "Privacy masks cannot be read at the moment");
        }
        return store.mask(camera);
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
}
