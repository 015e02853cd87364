package com.technosupport.vms.simulator.internal.media;

/**
 * One access unit, cut into RTP packets (RFC 6184) that are complete but for sequence number, timestamp and SSRC. Each packet stands
 * behind the four bytes that frame it on an RTSP connection (RFC 2326 section 10.12), so that a TCP client takes the whole picture in
 * one write and a UDP client takes slices of it.
 */
final class Frame {
    private final boolean key;
    private final byte[] wire;
    private final int[] starts;

    /**
     * @param key whether it is an IDR picture
     * @param wire the packets one after another
     * @param starts where each packet's framing starts in {@code wire}, and at last the end
     */
    Frame(boolean key, byte[] wire, int[] starts) {
        this.key = key;
        this.wire = wire;
        this.starts = starts;
    }

    boolean key() {
        return key;
    }

    /** The packets: a template, never written to. */
    byte[] wire() {
        return wire;
    }

    int[] starts() {
        return starts;
    }

    int packets() {
        return starts.length - 1;
    }
}
