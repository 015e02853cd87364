package com.technosupport.vms.simulator.internal.media;

import java.nio.ByteBuffer;

/**
 * A picture ready to be sent: its packets numbered and stamped, in one array that all clients share and none changes.
 */
public final class RtpFrame {
    private final byte[] wire;
    private final int[] starts;
    private final boolean key;
    private final int timestamp;
    private byte[] otherChannel;

    private RtpFrame(byte[] wire, int[] starts, boolean key, int timestamp) {
        this.wire = wire;
        this.starts = starts;
        this.key = key;
        this.timestamp = timestamp;
    }

    RtpFrame(Frame frame, int sequence, int timestamp, int ssrc) {
        this.wire = frame.wire().clone();
        this.starts = frame.starts();
        this.key = frame.key();
        this.timestamp = timestamp;
        ByteBuffer buffer = ByteBuffer.wrap(wire);
        for (int i = 0; i < packets(); i++) {
            int rtp = starts[i] + Packetiser.FRAMING;
            buffer.putShort(rtp + 2, (short) (sequence + i));
            buffer.putInt(rtp + 4, timestamp);
            buffer.putInt(rtp + 8, ssrc);
        }
    }

    /**
     * The same picture with a header extension (RFC 3550 section 5.3.1) in its first packet.
     *
     * @param extension whole, its own head included
     */
    RtpFrame withExtension(byte[] extension) {
        int at = starts[0] + Packetiser.FRAMING + Packetiser.RTP_HEADER;
        ByteBuffer longer = ByteBuffer.allocate(wire.length + extension.length)
                .put(wire, 0, at)
                .put(extension)
                .put(wire, at, wire.length - at);
        longer.put(starts[0] + Packetiser.FRAMING, (byte) (wire[starts[0] + Packetiser.FRAMING] | 0x10));
        longer.putShort(starts[0] + 2, (short) (starts[1] - starts[0] - Packetiser.FRAMING + extension.length));
        int[] moved = starts.clone();
        for (int i = 1; i < moved.length; i++) {
            moved[i] += extension.length;
        }
        return new RtpFrame(longer.array(), moved, key, timestamp);
    }

    public boolean key() {
        return key;
    }

    public int timestamp() {
        return timestamp;
    }

    public int packets() {
        return starts.length - 1;
    }

    /** Bytes of all packets, with RTP headers, without framing. */
    public int bytes() {
        return wire.length - packets() * Packetiser.FRAMING;
    }

    /** Bytes of all payloads. */
    public int payloadBytes() {
        return bytes() - packets() * Packetiser.RTP_HEADER;
    }

    /** All packets framed for a channel of an RTSP connection. */
    public ByteBuffer framed(int channel) {
        if (channel == 0) {
            return ByteBuffer.wrap(wire);
        }
        // Nearly all clients take channel 0; the copy for the last other one is kept for its neighbours.
        if (otherChannel == null || otherChannel[1] != (byte) channel) {
            otherChannel = wire.clone();
            for (int i = 0; i < packets(); i++) {
                otherChannel[starts[i] + 1] = (byte) channel;
            }
        }
        return ByteBuffer.wrap(otherChannel);
    }

    /** One packet without framing. */
    public ByteBuffer packet(int index) {
        int start = starts[index] + Packetiser.FRAMING;
        return ByteBuffer.wrap(wire, start, starts[index + 1] - start);
    }

    /** Damages some payload bytes of a packet, before any client gets it. */
    void damage(int index, java.util.random.RandomGenerator random) {
        int payload = starts[index] + Packetiser.FRAMING + Packetiser.RTP_HEADER;
        int length = starts[index + 1] - payload;
        for (int i = 0; i < 4 && length > 0; i++) {
            wire[payload + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
        }
    }
}
