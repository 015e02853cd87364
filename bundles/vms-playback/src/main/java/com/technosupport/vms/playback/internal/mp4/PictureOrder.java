package com.technosupport.vms.playback.internal.mp4;

import java.util.Arrays;

/**
 * When pictures are decoded, of which only is known when they are shown: Matroska keeps no more. Pictures are decoded in the
 * order in which they stand in the file; the times are those at which pictures are shown, in order, so much earlier that none
 * is shown before it is decoded.
 */
final class PictureOrder {

    private final long[] shown;
    private final long[] sorted;

    /** @param shown of pictures in the order in which they are decoded, whole groups of pictures of them; any unit */
    PictureOrder(long[] shown) {
        this.shown = shown.clone();
        this.sorted = shown.clone();
        Arrays.sort(sorted);
    }

    /** How much earlier pictures have to be decoded; 0 without pictures out of order. */
    long delay() {
        long delay = 0;
        for (int i = 0; i < shown.length; i++) {
            delay = Math.max(delay, sorted[i] - shown[i]);
        }
        return delay;
    }

    /** When a picture is decoded. */
    long decoded(int index, long delay) {
        return sorted[index] - delay;
    }

    /** When the last one is shown. */
    long last() {
        return sorted[sorted.length - 1];
    }

    /** How far pictures are apart as a rule; the given where there is only one. */
    long usualStep(long otherwise) {
        if (sorted.length < 2) {
            return otherwise;
        }
        return Math.max(1, (sorted[sorted.length - 1] - sorted[0]) / (sorted.length - 1));
    }
}
