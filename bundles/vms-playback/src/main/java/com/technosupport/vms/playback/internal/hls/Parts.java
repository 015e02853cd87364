package com.technosupport.vms.playback.internal.hls;

import com.technosupport.vms.api.recording.KeyFrameIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * How a segment is cut into what a player fetches at a time. The cuts depend on the segment and the length alone, never on the
 * range that is asked for, so that a browser's cache serves the next playlist too.
 */
final class Parts {

    /** @param key its place in the index; {@code from} and {@code to} in milliseconds from the segment's start */
    record Part(int key, int from, int to) {}

    private Parts() {}

    /**
     * @param length of the segment in milliseconds
     * @param open whether it still grows: then what follows the last key frame is left out, since its end is not known
     * @param least milliseconds of a part, but for the last one
     */
    static List<Part> of(KeyFrameIndex index, int length, boolean open, int least) {
        List<Part> parts = new ArrayList<>();
        int key = 0;
        for (int i = 1; i < index.size(); i++) {
            if (index.time(i) - index.time(key) >= least) {
                parts.add(new Part(key, index.time(key), index.time(i)));
                key = i;
            }
        }
        if (!open && key < index.size() && length > index.time(key)) {
            parts.add(new Part(key, index.time(key), length));
        }
        return parts;
    }
}
