package com.technosupport.vms.recording.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.recording.internal.record.Timeline.Place;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where packets lie in time, whatever the clocks do. */
class TimelineTest {

    private static final Instant START = Instant.parse("2026-03-20T12:00:00Z");
    private static final long T = Timeline.micros(START);
    private static final int RATE = 90_000;
    private static final Track VIDEO = new Track(0, Codec.H264, RATE, 0, 640, 360, new byte[0]);
    private static final Track SOUND = new Track(1, Codec.PCMU, 8_000, 1, 0, 0, new byte[0]);

    private final Timeline timeline = new Timeline(VIDEO, Optional.of(SOUND));

    private static Packet picture(long ticks, long arrivalMillis) {
        return new Packet(0, ticks, ticks, START.plusMillis(arrivalMillis), true, new byte[1]);
    }

    private static Packet sound(long ticks, long arrivalMillis) {
        return new Packet(1, ticks, ticks, START.plusMillis(arrivalMillis), true, new byte[160]);
    }

    private void anchor(long ticks) {
        timeline.anchor(picture(ticks, 0), Long.MIN_VALUE);
        assertThat(timeline.video(picture(ticks, 0))).isEqualTo(new Place(T, T));
    }

    private long at(long ticks, long arrivalMillis) {
        return timeline.video(picture(ticks, arrivalMillis)).pts() - T;
    }

    @Test
    void theCamerasTicksSayHowFarPicturesAreApartHoweverTheyArrive() {
        anchor(1_000_000);
        assertThat(at(1_003_600, 90)).isEqualTo(40_000);
        assertThat(at(1_007_200, 91)).isEqualTo(80_000);
        assertThat(timeline.usualStep()).isEqualTo(40_000);
        assertThat(timeline.wantsSplit()).isFalse();
    }

    @Test
    void nothingLiesOverWhatIsThere() {
        long behind = timeline.anchor(picture(0, 0), T + 3_000_000);
        assertThat(behind).isEqualTo(3_000_000);
        assertThat(timeline.video(picture(0, 0)).pts()).isEqualTo(T + 3_000_000);
    }

    @Test
    void aClockOfTheCameraThatJumpsMovesNothingAndAsksForANewFile() {
        anchor(0);
        at(3_600, 40);
        assertThat(at(RATE * 3_600L, 80)).isEqualTo(80_000);
        assertThat(timeline.wantsSplit()).isTrue();
        assertThat(timeline.split()).isZero();
        assertThat(timeline.wantsSplit()).isFalse();
        assertThat(at(RATE * 3_600L + 3_600, 120)).isEqualTo(120_000);
        assertThat(at(0, 160)).as("and back").isEqualTo(160_000);
        assertThat(timeline.wantsSplit()).isTrue();
    }

    @Test
    void aPauseIsNoJump() {
        anchor(0);
        at(3_600, 40);
        assertThat(at(RATE * 8L, 8_000)).isEqualTo(8_000_000);
        assertThat(timeline.wantsSplit()).isFalse();
    }

    @Test
    void picturesOfOneTickStillFollowEachOther() {
        anchor(0);
        at(3_600, 40);
        long same = at(3_600, 80);
        assertThat(same).isGreaterThan(40_000).isLessThanOrEqualTo(80_000);
    }

    @Test
    void bFramesAreShownInTheirOrderAndDecodedInTheirs() {
        timeline.anchor(picture(0, 0), Long.MIN_VALUE);
        timeline.video(picture(0, 0));
        Place late = timeline.video(new Packet(0, 10_800, 3_600, START.plusMillis(40), false, new byte[1]));
        Place early = timeline.video(new Packet(0, 7_200, 7_200, START.plusMillis(80), false, new byte[1]));
        assertThat(late).isEqualTo(new Place(T + 120_000, T + 40_000));
        assertThat(early).isEqualTo(new Place(T + 80_000, T + 80_000));
    }

    /** Pictures of 40 ms whose arrival falls behind by so much a picture. */
    private void drift(int pictures, double lateMillis) {
        for (int i = 1; i <= pictures; i++) {
            timeline.video(picture(3_600L * i, Math.round(i * (40 + lateMillis))));
        }
    }

    @Test
    void aCameraWhoseClockIsSlowIsPutRightAtTheNextFile() {
        anchor(0);
        // A second in 40: beyond half a second after 20 s, found at the end of a window of 10 s.
        drift(1_010, 1);
        assertThat(timeline.wantsSplit()).isTrue();
        assertThat(timeline.split()).isBetween(500_000L, 1_100_000L);
    }

    @Test
    void arrivalThatTremblesIsNoDrift() {
        anchor(0);
        for (int i = 1; i <= 1_000; i++) {
            timeline.video(picture(3_600L * i, 40L * i + (i % 25 == 0 ? 0 : 700)));
        }
        assertThat(timeline.wantsSplit()).isFalse();
    }

    @Test
    void thisServersClockSetForwardIsDriftAndSetBackIsNot() {
        anchor(0);
        drift(300, 0);
        for (int i = 301; i <= 900; i++) {
            timeline.video(picture(3_600L * i, 40L * i + 3_600_000));
        }
        assertThat(timeline.split()).isEqualTo(3_600_000_000L);
        for (int i = 901; i <= 1_500; i++) {
            timeline.video(picture(3_600L * i, 40L * i));
        }
        assertThat(timeline.wantsSplit()).isFalse();
        assertThat(at(3_600L * 1_501, 40L * 1_501)).isEqualTo(3_600_000_000L + 40_000L * 1_501);
    }

    @Test
    void soundOfTheSameOriginLiesBesideItsPicture() {
        anchor(RATE * 100L);
        assertThat(timeline.sound(sound(8_000 * 100L + 160, 20), 20_000)).contains(T + 20_000);
        assertThat(timeline.sound(sound(8_000 * 100L + 320, 40), 20_000)).contains(T + 40_000);
    }

    @Test
    void soundOfAnotherOriginIsPlacedByItsArrival() {
        anchor(RATE * 100L);
        assertThat(timeline.sound(sound(77, 20), 20_000)).contains(T + 20_000);
        assertThat(timeline.sound(sound(77 + 160, 45), 20_000)).contains(T + 40_000);
    }

    @Test
    void soundNeverLiesOverSound() {
        anchor(0);
        assertThat(timeline.sound(sound(160, 20), 20_000)).contains(T + 20_000);
        assertThat(timeline.sound(sound(160, 20), 20_000)).as("sent again").isEmpty();
        assertThat(timeline.sound(sound(312, 39), 20_000)).as("rounding").contains(T + 40_000);
    }
}
