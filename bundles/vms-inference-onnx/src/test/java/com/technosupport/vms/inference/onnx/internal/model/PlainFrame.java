package com.technosupport.vms.inference.onnx.internal.model;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** A frame of one colour. */
record PlainFrame(int width, int height, int value) implements Frame {

    @Override
    public StreamId stream() {
        return new StreamId(new UUID(0, 1));
    }

    @Override
    public Instant time() {
        return Instant.EPOCH;
    }

    @Override
    public void render(FrameShape shape, ByteBuffer target) {
        for (int i = 0; i < shape.bytes(); i++) {
            target.put(target.position() + i, (byte) value);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
