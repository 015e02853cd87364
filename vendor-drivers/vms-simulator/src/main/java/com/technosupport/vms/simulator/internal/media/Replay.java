package com.technosupport.vms.simulator.internal.media;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of a recording that is played: it stands still until somebody plays, and then runs as fast as the real one. Used by its
 * event loop alone.
 */
public final class Replay extends Clock {
    private final Instant from;
    private final Instant to;
    private Instant position;
    private long started;
    private boolean running;

    Replay(Instant from, Instant to) {
        this.from = from;
        this.to = to;
        position = from;
    }

    public Instant from() {
        return from;
    }

    public Instant to() {
        return to;
    }

    /** Where playing goes on. */
    Instant position() {
        return position;
    }

    /** Goes to another moment; of no effect while somebody plays. */
    public void seek(Instant moment) {
        if (!running) {
            position = moment.isBefore(from) ? from : moment;
        }
    }

    void start(Instant first) {
        position = first;
        started = System.nanoTime();
        running = true;
    }

    void stop() {
        position = instant();
        running = false;
    }

    @Override
    public Instant instant() {
        return running ? position.plusNanos(System.nanoTime() - started) : position;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
