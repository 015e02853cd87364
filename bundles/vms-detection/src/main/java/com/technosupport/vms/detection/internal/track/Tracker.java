package com.technosupport.vms.detection.internal.track;

import com.technosupport.vms.api.detection.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Follows objects from frame to frame (Zhang et al., ByteTrack: Multi-Object Tracking by Associating Every Detection Box, 2022).
 *
 * <p>Each track says where it expects its object. Sights that are sure are given to tracks first, then doubtful ones to those that are
 * left: an object that is half hidden is seen with less confidence, but where it was expected. A doubtful sight begins no track. Both
 * times the pairs are those that overlap most in all. Frames come a few times a second here and not thirty, so that boxes are grown
 * before they are compared (Yang et al., Hard to Track Objects with Irregular Motions, 2023): else somebody who walks fast and far
 * away would be somebody else in each frame. Objects of different labels are never the same.
 *
 * <p>Used by one thread at a time.
 */
public final class Tracker {

    /** How much of a frame's objects are looked at: more are not told apart by anybody. */
    private static final int MOST = 100;

    private static final double GROWN = 0.3;
    private static final double LEAST_OVERLAP = 0.15;
    private static final double LEAST_OVERLAP_DOUBTFUL = 0.3;
    private static final double LEAST_OVERLAP_NEW = 0.2;
    private static final Duration LONGEST_STEP = Duration.ofSeconds(2);

    private final double sure;
    private final boolean oneSightIsEnough;
    private final Duration patience;
    private final Supplier<String> ids;
    private final List<Track> tracks = new ArrayList<>();
    private final List<Track> gone = new ArrayList<>();
    private Instant latest;

    /**
     * @param sure from which confidence on a sight begins a track
     * @param oneSightIsEnough where frames are so rare that a second sight would come late
     * @param patience how long an object is remembered that is not seen
     * @param ids unique names
     */
    public Tracker(double sure, boolean oneSightIsEnough, Duration patience, Supplier<String> ids) {
        this.sure = sure;
        this.oneSightIsEnough = oneSightIsEnough;
        this.patience = patience;
        this.ids = ids;
    }

    /**
     * Takes what was seen in the next frame.
     *
     * @return all objects, those that are not seen at present among them
     */
    public List<Track> next(Instant time, List<Detection> sights) {
        gone.clear();
        Duration step = latest == null ? Duration.ZERO : Duration.between(latest, time);
        if (step.isNegative()) {
            step = Duration.ZERO;
        } else if (step.compareTo(LONGEST_STEP) > 0) {
            step = LONGEST_STEP;
        }
        latest = time;
        double seconds = step.toNanos() / 1e9;
        tracks.forEach(track -> track.predict(seconds));

        List<Detection> certain = new ArrayList<>();
        List<Detection> doubtful = new ArrayList<>();
        for (Detection sight : sights.subList(0, Math.min(MOST, sights.size()))) {
            (sight.confidence() >= sure ? certain : doubtful).add(sight);
        }
        List<Track> known = tracks.stream().filter(Track::confirmed).toList();
        List<Track> fresh = tracks.stream().filter(track -> !track.confirmed()).toList();

        List<Track> unseen = match(time, new ArrayList<>(known), certain, LEAST_OVERLAP);
        List<Track> lately = unseen.stream().filter(track -> !track.lost()).toList();
        List<Track> stillUnseen = match(time, new ArrayList<>(lately), doubtful, LEAST_OVERLAP_DOUBTFUL);
        for (Track track : unseen) {
            if (track.lost() || stillUnseen.contains(track)) {
                track.lose(time);
            }
        }
        List<Track> illusions = match(time, new ArrayList<>(fresh), certain, LEAST_OVERLAP_NEW);

        tracks.removeAll(illusions);
        tracks.removeIf(this::forget);
        for (Detection sight : certain) {
            if (tracks.size() < MOST) {
                tracks.add(new Track(ids.get(), sight, time, oneSightIsEnough));
            }
        }
        return List.copyOf(tracks);
    }

    private boolean forget(Track track) {
        boolean forgotten =
                track.lost() && Duration.between(track.lostSince(), latest).compareTo(patience) > 0;
        if (forgotten) {
            gone.add(track);
        }
        return forgotten;
    }

    /** Whether an object is not seen at present, and the next frames will tell whether it has gone. */
    public boolean uncertain() {
        return tracks.stream().anyMatch(track -> track.lost() || !track.confirmed());
    }

    /** Forgets all. */
    public void clear() {
        tracks.clear();
        gone.clear();
        latest = null;
    }

    /** Objects that were given up with the latest frame. */
    public List<Track> gone() {
        return List.copyOf(gone);
    }

    /**
     * Gives sights to tracks, and removes them from the list.
     *
     * @return tracks that got none
     */
    private static List<Track> match(Instant time, List<Track> candidates, List<Detection> sights, double least) {
        double[][] cost = new double[candidates.size()][sights.size()];
        for (int i = 0; i < candidates.size(); i++) {
            Track track = candidates.get(i);
            Area expected = track.expected().grown(GROWN);
            for (int j = 0; j < sights.size(); j++) {
                Detection sight = sights.get(j);
                boolean same = sight.label().equals(track.label());
                cost[i][j] = same ? 1 - expected.overlap(Area.of(sight.box()).grown(GROWN)) : 2;
            }
        }
        int[] chosen = Assignment.cheapest(cost, 1 - least);
        List<Track> without = new ArrayList<>();
        boolean[] taken = new boolean[sights.size()];
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] < 0) {
                without.add(candidates.get(i));
            } else {
                candidates.get(i).see(sights.get(chosen[i]), time);
                taken[chosen[i]] = true;
            }
        }
        for (int j = sights.size() - 1; j >= 0; j--) {
            if (taken[j]) {
                sights.remove(j);
            }
        }
        return without;
    }
}
