package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.ice.Path;
import java.nio.ByteBuffer;

/**
 * Where a sending thread puts its packets together; one a thread. Packets to one viewer that follow each other and have the same
 * length, as the fragments of a picture have, are gathered and leave together.
 */
public final class SendBuffer {

    private static final int SIZE = 2048;
    /** What one datagram can hold is also what the system takes at once. */
    private static final int GATHERED = 60_000;

    private static final int MAX_GATHERED = 60;

    private final byte[] bytes = new byte[SIZE];
    /** Outside the heap, so that the JDK need not copy it there at each call. */
    private final ByteBuffer direct = ByteBuffer.allocateDirect(GATHERED);

    private Path gatheredFor;
    private int segment;
    private int count;

    byte[] bytes() {
        return bytes;
    }

    /** Sends what is in {@link #bytes}, behind all that was gathered. */
    boolean send(Path path, int length) {
        flush();
        direct.put(bytes, 0, length).flip();
        try {
            return path.send(direct);
        } finally {
            direct.clear();
        }
    }

    /** Takes what is in {@link #bytes}, to be sent by {@link #flush} at the latest. */
    void gather(Path path, int length) {
        boolean joins = count > 0
                && count < MAX_GATHERED
                && length <= segment
                && direct.remaining() >= length
                && path.equals(gatheredFor);
        if (!joins) {
            flush();
            gatheredFor = path;
            segment = length;
        }
        direct.put(bytes, 0, length);
        count++;
        if (length < segment) {
            // Only the last may be shorter.
            flush();
        }
    }

    /** Sends what was gathered. What the system does not take is as good as lost on the way, and is asked for again. */
    void flush() {
        if (count > 0) {
            direct.flip();
            try {
                gatheredFor.sendAll(direct, segment);
            } finally {
                direct.clear();
                count = 0;
                gatheredFor = null;
            }
        }
    }
}
