package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.model.StreamId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The hard cap on what is coded at a time. A stream gets its place when it is asked for, before anybody reads it, and loses it again
 * when nobody comes; so who was told yes is not refused afterwards. Pictures need a place for pictures, whatever becomes of the
 * sound beside them. Safe for use by several threads.
 */
final class TranscodeSlots {

    /** What a place is for. */
    enum Kind {
        VIDEO,
        SOUND
    }

    /** How long a place is kept for a stream that does not run. */
    static final long KEPT_NANOS = 15_000_000_000L;

    /** How long a stream waits for its own earlier run to end. */
    private static final long HANDOVER_MILLIS = 3000;

    /** @param runner who runs it; null while nobody does */
    private record Place(Kind kind, Object runner, long since) {}

    private final int videos;
    private final int sounds;
    private final LongSupplier nanos;
    private final Map<StreamId, Place> places = new HashMap<>();

    TranscodeSlots(int videos, int sounds, LongSupplier nanos) {
        this.videos = videos;
        this.sounds = sounds;
        this.nanos = nanos;
    }

    int limit(Kind kind) {
        return kind == Kind.VIDEO ? videos : sounds;
    }

    /** Keeps a place for a stream that is about to run; true also where it runs. */
    synchronized boolean reserve(StreamId stream, Kind kind) {
        Place held = places.get(stream);
        return (held != null && held.runner() != null) || take(stream, kind, null);
    }

    /**
     * Takes a place for a stream that runs, or another for what it codes by now; false where there is none, and then it has
     * none. Waits while an earlier run of the same stream is ending.
     */
    synchronized boolean run(StreamId stream, Kind kind, Object runner) throws InterruptedException {
        long end = System.nanoTime() + HANDOVER_MILLIS * 1_000_000;
        while (isRunByOther(stream, runner)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return take(stream, kind, runner);
    }

    private boolean isRunByOther(StreamId stream, Object runner) {
        Place held = places.get(stream);
        return held != null && held.runner() != null && held.runner() != runner;
    }

    private boolean take(StreamId stream, Kind kind, Object runner) {
        boolean gaveUp = places.remove(stream) != null;
        boolean free = used(kind) < limit(kind);
        if (free) {
            places.put(stream, new Place(kind, runner, nanos.getAsLong()));
        }
        if (gaveUp) {
            notifyAll();
        }
        return free;
    }

    /**
     * A stream runs no more; ignored from whom does not run it.
     *
     * @param comesBack whether its place is kept for a while
     */
    synchronized void end(StreamId stream, Object runner, boolean comesBack) {
        Place held = places.get(stream);
        if (held == null || held.runner() != runner) {
            return;
        }
        places.remove(stream);
        if (comesBack) {
            places.put(stream, new Place(held.kind(), null, nanos.getAsLong()));
        }
        notifyAll();
    }

    /** Gives up a place that is kept for a stream that does not run. */
    synchronized void release(StreamId stream) {
        Place held = places.get(stream);
        if (held != null && held.runner() == null) {
            places.remove(stream);
        }
    }

    /** How many places are taken. */
    synchronized int used(Kind kind) {
        expire();
        return (int)
                places.values().stream().filter(place -> place.kind() == kind).count();
    }

    /** What the stream has a place for. */
    synchronized Optional<Kind> kind(StreamId stream) {
        return Optional.ofNullable(places.get(stream)).map(Place::kind);
    }

    private void expire() {
        Iterator<Place> all = places.values().iterator();
        long now = nanos.getAsLong();
        while (all.hasNext()) {
            Place place = all.next();
            if (place.runner() == null && now - place.since() > KEPT_NANOS) {
                all.remove();
            }
        }
    }

    /** Waits until the stream runs no more; false if that takes too long. */
    synchronized boolean awaitEnd(StreamId stream, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (places.containsKey(stream) && places.get(stream).runner() != null) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
