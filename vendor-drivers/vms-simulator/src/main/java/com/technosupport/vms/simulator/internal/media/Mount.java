package com.technosupport.vms.simulator.internal.media;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * A stream of one camera: loops its footage at the pace of a clock and hands each picture to all who play it. Sequence numbers and
 * timestamps go on over the end of the loop as if it had none. Used by its event loop alone.
 *
 * <p>Picture {@code k} is due at {@code k} periods of the mount's time, which is either this process's monotonic time or, for the
 * running clock, the wall clock: then picture {@code k mod length} is sent exactly when the wall clock shows a whole period.
 */
public final class Mount {
    /** RTP clock rate of video (RFC 6184 section 8.2.1). */
    public static final int CLOCK_RATE = 90_000;

    private static final long SECOND = 1_000_000_000L;
    /** A mount that is later than this (the machine was asleep) goes on from now instead of catching up. */
    private static final long LATEST_SECONDS = 1;

    /** One who plays the mount. */
    public interface Sink {
        /** Takes a picture. May remove itself from the mount. */
        void frame(RtpFrame frame, Instant captured);

        /** There are no more pictures: the recording is at its end, or the camera has gone. The sink was removed before. */
        default void ended() {}
    }

    /** What RTP-Info tells of the next key picture (RFC 2326 section 12.33). */
    public record Start(int sequence, long timestamp) {}

    private final EventLoop loop;
    private final Footage footage;
    private final FaultBoard faults;
    private final Clock clock;
    private final boolean onTheClock;
    private final LongSupplier time;
    private final long period;
    private final Replay replay;
    private final int ssrc;
    private final long timestampBase;
    private final SplittableRandom random = new SplittableRandom();
    private final List<Sink> sinks = new ArrayList<>();

    private int sequence;
    private Lap lap = new Lap(0);
    private long last;
    private long ticks;
    private EventLoop.Timer timer;

    private Mount(
            EventLoop loop,
            Footage footage,
            FaultBoard faults,
            Clock clock,
            boolean onTheClock,
            Replay replay,
            LongSupplier time) {
        this.loop = loop;
        this.footage = footage;
        this.faults = faults;
        this.clock = clock;
        this.onTheClock = onTheClock;
        this.replay = replay;
        this.time = time;
        this.period = SECOND / footage.framesPerSecond();
        SecureRandom secure = new SecureRandom();
        ssrc = secure.nextInt();
        sequence = secure.nextInt(0x10000);
        timestampBase = secure.nextInt() & 0xffffffffL;
    }

    /**
     * A mount that runs on monotonic time.
     *
     * @param delay nanoseconds by which its pictures come after those of a mount without delay
     * @param lap how far it is ahead in the loop, with the other streams of the scene, which have key pictures where this one has
     */
    public static Mount steady(EventLoop loop, Footage footage, FaultBoard faults, Clock clock, long delay, Lap lap) {
        Mount mount = new Mount(loop, footage, faults, clock, false, null, () -> System.nanoTime() - delay);
        mount.lap = lap;
        return mount;
    }

    /** A mount whose pictures are bound to the wall clock. */
    public static Mount onTheClock(EventLoop loop, Footage footage, FaultBoard faults, Clock clock) {
        return new Mount(loop, footage, faults, clock, true, null, () -> nanos(clock.instant()));
    }

    /**
     * A mount for one client that plays what was recorded, from the key picture at or before a moment until another. Picture {@code k}
     * of the footage was recorded when the wall clock was at {@code k} periods, modulo the footage's length.
     */
    public static Mount replay(EventLoop loop, Footage footage, FaultBoard faults, Instant from, Instant to) {
        Replay replay = new Replay(from, to);
        return new Mount(loop, footage, faults, replay, true, replay, () -> nanos(replay.instant()));
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }

    /** What a replay covers. */
    public Optional<Replay> replay() {
        return Optional.ofNullable(replay);
    }

    public Footage footage() {
        return footage;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Lets a client play, and says what its first packet will be: that of the next key picture. */
    public Start add(Sink sink) {
        if (sinks.isEmpty() && replay != null) {
            long first = Math.floorDiv(nanos(replay.position()), period);
            while (!footage.frame(position(first)).key()) {
                first--;
            }
            replay.start(Instant.EPOCH.plusNanos(first * period));
            last = first - 1;
            ticks++;
            schedule();
        } else if (sinks.isEmpty()) {
            long now = Math.floorDiv(time.getAsLong(), period);
            ticks += Math.max(1, now - last);
            last = now;
            schedule();
        }
        sinks.add(sink);
        int packets = 0;
        long ahead = 1;
        while (!footage.frame(position(last + ahead)).key()) {
            packets += footage.frame(position(last + ahead)).packets();
            ahead++;
        }
        return new Start((sequence + packets) & 0xffff, timestamp(ticks + ahead) & 0xffffffffL);
    }

    public void remove(Sink sink) {
        sinks.remove(sink);
        if (sinks.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
        if (sinks.isEmpty() && replay != null) {
            replay.stop();
        }
    }

    /** Ends the stream for all who play it. */
    public void end() {
        for (Sink sink : List.copyOf(sinks)) {
            remove(sink);
            sink.ended();
        }
    }

    /** Makes the next picture a key picture, as an encoder does that is asked for one. The running clock can't skip and does not. */
    public void synchronise() {
        if (!onTheClock) {
            long next = lap.next(last);
            long left = 0;
            while (!footage.frame(position(next + left)).key()) {
                left++;
            }
            lap.skip(left, next);
        }
    }

    private int position(long index) {
        return (int) Math.floorMod(index + lap.at(index), (long) footage.length());
    }

    private int timestamp(long tick) {
        return (int) (timestampBase + tick * CLOCK_RATE / footage.framesPerSecond());
    }

    private void schedule() {
        timer = loop.after((last + 1) * period - time.getAsLong(), this::tick);
    }

    private void tick() {
        timer = null;
        long due = Math.floorDiv(time.getAsLong(), period);
        long behind = due - last;
        if (behind < 0 || behind > LATEST_SECONDS * footage.framesPerSecond()) {
            ticks += Math.max(0, behind - 1);
            last = due - 1;
        }
        while (last < due && !sinks.isEmpty()) {
            last++;
            ticks++;
            send();
        }
        if (replay != null && last * period >= nanos(replay.to())) {
            end();
        }
        if (!sinks.isEmpty()) {
            schedule();
        }
    }

    private void send() {
        lap.sent(last);
        Frame frame = footage.frame(position(last));
        if (faults.has(Fault.FREEZE)) {
            return;
        }
        RtpFrame picture = new RtpFrame(frame, sequence, timestamp(ticks), ssrc);
        sequence = (sequence + frame.packets()) & 0xffff;
        double damaged = faults.amount(Fault.CORRUPT_PACKETS);
        if (damaged > 0) {
            for (int i = 0; i < picture.packets(); i++) {
                if (random.nextDouble() < damaged) {
                    picture.damage(i, random);
                }
            }
        }
        Instant captured = clock.instant().minusNanos(time.getAsLong() - last * period);
        for (Sink sink : List.copyOf(sinks)) {
            sink.frame(picture, captured);
        }
    }
}
