package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.media.RtpFrame;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.Request;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One client's session on one mount: sends it pictures from the next key picture on. A client that reads too slowly loses pictures up
 * to a key picture, one that does not read at all is disconnected; nobody else notices. Used by its event loop alone.
 */
final class Player implements Mount.Sink, Playback {
    /** About four seconds of a main stream. */
    private static final long MAX_QUEUED = 1024 * 1024;

    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connection connection;
    private final Mount mount;
    private final Transport transport;
    private final UdpPair udp;
    private final InetSocketAddress rtpTo;
    private final InetSocketAddress rtcpTo;
    private final FaultBoard faults;
    private final Counters counters;
    private final String name;
    private final SplittableRandom random = new SplittableRandom();

    private boolean playing;
    private boolean waitsForKey;
    private long packets;
    private long payloadBytes;
    private long lastReport;
    private boolean reported;

    /** @param udp null when interleaved */
    Player(
            Connection connection,
            Mount mount,
            Transport transport,
            UdpPair udp,
            FaultBoard faults,
            Counters counters,
            String name) {
        this.connection = connection;
        this.mount = mount;
        this.transport = transport;
        this.udp = udp;
        this.rtpTo = new InetSocketAddress(connection.remote().getAddress(), transport.rtp());
        this.rtcpTo = new InetSocketAddress(connection.remote().getAddress(), transport.rtcp());
        this.faults = faults;
        this.counters = counters;
        this.name = name;
    }

    @Override
    public int ssrc() {
        return mount.ssrc();
    }

    @Override
    public InetSocketAddress rtcpAddress() {
        return rtcpTo;
    }

    @Override
    public boolean playing() {
        return playing;
    }

    @Override
    public Started play(Request request) {
        if (playing) {
            return new Started("npt=now-", -1, 0);
        }
        mount.replay()
                .ifPresent(replay -> ClockRange.of(request.header("range").orElse(""))
                        .ifPresent(range -> replay.seek(range.from())));
        // The mount sends nothing before its next tick.
        Mount.Start start = start();
        return new Started(Sdp.range(mount), start.sequence(), start.timestamp());
    }

    private Mount.Start start() {
        playing = true;
        waitsForKey = true;
        counters.players.incrementAndGet();
        return mount.add(this);
    }

    @Override
    public void pause() {
        if (playing) {
            playing = false;
            counters.players.decrementAndGet();
            mount.remove(this);
        }
    }

    @Override
    public void end() {
        pause();
        if (packets > 0 && !connection.isClosed()) {
            report(Rtcp.bye(mount.ssrc()));
        }
    }

    @Override
    public void ended() {
        end();
        connection.closeWhenWritten();
    }

    @Override
    public void frame(RtpFrame frame, Instant captured) {
        if (!admits(frame)) {
            return;
        }
        long now = System.nanoTime();
        if (!reported || now - lastReport >= REPORT_NANOS) {
            reported = true;
            lastReport = now;
            report(Rtcp.senderReport(mount.ssrc(), captured, frame.timestamp(), packets, payloadBytes, name));
        }
        // Counted first: whoever has a packet finds it counted.
        packets += frame.packets();
        payloadBytes += frame.payloadBytes();
        counters.rtpPackets.add(frame.packets());
        counters.rtpBytes.add(frame.bytes());
        if (transport.interleaved()) {
            connection.write(frame.framed(transport.rtp()));
        } else {
            sendDatagrams(frame);
        }
        if (faults.has(Fault.DROP_CONNECTION) && packets >= faults.amount(Fault.DROP_CONNECTION)) {
            connection.close();
        }
    }

    /** Whether this client is to get the picture: it has had a key picture since it started or fell behind. */
    private boolean admits(RtpFrame frame) {
        long queued = transport.interleaved() ? connection.queued() : 0;
        if (queued > MAX_QUEUED) {
            waitsForKey = true;
            counters.framesDropped.increment();
            if (connection.stalledNanos(System.nanoTime()) > STALL_NANOS) {
                counters.clientsDropped.increment();
                connection.close();
            }
            return false;
        }
        if (waitsForKey) {
            if (!frame.key() || queued > MAX_QUEUED / 2) {
                if (packets > 0) {
                    counters.framesDropped.increment();
                }
                return false;
            }
            waitsForKey = false;
        }
        return true;
    }

    private void sendDatagrams(RtpFrame frame) {
        double lost = faults.amount(Fault.PACKET_LOSS);
        for (int i = 0; i < frame.packets(); i++) {
            if ((lost > 0 && random.nextDouble() < lost) || !udp.sendRtp(frame.packet(i), rtpTo)) {
                counters.packetsLost.increment();
            }
        }
    }

    private void report(byte[] rtcp) {
        if (transport.interleaved()) {
            ByteBuffer framed = ByteBuffer.allocate(4 + rtcp.length);
            framed.put((byte) '$').put((byte) transport.rtcp()).putShort((short) rtcp.length);
            connection.write(framed.put(rtcp).flip());
        } else {
            udp.sendRtcp(ByteBuffer.wrap(rtcp), rtcpTo);
        }
    }
}
