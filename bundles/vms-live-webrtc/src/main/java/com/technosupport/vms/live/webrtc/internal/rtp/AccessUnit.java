package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.ByteBuffer;

/**
 * One picture, cut into RTP payloads once for all viewers. The payloads point into the hub's packet, which is shared too; only
 * headers and parameter sets are kept apart. Immutable, and safe for use by several threads.
 */
public final class AccessUnit {

    /** Marks a payload that is a NAL unit by itself. */
    private static final int WHOLE = -1;

    private static final int GREATEST_OF_TWO_BYTES = 0xffff;

    private final Codec codec;
    private final ByteBuffer data;
    private final byte[][] leading;
    /**
     * Three numbers a payload: where, how long, and the header of its fragment or {@link #WHOLE}. A header has two bytes in H.264,
     * and three in H.265, whose first is never zero.
     */
    private final int[] slices;

    private final boolean key;
    private final long time;

    /**
     * @param leading payloads before those of the packet
     */
    AccessUnit(Codec codec, ByteBuffer data, byte[][] leading, int[] slices, boolean key, long time) {
        this.codec = codec;
        this.data = data;
        this.leading = leading;
        this.slices = slices;
        this.key = key;
        this.time = time;
    }

    public Codec codec() {
        return codec;
    }

    /** Whether a decoder can start here. */
    public boolean key() {
        return key;
    }

    /** On the stream's own timeline, 90,000 ticks a second, growing without end. */
    public long time() {
        return time;
    }

    /** How many RTP packets it takes. */
    public int payloads() {
        return leading.length + slices.length / 3;
    }

    /** Bytes of one payload. */
    public int length(int payload) {
        if (payload < leading.length) {
            return leading[payload].length;
        }
        int at = 3 * (payload - leading.length);
        int header = slices[at + 2];
        int headed = header == WHOLE ? 0 : header > GREATEST_OF_TWO_BYTES ? 3 : 2;
        return headed + slices[at + 1];
    }

    /** Copies one payload, and returns its length. */
    public int copy(int payload, byte[] target, int offset) {
        if (payload < leading.length) {
            byte[] bytes = leading[payload];
            System.arraycopy(bytes, 0, target, offset, bytes.length);
            return bytes.length;
        }
        int at = 3 * (payload - leading.length);
        int length = slices[at + 1];
        int header = slices[at + 2];
        int headed = offset;
        if (header != WHOLE) {
            if (header > GREATEST_OF_TWO_BYTES) {
                target[headed++] = (byte) (header >>> 16);
            }
            BigEndian.put16(target, headed, header);
            headed += 2;
        }
        data.get(slices[at], target, headed, length);
        return headed - offset + length;
    }

    static int whole() {
        return WHOLE;
    }
}
