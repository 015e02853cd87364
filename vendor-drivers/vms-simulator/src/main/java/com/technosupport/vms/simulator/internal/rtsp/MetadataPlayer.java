package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Request;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Sends a document of metadata five times a second on the track beside a video (ONVIF Streaming Specification, "Metadata"): packets end
 * where they must, the marker ends the document. Used by its event loop alone.
 */
final class MetadataPlayer implements Playback {
    static final int PAYLOAD_TYPE = 107;

    private static final int MAX_PAYLOAD = 1400;
    private static final int RTP_HEADER = 12;
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int REPORT_EACH = 25;
    private static final long MAX_QUEUED = 1024 * 1024;

    private final Outlet outlet;
    private final Metadata metadata;
    private final Counters counters;
    private final String name;
    private final int ssrc;
    private final long timestampBase;
    private int sequence;
    private long packets;
    private long bytes;
    private int count;
    private EventLoop.Timer timer;

    MetadataPlayer(Outlet outlet, Metadata metadata, Counters counters, String name) {
        this.outlet = outlet;
        this.metadata = metadata;
        this.counters = counters;
        this.name = name;
        SecureRandom random = new SecureRandom();
        ssrc = random.nextInt();
        timestampBase = random.nextInt() & 0xffffffffL;
        sequence = random.nextInt(0x10000);
    }

    @Override
    public Started play(Request request) {
        if (timer == null) {
            timer = outlet.connection().loop().after(0, this::send);
        }
        return new Started("npt=now-", sequence, timestamp(metadata.clock().instant()) & 0xffffffffL);
    }

    private int timestamp(Instant moment) {
        long ticks =
                moment.getEpochSecond() * Mount.CLOCK_RATE + (long) moment.getNano() * Mount.CLOCK_RATE / 1_000_000_000;
        return (int) (timestampBase + ticks);
    }

    private void send() {
        timer = outlet.connection().loop().after(PERIOD, this::send);
        if (outlet.interleaved() && outlet.connection().queued() > MAX_QUEUED) {
            counters.framesDropped.increment();
            return;
        }
        Instant now = metadata.clock().instant();
        if (count++ % REPORT_EACH == 0) {
            outlet.rtcp(Rtcp.senderReport(ssrc, now, timestamp(now), packets, bytes, name));
        }
        byte[] document = metadata.documents().apply(now).getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < document.length; from += MAX_PAYLOAD) {
            int length = Math.min(MAX_PAYLOAD, document.length - from);
            boolean last = from + length == document.length;
            ByteBuffer packet = ByteBuffer.allocate(RTP_HEADER + length)
                    .put((byte) 0x80)
                    .put((byte) ((last ? 0x80 : 0) | PAYLOAD_TYPE))
                    .putShort((short) sequence)
                    .putInt(timestamp(now))
                    .putInt(ssrc)
                    .put(document, from, length);
            outlet.rtp(packet.flip());
            sequence = (sequence + 1) & 0xffff;
            packets++;
            bytes += length;
        }
    }

    @Override
    public boolean playing() {
        return timer != null;
    }

    @Override
    public void pause() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void end() {
        pause();
        if (packets > 0 && !outlet.connection().isClosed()) {
            outlet.rtcp(Rtcp.bye(ssrc));
        }
    }

    @Override
    public SocketAddress rtcpAddress() {
        return outlet.rtcpAddress();
    }

    @Override
    public int ssrc() {
        return ssrc;
    }
}
