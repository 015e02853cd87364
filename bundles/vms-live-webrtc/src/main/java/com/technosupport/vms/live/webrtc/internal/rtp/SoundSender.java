package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.srtp.RtcpProtector;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpProtector;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends one stream's sound to one viewer. Nothing is kept and sent again: a player bridges a gap sooner than a lost packet could
 * come. All methods belong to one sending thread.
 */
final class SoundSender {

    private static final int HEADER = 12;
    private static final int MARKER = 0x80;

    private final int ssrc;
    private final String name;
    private final Map<Codec, Integer> payloadTypes;
    private final Supplier<Path> path;
    private final SendBuffer buffer;
    private final RtpProtector rtp;
    private final RtcpProtector rtcp;
    private final int timestampOffset;

    /** Roll-over counter and sequence number of the next packet (RFC 3711, section 3.3.1). */
    private long nextIndex;

    private int clockRate;
    private long lastTime = Long.MIN_VALUE;
    private boolean gap = true;
    private long packets;
    private long octets;
    private long skipped;
    private long lost;

    SoundSender(
            int ssrc,
            String name,
            Map<Codec, Integer> payloadTypes,
            SrtpKeyMaterial keys,
            Supplier<Path> path,
            SendBuffer buffer,
            int firstSequenceNumber,
            int timestampOffset)
            throws GeneralSecurityException {
        this.ssrc = ssrc;
        this.name = name;
        this.payloadTypes = Map.copyOf(payloadTypes);
        this.path = path;
        this.buffer = buffer;
        this.rtp = new RtpProtector(keys.serverRtp());
        this.rtcp = new RtcpProtector(keys.serverRtcp());
        this.nextIndex = firstSequenceNumber & 0x7fff;
        this.timestampOffset = timestampOffset;
    }

    /**
     * Sends a frame, unless the viewer does not take its codec, or the way to it is too slow.
     *
     * @param shift from the stream's timeline to the viewer's, in ticks of video
     */
    void send(SoundFrame frame, long shift) {
        Integer payloadType = payloadTypes.get(frame.codec());
        if (payloadType == null) {
            return;
        }
        if (frame.clockRate() != clockRate) {
            clockRate = frame.clockRate();
            lastTime = Long.MIN_VALUE;
            gap = true;
        }
        long time = frame.time() + ofVideo(shift);
        if (time <= lastTime) {
            return;
        }
        Path way = path.get();
        if (way.congested()) {
            skipped++;
            gap = true;
            return;
        }
        lastTime = time;
        byte[] packet = buffer.bytes();
        packet[0] = (byte) 0x80;
        // The first after a silence, where a player may adapt (RFC 3551, section 4.1).
        packet[1] = (byte) (payloadType | (gap ? MARKER : 0));
        gap = false;
        BigEndian.put16(packet, 2, (int) nextIndex);
        BigEndian.put32(packet, 4, (int) (time + timestampOffset));
        BigEndian.put32(packet, 8, ssrc);
        byte[] data = frame.data();
        System.arraycopy(data, 0, packet, HEADER, data.length);
        try {
            buffer.send(way, rtp.protect(packet, HEADER, HEADER + data.length, nextIndex));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encipher", e);
        }
        nextIndex++;
        packets++;
        octets += data.length;
    }

    /** Ticks of video in ticks of this sound. */
    private long ofVideo(long ticks) {
        return Math.floorDiv(ticks * clockRate, Timeline.TICKS_A_SECOND);
    }

    /**
     * Sends a sender report, once there is something to report.
     *
     * @param ntp the wall clock
     * @param videoTime where the picture is at that moment, on the viewer's timeline; so that a player can keep both in step
     */
    void report(long ntp, long videoTime) {
        if (packets == 0) {
            return;
        }
        int length = RtcpWriter.report(
                buffer.bytes(), ssrc, ntp, (int) (ofVideo(videoTime) + timestampOffset), packets, octets, name);
        try {
            buffer.send(path.get(), rtcp.protect(buffer.bytes(), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encipher", e);
        }
    }

    /** Takes a viewer's RTCP packet, deciphered. */
    void feedback(byte[] packet, int length) {
        RtcpReader.read(packet, length, ssrc, new RtcpReader.Feedback() {
            @Override
            public void missing(int sequenceNumber) {
                // Too late for sound.
            }

            @Override
            public void keyFrameWanted() {
                // Sound has none.
            }

            @Override
            public void report(RtcpReader.Report report) {
                lost = Math.max(0, report.lost());
            }
        });
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }

    long lost() {
        return lost;
    }

    long skipped() {
        return skipped;
    }
}
