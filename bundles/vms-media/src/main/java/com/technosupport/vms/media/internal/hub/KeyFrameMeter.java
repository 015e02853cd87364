package com.technosupport.vms.media.internal.hub;

import java.util.Arrays;

/**
 * How far apart a stream's key frames are: the longest of the last few distances, since some cameras stretch them while nothing moves,
 * and one that was asked for comes early. Not safe for use by several threads.
 */
final class KeyFrameMeter {

    private static final int DISTANCES = 4;

    private final long[] distances = new long[DISTANCES];
    private int count;
    private long last;
    private boolean begun;

    /** @param time of a key frame, growing, in any unit */
    void keyFrame(long time) {
        if (begun && time > last) {
            distances[count++ % DISTANCES] = time - last;
        }
        begun = true;
        last = time;
    }

    /** The next key frame does not follow the last one: the source was opened anew. */
    void interrupt() {
        begun = false;
    }

    /** In the unit of {@link #keyFrame}; 0 before the second key frame. */
    long longest() {
        return Arrays.stream(distances).max().orElse(0);
    }

    /** What was learned is of another stream. */
    void clear() {
        Arrays.fill(distances, 0);
        count = 0;
        begun = false;
    }
}
