package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.ByteBuffer;

/**
 * One picture, cut into RTP payloads (RFC 6184) once for all viewers. The payloads point into the hub's packet, which is shared
 * too; only headers and parameter sets are kept apart. Immutable, and safe for use by several threads.
 */
public final class AccessUnit {

    /** Marks a payload that is a NAL unit by itself. */
    private static final int WHOLE = -1;

    private final ByteBuffer data;
    private final byte[][] leading;
    /** Three numbers a payload: where, how long, and the two bytes of an FU-A header or {@link #WHOLE}. */
    private final int[] slices;

    private final boolean key;
    private final long time;

    /**
     * @param leading payloads before those of the packet
     */
    AccessUnit(ByteBuffer data, byte[][] leading, int[] slices, boolean key, long time) {
        this.data = data;
        this.leading = leading;
        this.slices = slices;
        this.key = key;
        this.time = time;
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
        if (header == WHOLE) {
            data.get(slices[at], target, offset, length);
            return length;
        }
        BigEndian.put16(target, offset, header);
        data.get(slices[at], target, offset + 2, length);
        return length + 2;
    }

    static int whole() {
        return WHOLE;
    }
}
