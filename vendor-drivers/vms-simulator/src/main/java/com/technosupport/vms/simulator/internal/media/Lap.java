package com.technosupport.vms.simulator.internal.media;

/**
 * How far ahead in its loop a scene is, in pictures. The streams that show one scene share it: a camera's main and sub-stream are of the
 * same moment, also after one of them was asked for a key picture. Used by one event loop alone.
 */
public final class Lap {
    private long before;
    private long ahead;
    private long since = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;

    /** @param ahead pictures by which it begins later in the loop than at the first */
    public Lap(int ahead) {
        this.before = ahead;
        this.ahead = ahead;
    }

    /** How far ahead the picture is that is due at so many periods. */
    long at(long index) {
        return index < since ? before : ahead;
    }

    /** A stream has sent the picture that was due then. */
    void sent(long index) {
        latest = Math.max(latest, index);
    }

    /** The first picture that no stream has sent. */
    long next(long own) {
        return Math.max(own, latest) + 1;
    }

    /** Leaves out pictures from one on that no stream has sent. */
    void skip(long pictures, long from) {
        before = ahead;
        ahead += pictures;
        since = from;
    }
}
