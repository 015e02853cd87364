package com.technosupport.vms.playback.internal.still;

import java.nio.ByteBuffer;

/** How many lines a JPEG of ours has (ISO/IEC 10918-1, B.2.2). */
final class JpegSize {

    private static final int BASELINE = 0xC0;

    private JpegSize() {}

    static int height(byte[] jpeg) {
        ByteBuffer bytes = ByteBuffer.wrap(jpeg);
        int at = 2;
        while (at + 9 < jpeg.length) {
            if ((bytes.get(at + 1) & 0xFF) == BASELINE) {
                return bytes.getShort(at + 5) & 0xFFFF;
            }
            at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
        }
        throw new IllegalArgumentException("not a JPEG of ours");
    }
}
