package com.technosupport.vms.detection.internal.track;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.event.EventMessage.Box;
import java.time.Duration;
import java.time.Instant;

/** An object from when it was first seen until it is gone. */
public final class Track {

    private final String id;
    private final String label;
    private final Instant first;
    private final Motion motion;
    private Instant last;
    private Box box;
    private double confidence;
    private double best;
    private int sights = 1;
    private boolean confirmed;
    private boolean lost;
    private Instant lostSince = Instant.EPOCH;

    Track(String id, Detection sight, Instant time, boolean confirmed) {
        this.id = id;
        this.label = sight.label();
        this.first = time;
        this.last = time;
        this.box = sight.box();
        this.confidence = sight.confidence();
        this.best = sight.confidence();
        this.motion = new Motion(sight.box());
        this.confirmed = confirmed;
    }

    void predict(double seconds) {
        motion.predict(seconds);
    }

    Area expected() {
        return motion.area();
    }

    void see(Detection sight, Instant time) {
        motion.correct(sight.box());
        box = sight.box();
        confidence = sight.confidence();
        best = Math.max(best, confidence);
        last = time;
        sights++;
        confirmed = true;
        lost = false;
    }

    void lose(Instant time) {
        if (!lost) {
            lost = true;
            lostSince = time;
            motion.slow();
        }
    }

    /** Since which frame it is not seen, where it is lost. */
    Instant lostSince() {
        return lostSince;
    }

    /** Unique among a camera's objects. */
    public String id() {
        return id;
    }

    public String label() {
        return label;
    }

    /** When it was first seen. */
    public Instant first() {
        return first;
    }

    /** When it was last seen. */
    public Instant last() {
        return last;
    }

    /** How long it has been there. */
    public Duration age() {
        return Duration.between(first, last);
    }

    /** Where it was last seen. */
    public Box box() {
        return box;
    }

    /** Of the latest sight. */
    public double confidence() {
        return confidence;
    }

    /** The highest so far. */
    public double best() {
        return best;
    }

    /** In how many frames it was seen. */
    public int sights() {
        return sights;
    }

    /** Whether it was seen often enough to be believed. */
    public boolean confirmed() {
        return confirmed;
    }

    /** Whether it was not seen in the latest frame. */
    public boolean lost() {
        return lost;
    }
}
