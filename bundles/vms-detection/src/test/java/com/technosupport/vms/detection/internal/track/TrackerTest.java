package com.technosupport.vms.detection.internal.track;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.event.EventMessage.Box;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrackerTest {

    private static final Duration STEP = Duration.ofMillis(200);

    private final AtomicInteger names = new AtomicInteger();
    private final Tracker tracker = new Tracker(0.4, false, Duration.ofSeconds(3), () -> "t" + names.incrementAndGet());
    private Instant now = Instant.EPOCH;

    private static Detection person(double x, double confidence) {
        return new Detection("person", confidence, new Box(x, 0.4, 0.05, 0.2));
    }

    private List<Track> next(Detection... sights) {
        now = now.plus(STEP);
        return tracker.next(now, List.of(sights));
    }

    @Test
    void whoWalksIsTheSameInEachFrame() {
        List<Track> tracks = List.of();
        for (int i = 0; i < 20; i++) {
            // A box's width every two fifths of a second.
            tracks = next(person(0.1 + i * 0.025, 0.7));
        }
        assertThat(tracks).hasSize(1);
        assertThat(tracks.get(0).id()).isEqualTo("t1");
        assertThat(tracks.get(0).sights()).isEqualTo(20);
        assertThat(tracks.get(0).age()).isEqualTo(STEP.multipliedBy(19));
    }

    @Test
    void twoWhoPassEachOtherStayWhoTheyAre() {
        List<Track> tracks = List.of();
        for (int i = 0; i <= 20; i++) {
            Detection right = new Detection("person", 0.8, new Box(0.1 + i * 0.03, 0.40, 0.05, 0.2));
            Detection left = new Detection("person", 0.8, new Box(0.7 - i * 0.03, 0.46, 0.05, 0.2));
            tracks = i % 2 == 0 ? next(right, left) : next(left, right);
        }
        assertThat(names.get()).isEqualTo(2);
        Track first = tracks.stream()
                .filter(track -> track.id().equals("t1"))
                .findFirst()
                .orElseThrow();
        assertThat(first.box().x()).isGreaterThan(0.6);
    }

    @Test
    void oneSightIsNotBelieved() {
        assertThat(next(person(0.1, 0.9))).noneMatch(Track::confirmed);
        assertThat(next()).isEmpty();
        assertThat(tracker.gone()).isEmpty();
    }

    @Test
    void aDoubtfulSightKeepsAnObjectAndBeginsNone() {
        next(person(0.1, 0.8));
        next(person(0.1, 0.8));
        List<Track> tracks = next(person(0.1, 0.25), person(0.7, 0.25));
        assertThat(tracks).hasSize(1);
        assertThat(tracks.get(0).lost()).isFalse();
        assertThat(tracks.get(0).best()).isEqualTo(0.8);
        assertThat(tracks.get(0).confidence()).isEqualTo(0.25);
    }

    @Test
    void whoIsHiddenForAWhileIsTheSame() {
        for (int i = 0; i < 10; i++) {
            next(person(0.1 + i * 0.01, 0.8));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(next()).singleElement().matches(Track::lost);
        }
        assertThat(next(person(0.22, 0.8)))
                .singleElement()
                .matches(track -> track.id().equals("t1") && !track.lost());
    }

    @Test
    void whoDoesNotComeBackIsGoneOnce() {
        next(person(0.1, 0.8));
        next(person(0.1, 0.8));
        int gone = 0;
        for (int i = 0; i < 30; i++) {
            List<Track> unused = next();
            gone += tracker.gone().size();
        }
        assertThat(gone).isEqualTo(1);
    }

    @Test
    void differentLabelsAreDifferentObjects() {
        next(person(0.1, 0.8));
        next(person(0.1, 0.8));
        List<Track> tracks = next(new Detection("dog", 0.8, person(0.1, 0.8).box()));
        assertThat(tracks).extracting(Track::label).containsExactlyInAnyOrder("person", "dog");
    }

    @Test
    void aCrowdIsBounded() {
        List<Detection> crowd = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int column = i / 10;
            crowd.add(new Detection("person", 0.8, new Box(column * 0.0195, 0.09 * (i % 10), 0.02, 0.1)));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(next(crowd.toArray(new Detection[0]))).hasSize(100);
        }
    }

    @Test
    void pairsAreTheCheapestOfAll() {
        Random random = new Random(3);
        for (int run = 0; run < 200; run++) {
            int rows = 1 + random.nextInt(5);
            int columns = 1 + random.nextInt(5);
            double[][] cost = new double[rows][columns];
            for (double[] row : cost) {
                Arrays.setAll(row, i -> random.nextDouble());
            }
            int[] chosen = Assignment.cheapest(cost, 0.6);
            assertThat(total(cost, chosen, 0.6))
                    .isCloseTo(best(cost, 0, new boolean[columns], 0.6), org.assertj.core.data.Offset.offset(1e-9));
            assertThat(Arrays.stream(chosen)
                            .filter(column -> column >= 0)
                            .distinct()
                            .count())
                    .isEqualTo(
                            Arrays.stream(chosen).filter(column -> column >= 0).count());
        }
    }

    private static double total(double[][] cost, int[] chosen, double none) {
        double sum = 0;
        for (int i = 0; i < chosen.length; i++) {
            sum += chosen[i] < 0 ? none : cost[i][chosen[i]];
        }
        return sum;
    }

    private static double best(double[][] cost, int row, boolean[] used, double none) {
        if (row == cost.length) {
            return 0;
        }
        double least = none + best(cost, row + 1, used, none);
        for (int column = 0; column < used.length; column++) {
            if (!used[column] && cost[row][column] <= none) {
                used[column] = true;
                least = Math.min(least, cost[row][column] + best(cost, row + 1, used, none));
                used[column] = false;
            }
        }
        return least;
    }
}
