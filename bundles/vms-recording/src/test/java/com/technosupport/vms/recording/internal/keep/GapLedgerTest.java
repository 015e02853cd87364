package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** At any time footage or one gap, and gaps never over footage. */
class GapLedgerTest {

    private static final Instant T = Stored.NOW;

    /** As the store keeps them: by their beginnings, without those that end there. */
    private final Map<Instant, RecordingGap> stored = new TreeMap<>();

    private final GapLedger ledger = new GapLedger(this::save);

    private void save(RecordingGap gap) {
        if (gap.to().filter(gap.from()::equals).isPresent()) {
            stored.remove(gap.from());
        } else {
            stored.put(gap.from(), gap);
        }
    }

    private static RecordingGap gap(long from, Long to, Cause cause) {
        return new RecordingGap(
                Stored.KEY.camera(),
                Stored.KEY.role(),
                T.plusMillis(from),
                Optional.ofNullable(to).map(T::plusMillis),
                cause,
                cause.name());
    }

    private void missing(long from, long now, Cause cause) {
        ledger.missing(Stored.KEY, T.plusMillis(from), T.plusMillis(now), cause, cause.name());
    }

    private void footage(long at) {
        ledger.footage(Stored.KEY, T.plusMillis(at));
    }

    @Test
    void aGapLastsUntilFootageGoesOn() {
        missing(0, 100, Cause.CAMERA_UNREACHABLE);
        missing(500, 600, Cause.CAMERA_UNREACHABLE);
        assertThat(ledger.gap(Stored.KEY)).contains(gap(0, null, Cause.CAMERA_UNREACHABLE));
        assertThat(ledger.openCount()).isEqualTo(1);
        footage(9_000);
        assertThat(stored.values()).containsExactly(gap(0, 9_000L, Cause.CAMERA_UNREACHABLE));
        assertThat(ledger.openCount()).isZero();
        assertThat(ledger.count()).isEqualTo(1);
    }

    @Test
    void anotherCauseBeginsAnotherGap() {
        missing(0, 0, Cause.POLICY);
        missing(60_000, 60_000, Cause.DISK);
        footage(90_000);
        assertThat(stored.values()).containsExactly(gap(0, 60_000L, Cause.POLICY), gap(60_000, 90_000L, Cause.DISK));
        assertThat(ledger.count()).isEqualTo(2);
    }

    @Test
    void aLossThatTurnsOutToBeMoreBecomesThat() {
        missing(0, 0, Cause.NETWORK_LOSS);
        missing(5_000, 5_000, Cause.CAMERA_UNREACHABLE);
        footage(30_000);
        assertThat(stored.values()).containsExactly(gap(0, 30_000L, Cause.CAMERA_UNREACHABLE));
        missing(40_000, 40_000, Cause.NETWORK_LOSS);
        missing(65_000, 65_000, Cause.CAMERA_UNREACHABLE);
        footage(70_000);
        assertThat(stored.values())
                .contains(gap(40_000, 65_000L, Cause.NETWORK_LOSS), gap(65_000, 70_000L, Cause.CAMERA_UNREACHABLE));
    }

    @Test
    void aPictureMoreOrLessIsNoGap() {
        missing(0, 100, Cause.NETWORK_LOSS);
        footage(150);
        assertThat(stored).isEmpty();
    }

    @Test
    void footageThatBeginsBeforeAGapWasKnownLeavesNoneOfIt() {
        missing(1_000, 1_000, Cause.NETWORK_LOSS);
        footage(-3_000);
        assertThat(stored).isEmpty();
    }

    /** The policy changes at 10 s; then what was in memory, from 7 s on, is recorded. */
    @Test
    void aGapThatEndedGivesWayToFootageFromBeforeItsEnd() {
        missing(0, 0, Cause.POLICY);
        missing(10_000, 10_000, Cause.NETWORK_LOSS);
        footage(7_000);
        assertThat(stored.values()).containsExactly(gap(0, 7_000L, Cause.POLICY));
        missing(20_000, 20_000, Cause.DISK);
        footage(30_000);
        assertThat(stored.values()).containsExactly(gap(0, 7_000L, Cause.POLICY), gap(20_000, 30_000L, Cause.DISK));
    }

    @Test
    void severalGapsThatEndedGiveWay() {
        missing(0, 0, Cause.OPERATOR);
        missing(8_000, 8_000, Cause.DRIVER);
        missing(9_000, 9_000, Cause.POLICY);
        missing(10_000, 10_000, Cause.DISK);
        footage(7_000);
        assertThat(stored.values()).containsExactly(gap(0, 7_000L, Cause.OPERATOR));
    }

    @Test
    void aCameraThatIsGoneIsForgotten() {
        missing(0, 0, Cause.OPERATOR);
        assertThat(ledger.known()).containsExactly(Stored.KEY);
        ledger.forget(Stored.KEY, T.plusSeconds(5));
        assertThat(ledger.known()).isEmpty();
        assertThat(stored.values()).containsExactly(gap(0, 5_000L, Cause.OPERATOR));
    }
}
