package com.technosupport.vms.detection.internal.scene;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.detection.internal.track.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what is told of a camera's objects: each once, and not each frame. Used by one thread at a time. */
public final class Scene {

    /** What is known of one object. */
    private static final class Subject {
        final Track track;
        final List<ZoneState> zones;
        boolean told;

        Subject(Track track, List<ZoneState> zones) {
            this.track = track;
            this.zones = zones;
        }
    }

    private final DetectionPolicy policy;
    private final Map<String, Subject> subjects = new HashMap<>();

    public Scene(DetectionPolicy policy) {
        this.policy = policy;
    }

    /** Whether an object is one of those that are asked for, wherever it is. */
    public boolean concerns(Track track) {
        Box box = track.box();
        return track.confirmed()
                && track.best() >= policy.minConfidence()
                && (policy.labels().isEmpty() || policy.labels().contains(track.label()))
                && box.w() >= policy.minSize()
                && box.h() >= policy.minSize();
    }

    /**
     * Takes what the tracker says of a frame.
     *
     * @param gone objects that were given up
     */
    public List<Sighting> next(Instant time, List<Track> tracks, List<Track> gone) {
        List<Sighting> told = new ArrayList<>();
        for (Track track : tracks) {
            if (!track.lost() && (subjects.containsKey(track.id()) || concerns(track))) {
                look(time, subjects.computeIfAbsent(track.id(), id -> subject(track)), told);
            }
        }
        for (Track track : gone) {
            Subject subject = subjects.remove(track.id());
            if (subject != null) {
                end(subject, told);
            }
        }
        return told;
    }

    /** Nothing is looked at any more: whoever was told of is gone. */
    public List<Sighting> end() {
        List<Sighting> told = new ArrayList<>();
        subjects.values().forEach(subject -> end(subject, told));
        subjects.clear();
        return told;
    }

    private Subject subject(Track track) {
        return new Subject(
                track,
                policy.zones().stream()
                        .map(zone -> new ZoneState(zone, policy.minDuration()))
                        .toList());
    }

    private void look(Instant time, Subject subject, List<Sighting> told) {
        Track track = subject.track;
        if (subject.zones.isEmpty()) {
            if (!subject.told && track.age().compareTo(policy.minDuration()) >= 0) {
                subject.told = true;
                told.add(new Sighting(
                        Sighting.Kind.DETECTED, track, Optional.empty(), Optional.empty(), Optional.empty()));
            }
            return;
        }
        for (ZoneState zone : subject.zones) {
            zone.step(ZoneState.foot(track.box()), time)
                    .ifPresent(outcome -> told.add(sighting(outcome, track, zone.zone())));
        }
    }

    private static Sighting sighting(ZoneState.Outcome outcome, Track track, DetectionZone zone) {
        Optional<String> name = Optional.of(zone.name());
        Optional<String> trigger = Optional.of(zone.trigger().name());
        return switch (outcome) {
            case BEGINS -> new Sighting(Sighting.Kind.DETECTED, track, name, trigger, Optional.empty());
            case ENDS -> new Sighting(Sighting.Kind.LEFT, track, name, trigger, Optional.empty());
            case CROSSES_LEFT -> new Sighting(Sighting.Kind.CROSSED, track, name, trigger, Optional.of("LEFT"));
            case CROSSES_RIGHT -> new Sighting(Sighting.Kind.CROSSED, track, name, trigger, Optional.of("RIGHT"));
        };
    }

    private static void end(Subject subject, List<Sighting> told) {
        if (subject.told) {
            told.add(new Sighting(
                    Sighting.Kind.LEFT, subject.track, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        for (ZoneState zone : subject.zones) {
            if (zone.told() && zone.zone().trigger() != Trigger.LEAVE) {
                told.add(sighting(ZoneState.Outcome.ENDS, subject.track, zone.zone()));
            }
        }
    }
}
