package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.live.webrtc.internal.rtp.LineQuality.Verdict;
import org.junit.jupiter.api.Test;

class LineQualityTest {

    private static final long MILLISECOND = 1_000_000;

    private final LineQuality line = new LineQuality();

    private Verdict second(int sent, int missing, long roundTrip) {
        for (int i = 0; i < sent; i++) {
            line.sent();
        }
        for (int i = 0; i < missing; i++) {
            line.missing();
        }
        line.report(0, roundTrip);
        return line.second();
    }

    private Verdict good() {
        return second(200, 0, 20 * MILLISECOND);
    }

    private Verdict bad() {
        return second(200, 40, 20 * MILLISECOND);
    }

    private void settle() {
        for (int i = 0; i < LineQuality.HELD_SECONDS; i++) {
            assertThat(good()).isEqualTo(Verdict.STAY);
        }
    }

    private int secondsUntil(Verdict verdict) {
        for (int i = 1; i < 1000; i++) {
            if (good() == verdict) {
                return i;
            }
        }
        throw new AssertionError("never");
    }

    @Test
    void givesUpOnALineThatLosesATenthForTwoSeconds() {
        settle();
        assertThat(bad()).isEqualTo(Verdict.STAY);
        assertThat(bad()).isEqualTo(Verdict.LESS);
    }

    @Test
    void putsUpWithWhatIsSentAgainInTimeAndWithOneBadSecond() {
        for (int i = 0; i < 100; i++) {
            assertThat(second(200, 6, 20 * MILLISECOND)).as("3 % lost").isEqualTo(Verdict.STAY);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(i % 5 == 0 ? bad() : good()).as("one of five").isEqualTo(Verdict.STAY);
        }
    }

    @Test
    void heedsWhatTheViewerReportsAndWhatWasLeftOut() {
        settle();
        line.report(64, 0);
        line.second();
        line.report(64, 0);
        assertThat(line.second()).isEqualTo(Verdict.LESS);

        settle();
        line.skipped();
        line.second();
        line.skipped();
        assertThat(line.second()).isEqualTo(Verdict.LESS);
    }

    @Test
    void seesAQueueThatFills() {
        settle();
        assertThat(second(200, 0, 300 * MILLISECOND)).isEqualTo(Verdict.STAY);
        assertThat(second(200, 0, 400 * MILLISECOND)).isEqualTo(Verdict.LESS);
    }

    @Test
    void takesALongWayForWhatItIs() {
        for (int i = 0; i < 100; i++) {
            assertThat(second(200, 0, 600 * MILLISECOND)).isEqualTo(Verdict.STAY);
        }
    }

    @Test
    void doesNotJudgeByAHandfulOfPackets() {
        for (int i = 0; i < 4; i++) {
            assertThat(second(4, 2, 0)).isEqualTo(Verdict.STAY);
        }
    }

    @Test
    void triesAgainAfterAQuietTimeThatDoublesWithEachFailure() {
        settle();
        int[] expected = {10, 20, 40, 80, 160, 320, 320};
        for (int quiet : expected) {
            bad();
            assertThat(bad()).isEqualTo(Verdict.LESS);
            line.changed(true);
            assertThat(secondsUntil(Verdict.MORE)).isEqualTo(quiet + 2);
            line.changed(false);
            // The burst that it begins with is not held against it.
            assertThat(bad()).isEqualTo(Verdict.STAY);
            assertThat(bad()).isEqualTo(Verdict.STAY);
        }
        settle();
        bad();
        assertThat(bad()).isEqualTo(Verdict.LESS);
        line.changed(true);
        assertThat(secondsUntil(Verdict.MORE)).as("after a try that held").isEqualTo(10 + 2);
    }

    @Test
    void beginsTheQuietTimeAnewAfterALoss() {
        settle();
        bad();
        bad();
        line.changed(true);
        for (int i = 0; i < 9; i++) {
            assertThat(good()).isEqualTo(Verdict.STAY);
        }
        assertThat(second(200, 6, 20 * MILLISECOND)).isEqualTo(Verdict.STAY);
        assertThat(secondsUntil(Verdict.MORE)).isEqualTo(10);
    }
}
