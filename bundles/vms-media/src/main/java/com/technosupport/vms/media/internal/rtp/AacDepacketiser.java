package com.technosupport.vms.media.internal.rtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** AAC over RTP (RFC 3640, mode AAC-hbr or AAC-lbr): several frames a packet, or one frame over several packets. */
final class AacDepacketiser implements Depacketiser {

    private static final int MAX_FRAME = 8192 * 2;
    private static final int MAX_FRAMES = 64;

    private final Output output;
    private final int sizeBits;
    private final int indexBits;
    private final int deltaBits;
    private final int samplesPerFrame;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private int partialExpected;

    AacDepacketiser(Output output, int sizeBits, int indexBits, int deltaBits, int samplesPerFrame) {
        this.output = output;
        this.sizeBits = sizeBits;
        this.indexBits = indexBits;
        this.deltaBits = deltaBits;
        this.samplesPerFrame = samplesPerFrame;
    }

    @Override
    public void payload(ByteBuffer buffer, int start, int end, long timestamp, boolean marker) {
        if (end - start < 3) {
            return;
        }
        int headerBits = buffer.getShort(start) & 0xffff;
        int headerBytes = (headerBits + 7) / 8;
        int at = start + 2 + headerBytes;
        int count = 0;
        int used = 0;
        int[] sizes = new int[MAX_FRAMES];
        while (count < MAX_FRAMES && used + sizeBits + (count == 0 ? indexBits : deltaBits) <= headerBits) {
            sizes[count] = bits(buffer, start + 2, end, used, sizeBits);
            used += sizeBits + (count == 0 ? indexBits : deltaBits);
            count++;
        }
        if (count == 0 || at >= end) {
            return;
        }
        if (count == 1 && sizes[0] > end - at) {
            fragment(buffer, at, end, sizes[0], timestamp);
            return;
        }
        dropPartial();
        for (int i = 0; i < count; i++) {
            if (sizes[i] < 1 || at + sizes[i] > end) {
                return;
            }
            byte[] frame = new byte[sizes[i]];
            buffer.get(at, frame);
            at += sizes[i];
            output.frame(timestamp + (long) i * samplesPerFrame, true, frame);
        }
    }

    private void fragment(ByteBuffer buffer, int start, int end, int size, long timestamp) {
        if (size > MAX_FRAME || (partialExpected != 0 && partialExpected != size)) {
            dropPartial();
            return;
        }
        byte[] part = new byte[end - start];
        buffer.get(start, part);
        partialExpected = size;
        partial.write(part, 0, part.length);
        if (partial.size() >= size) {
            byte[] frame = partial.toByteArray();
            boolean whole = frame.length == size;
            partial.reset();
            partialExpected = 0;
            if (whole) {
                output.frame(timestamp, true, frame);
            } else {
                output.damaged(false);
            }
        }
    }

    private static int bits(ByteBuffer buffer, int start, int end, int offset, int count) {
        int value = 0;
        for (int i = offset; i < offset + count; i++) {
            int at = start + i / 8;
            value = (value << 1) | (at < end ? (buffer.get(at) >> (7 - i % 8)) & 1 : 0);
        }
        return value;
    }

    private void dropPartial() {
        if (partialExpected != 0) {
            partial.reset();
            partialExpected = 0;
            output.damaged(false);
        }
    }

    @Override
    public void lost() {
        dropPartial();
    }

    @Override
    public void reset() {
        partial.reset();
        partialExpected = 0;
    }
}
