package com.technosupport.vms.frames.internal.tap;

import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.frames.internal.transcode.CodingException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The conversions that the frames of one stream went through lately, kept from frame to frame. They go when the stream's tap and all
 * of its frames have let go.
 */
final class Scalers {

    private static final int MOST = 4;

    private final Map<Scaler.Kind, Scaler> open = new LinkedHashMap<>(8, 0.75f, true);
    private int holders = 1;

    synchronized void retain() {
        holders++;
    }

    synchronized void release() {
        if (--holders == 0) {
            open.values().forEach(Scaler::close);
            open.clear();
        }
    }

    synchronized void scale(AVFrame picture, FrameShape shape, ByteBuffer target) throws CodingException {
        Scaler.Kind kind = Scaler.Kind.of(picture, shape);
        Scaler scaler = open.get(kind);
        if (scaler == null) {
            if (open.size() >= MOST) {
                open.remove(open.keySet().iterator().next()).close();
            }
            scaler = new Scaler(kind);
            open.put(kind, scaler);
        }
        scaler.scale(picture, target);
    }
}
