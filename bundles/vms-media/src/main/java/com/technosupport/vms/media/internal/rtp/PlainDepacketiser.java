package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;

/** Payloads that are frames as they come: G.711, G.722 (RFC 3551) and Opus (RFC 7587). */
final class PlainDepacketiser implements Depacketiser {

    private final Output output;

    PlainDepacketiser(Output output) {
        this.output = output;
    }

    @Override
    public void payload(ByteBuffer buffer, int start, int end, long timestamp, boolean marker) {
        if (end > start) {
            byte[] frame = new byte[end - start];
            buffer.get(start, frame);
            output.frame(timestamp, true, frame);
        }
    }

    @Override
    public void lost() {
        // Each frame stands for itself.
    }

    @Override
    public void reset() {
        // Nothing is kept.
    }
}
