package com.technosupport.vms.media.internal.source;

/** A source that is being read. */
public interface Source {

    /** Ends it, without waiting. Calls of its listener that are under way may still come through. */
    void stop();

    /** Whether somebody watches live, so that each packet is to be read at once. */
    void live(boolean live);

    /** RTP packets that never came. */
    long lost();
}
