package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.srtp.RtcpProtector;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpProtector;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends one stream's picture to one viewer: numbers, enciphers and paces its packets, sends again what got lost, and reports. All
 * methods belong to one sending thread.
 *
 * <p>A viewer that joins gets the pictures since the latest key frame at once, squeezed in time so that its player runs through
 * them and arrives at now. That burst is paced, since a thousand packets at once overflow somebody's buffer on the way; and so is
 * everything else, large key frames too.
 */
final class RtpSender implements RtcpReader.Feedback {

    private static final int HEADER = 12;
    private static final int EXTENSION = 8;

    /** About 95 Mbit/s, and this much of it in one go. */
    private static final int PACKETS_A_SECOND = 10_000;

    private static final int PACKETS_AT_ONCE = 96;

    private static final int RESENDS_A_SECOND = 1000;
    private static final int RESENDS_AT_ONCE = 512;
    private static final long MIN_RESEND_INTERVAL = 5_000_000;

    private static final int MAX_WAITING_PACKETS = 4000;
    private static final long MAX_WAITING_NANOS = 1_000_000_000L;

    private static final long RESYNC_AFTER_KEY_FRAME_REQUEST = 500_000_000L;
    private static final long RESYNC_AFTER_LOSS = 1_000_000_000L;

    /** How far apart squeezed pictures are: 1 ms. And how far a resync may run ahead of the stream: below one picture's time. */
    private static final long SQUEEZED_STEP = 90;

    private static final long MAX_AHEAD = 1350;

    private final ViewerSender.Source source;
    /** Of the codecs that the viewer takes. */
    private final Map<Codec, Integer> payloadTypes;

    private final Supplier<Path> path;
    private final Clock clock;
    private final LineQuality line;
    private final SendBuffer buffer;
    private final Runnable resync;
    private final RtpProtector rtp;
    private final RtcpProtector rtcp;
    private final SentPackets sent = new SentPackets();
    private final Backlog backlog = new Backlog();
    private final Allowance pace;
    private final Allowance resends;
    private final long timestampOffset;

    /** Roll-over counter and sequence number of the next packet (RFC 3711, section 3.3.1). */
    private long nextIndex;

    private boolean waitingForKey = true;
    private boolean begun;
    private long lastTime;
    private long lastSentTime;
    private long lastSentNanos;
    private long lastResync;
    private long roundTripNanos;
    /** From the stream's timeline to the viewer's, which goes on where the stream is another. */
    private long shift;

    private long packets;
    private long octets;
    private long lost;
    private long resent;
    private long skipped;

    /**
     * @param path the way to the viewer now
     * @param buffer of the sending thread
     * @param firstSequenceNumber below 32768, so that no early loss hides the first roll-over (RFC 3711, section 3.3.1)
     * @param timestampOffset random
     * @param resync asks for {@link #resync}; called when the viewer cannot go on without a key frame
     */
    RtpSender(
            ViewerSender.Source source,
            SrtpKeyMaterial keys,
            Supplier<Path> path,
            Clock clock,
            SendBuffer buffer,
            int firstSequenceNumber,
            int timestampOffset,
            LineQuality line,
            Runnable resync)
            throws GeneralSecurityException {
        this.source = source;
        this.payloadTypes = new EnumMap<>(source.payloadTypes());
        this.line = line;
        this.path = path;
        this.clock = clock;
        this.buffer = buffer;
        this.resync = resync;
        this.rtp = new RtpProtector(keys.serverRtp());
        this.rtcp = new RtcpProtector(keys.serverRtcp());
        this.nextIndex = firstSequenceNumber & 0x7fff;
        this.timestampOffset = timestampOffset;
        long now = System.nanoTime();
        this.pace = new Allowance(PACKETS_AT_ONCE, PACKETS_A_SECOND, now);
        this.resends = new Allowance(RESENDS_AT_ONCE, RESENDS_A_SECOND, now);
    }

    /** Takes the stream's next picture. */
    void live(AccessUnit unit, long now) {
        if (!payloadTypes.containsKey(unit.codec())) {
            // The session is about to hear that its stream has become something else.
            return;
        }
        if (unit.key()) {
            // It makes all that still waits superfluous.
            dropped(backlog.dropWaiting());
            waitingForKey = false;
        } else if (waitingForKey) {
            return;
        }
        enqueue(unit, unit.time() + shift, now);
        if (backlog.packets() > MAX_WAITING_PACKETS || backlog.age(now) > MAX_WAITING_NANOS) {
            dropped(backlog.dropWaiting());
            waitingForKey = true;
        }
    }

    /**
     * Starts, or starts anew, with the pictures since the latest key frame.
     *
     * @param recent that one first; empty to wait for the next
     */
    void resync(List<AccessUnit> recent, long now) {
        lastResync = now;
        skipped += backlog.clear();
        lastTime = lastSentTime;
        waitingForKey =
                recent.isEmpty() || !payloadTypes.containsKey(recent.get(0).codec());
        if (waitingForKey) {
            return;
        }
        int count = recent.size();
        long end = recent.get(count - 1).time() + shift;
        long step = SQUEEZED_STEP;
        if (begun) {
            end = Math.max(end, lastTime + Math.min(MAX_AHEAD, count * SQUEEZED_STEP));
            step = Math.min(SQUEEZED_STEP, Math.max(1, (end - lastTime) / (count + 1)));
        }
        for (int i = 0; i < count; i++) {
            enqueue(recent.get(i), end - (count - 1 - i) * step, now);
        }
    }

    /**
     * Goes on with another stream, whose pictures follow those of the last in number and time.
     *
     * @param streamTime where it is now, on its own timeline
     */
    void changeStream(List<AccessUnit> recent, long streamTime, long now) {
        if (packets > 0) {
            shift = time(now) - streamTime;
        }
        resync(recent, now);
    }

    /** Where the picture is now, on the viewer's timeline. */
    long time(long now) {
        return lastSentTime + Timeline.ticks(now - lastSentNanos);
    }

    long shift() {
        return shift;
    }

    private void dropped(int count) {
        if (count > 0) {
            skipped += count;
            line.skipped();
        }
    }

    private void enqueue(AccessUnit unit, long time, long now) {
        lastTime = begun ? Math.max(time, lastTime + 1) : time;
        begun = true;
        backlog.add(unit, lastTime, now);
    }

    /**
     * Sends what may be sent now.
     *
     * @return whether something still waits
     */
    boolean pump(long now) {
        Path way = path.get();
        while (!backlog.isEmpty() && !way.congested() && pace.take(now)) {
            AccessUnit unit = backlog.unit();
            int payload = backlog.payload();
            int timestamp = (int) (backlog.time() + timestampOffset);
            lastSentTime = backlog.time();
            lastSentNanos = now;
            sent.add(nextIndex, unit, payload, timestamp);
            int length = write(nextIndex, unit, payload, timestamp);
            octets += unit.length(payload);
            buffer.gather(way, length);
            packets++;
            line.sent();
            nextIndex++;
            backlog.advance();
        }
        buffer.flush();
        return !backlog.isEmpty();
    }

    /** Puts one packet together in the buffer, enciphered, and returns its length. */
    private int write(long index, AccessUnit unit, int payload, int timestamp) {
        byte[] packet = buffer.bytes();
        boolean extended =
                unit.key() && payload == 0 && source.playoutDelayExtension().isPresent();
        boolean last = payload == unit.payloads() - 1;
        packet[0] = (byte) (extended ? 0x90 : 0x80);
        packet[1] = (byte) (payloadTypes.get(unit.codec()) | (last ? 0x80 : 0));
        BigEndian.put16(packet, 2, (int) index);
        BigEndian.put32(packet, 4, timestamp);
        BigEndian.put32(packet, 8, source.ssrc());
        int header = HEADER;
        if (extended) {
            // One-byte form (RFC 8285): three bytes of zero, that is a least and a greatest delay of 0 ms.
            BigEndian.put32(packet, HEADER, 0xbede_0001);
            BigEndian.put32(packet, HEADER + 4, ((source.playoutDelayExtension().getAsInt() << 4) | 2) << 24);
            header += EXTENSION;
        }
        int length = unit.copy(payload, packet, header);
        try {
            return rtp.protect(packet, header, header + length, index);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encipher", e);
        }
    }

    /** Sends a sender report, once there is something to report. */
    void report(long ntp, long now) {
        if (packets == 0) {
            return;
        }
        int length = RtcpWriter.report(
                buffer.bytes(),
                source.ssrc(),
                ntp,
                (int) (time(now) + timestampOffset),
                packets,
                octets,
                source.name());
        try {
            buffer.send(path.get(), rtcp.protect(buffer.bytes(), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encipher", e);
        }
    }

    /** Takes a viewer's RTCP packet, deciphered. */
    void feedback(byte[] packet, int length) {
        RtcpReader.read(packet, length, source.ssrc(), this);
    }

    @Override
    public void missing(int sequenceNumber) {
        missing(sequenceNumber, System.nanoTime());
    }

    void missing(int sequenceNumber, long now) {
        int slot = sent.find(sequenceNumber);
        if (slot < 0 || sent.missedFirst(slot)) {
            line.missing();
        }
        if (slot < 0) {
            wantResync(now, RESYNC_AFTER_LOSS);
        } else if (sent.mayResend(slot, now, Math.max(MIN_RESEND_INTERVAL, roundTripNanos / 2)) && resends.take(now)) {
            buffer.send(path.get(), write(sent.index(slot), sent.unit(slot), sent.payload(slot), sent.timestamp(slot)));
            resent++;
        }
    }

    @Override
    public void keyFrameWanted() {
        wantResync(System.nanoTime(), RESYNC_AFTER_KEY_FRAME_REQUEST);
    }

    private void wantResync(long now, long interval) {
        if (begun && now - lastResync > interval) {
            lastResync = now;
            resync.run();
        }
    }

    @Override
    public void report(RtcpReader.Report report) {
        lost = Math.max(0, report.lost());
        if (report.lastReport() != 0) {
            int now = (int) (RtcpWriter.ntp(clock.instant()) >>> 16);
            int roundTrip = now - report.lastReport() - report.delay();
            // A clock that was set meanwhile makes nonsense of it.
            if (roundTrip >= 0 && roundTrip < 10 << 16) {
                roundTripNanos = (roundTrip * 1_000_000_000L) >> 16;
            }
        }
        line.report(report.fractionLost(), roundTripNanos);
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

    long resent() {
        return resent;
    }

    long skipped() {
        return skipped;
    }
}
