package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.net.Request;
import java.net.SocketAddress;

/** What plays on one track of a session. Used by its event loop alone. */
interface Playback {
    /**
     * What the answer to PLAY tells (RFC 2326 section 12.29 and 12.33).
     *
     * @param range the value of Range
     * @param sequence of the first packet
     * @param timestamp of the first packet
     */
    record Started(String range, int sequence, long timestamp) {}

    /** Starts, or goes on. Nothing is sent before the event loop has gone round, so that the answer goes out first. */
    Started play(Request request);

    boolean playing();

    void pause();

    /** Ends for good; the client hears BYE if it still listens. */
    void end();

    SocketAddress rtcpAddress();

    int ssrc();
}
