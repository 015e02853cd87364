package com.technosupport.vms.live.fmp4.internal.hls;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A partial segment: some fragments.
 *
 * @param number counts over all segments: the next one's name is known before it is known to which segment it belongs
 * @param seconds how long it plays
 * @param independent whether it begins with a key frame
 */
record HlsPart(long number, double seconds, boolean independent, List<ByteBuffer> data) {

    HlsPart {
        data = List.copyOf(data);
    }

    long size() {
        return data.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
