package com.technosupport.vms.api.media;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;

/**
 * One access unit of one track, shared by all readers and changed by none.
 *
 * <p>H.264 and H.265 come as NAL units each behind a 4-byte length (ISO/IEC 14496-15), with the parameter sets where the
 * camera puts them; readers that need them beforehand take them from {@link Track#configuration()}. Other codecs come as
 * their RTP payload format defines a frame.
 */
public final class Packet {

    private final int track;
    private final long pts;
    private final long dts;
    private final Instant arrival;
    private final boolean key;
    private final byte[] data;

    /**
     * @param data becomes the packet's own: the caller lets go of it
     */
    public Packet(int track, long pts, long dts, Instant arrival, boolean key, byte[] data) {
        this.track = track;
        this.pts = pts;
        this.dts = dts;
        this.arrival = Objects.requireNonNull(arrival, "arrival");
        this.key = key;
        this.data = Objects.requireNonNull(data, "data");
    }

    /** {@link Track#index()}. */
    public int track() {
        return track;
    }

    /** When it is shown, in ticks of the track's clock, without wrap, from any origin. */
    public long pts() {
        return pts;
    }

    /** When it is decoded, in the same ticks; grows from packet to packet. Differs from {@link #pts()} with B-frames only. */
    public long dts() {
        return dts;
    }

    /** Wall clock of this machine when its last byte came in. */
    public Instant arrival() {
        return arrival;
    }

    /** Whether a decoder can start here. Always true for audio. */
    public boolean key() {
        return key;
    }

    /** Bytes of {@link #data()}. */
    public int size() {
        return data.length;
    }

    /** A read-only view of its own at each call, so that readers do not move each other's position. */
    public ByteBuffer data() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer();
    }

    @Override
    public String toString() {
        return "Packet[track=" + track + ", pts=" + pts + (key ? ", key" : "") + ", " + data.length + " bytes]";
    }
}
