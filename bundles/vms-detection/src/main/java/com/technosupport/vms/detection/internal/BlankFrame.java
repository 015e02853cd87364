package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** A grey picture, for measuring. */
record BlankFrame(StreamId stream, Instant time) implements Frame {

    @Override
    public int width() {
        return 640;
    }

    @Override
    public int height() {
        return 360;
    }

    @Override
    public void render(FrameShape shape, ByteBuffer target) {
        byte[] grey = new byte[shape.bytes()];
        Arrays.fill(grey, (byte) FrameShape.FILL);
        target.put(target.position(), grey);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
