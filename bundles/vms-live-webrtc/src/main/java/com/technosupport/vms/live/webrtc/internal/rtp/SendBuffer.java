package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.ice.Path;
import java.nio.ByteBuffer;

/** Where a sending thread puts its packets together; one a thread. */
public final class SendBuffer {

    private static final int SIZE = 2048;

    private final byte[] bytes = new byte[SIZE];
    /** Outside the heap, so that the JDK need not copy it there at each call. */
    private final ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);

    byte[] bytes() {
        return bytes;
    }

    boolean send(Path path, int length) {
        direct.clear();
        direct.put(bytes, 0, length).flip();
        return path.send(direct);
    }
}
