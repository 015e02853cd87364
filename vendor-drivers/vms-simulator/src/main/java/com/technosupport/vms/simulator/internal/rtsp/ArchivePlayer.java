package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.ArchiveReel;
import com.technosupport.vms.simulator.internal.media.RtpFrame;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Request;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Plays an archive for one client (ONVIF Streaming Specification, "Replay"): from where Range says, over gaps without a pause, as it was
 * recorded or, with {@code Rate-Control: no}, as fast as the client reads; with {@code Frames: intra} key pictures alone. Another PLAY
 * goes elsewhere at once. Used by its event loop alone.
 */
final class ArchivePlayer implements Playback {
    private static final long MAX_QUEUED = 256 * 1024;
    /** Pictures at a time for who takes all that comes. */
    private static final int BURST = 100;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Outlet outlet;
    private final Archive archive;
    private final ArchiveReel reel;
    private final Counters counters;
    private final EventLoop loop;
    private EventLoop.Timer timer;
    private boolean paced = true;
    private Instant startedAt;
    private long startedNanos;
    private boolean sent;

    ArchivePlayer(Outlet outlet, Archive archive, Counters counters) {
        this.outlet = outlet;
        this.archive = archive;
        this.counters = counters;
        reel = new ArchiveReel(archive);
        loop = outlet.connection().loop();
    }

    @Override
    public Started play(Request request) {
        Optional<ClockRange> range = ClockRange.of(request.header("range").orElse(""));
        String control = request.header("rate-control").orElse("yes").toLowerCase(Locale.ROOT);
        paced = !control.equals("no");
        if (range.isPresent() || startedAt == null) {
            Instant from = range.map(ClockRange::from).or(archive::from).orElse(Instant.EPOCH);
            Instant to = range.flatMap(ClockRange::to).or(archive::to).orElse(Instant.EPOCH);
            boolean keys =
                    request.header("frames").orElse("").toLowerCase(Locale.ROOT).startsWith("intra");
            reel.seek(from, to, keys, cseq(request));
        }
        Instant first = reel.nextTime().orElse(Instant.EPOCH);
        String told = ClockRange.text(first, archive.to().orElse(first));
        Started started = new Started(told, reel.nextSequence(), reel.nextTimestamp());
        start(first);
        return started;
    }

    private static int cseq(Request request) {
        try {
            return Integer.parseInt(request.header("cseq").orElse("0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void start(Instant first) {
        if (timer == null) {
            counters.players.incrementAndGet();
        } else {
            timer.cancel();
        }
        startedAt = first;
        startedNanos = System.nanoTime();
        timer = loop.after(0, this::send);
    }

    private void send() {
        for (int i = 0; i < BURST; i++) {
            Optional<Instant> next = reel.nextTime();
            if (next.isEmpty()) {
                pause();
                outlet.rtcp(Rtcp.bye(reel.ssrc()));
                return;
            }
            long wait = paced ? due(next.get()) - System.nanoTime() : 0;
            boolean full = outlet.interleaved() && outlet.connection().queued() > MAX_QUEUED;
            if (wait > 0 || full) {
                timer = loop.after(Math.max(wait, full ? PAUSE : 0), this::send);
                return;
            }
            send(reel.next().orElseThrow().frame());
        }
        timer = loop.after(outlet.interleaved() ? 0 : PAUSE, this::send);
    }

    /** When a picture is due: a gap takes no time. */
    private long due(Instant picture) {
        long since = Duration.between(startedAt, picture).toNanos();
        long now = System.nanoTime() - startedNanos;
        if (since - now > TimeUnit.SECONDS.toNanos(5)) {
            startedAt = picture.minusNanos(now);
            since = now;
        }
        return startedNanos + since;
    }

    private void send(RtpFrame frame) {
        sent = true;
        for (int i = 0; i < frame.packets(); i++) {
            outlet.rtp(frame.packet(i));
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
            counters.players.decrementAndGet();
        }
    }

    @Override
    public void end() {
        boolean speaks = sent && playing() && !outlet.connection().isClosed();
        pause();
        if (speaks) {
            outlet.rtcp(Rtcp.bye(reel.ssrc()));
        }
    }

    @Override
    public SocketAddress rtcpAddress() {
        return outlet.rtcpAddress();
    }

    @Override
    public int ssrc() {
        return reel.ssrc();
    }
}
