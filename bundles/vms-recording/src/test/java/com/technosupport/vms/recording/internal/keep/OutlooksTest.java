package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingStorage.Limit;
import com.technosupport.vms.api.recording.RecordingStorage.Outlook;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long footage will be kept. */
class OutlooksTest {

    private static final long GIB = 1L << 30;

    @TempDir
    Path directory;

    /** A hundred gibibytes are free for footage beside what there is. */
    private Outlook outlook(Usage usage, RecordingMode mode, OptionalInt days, OptionalLong bytes) {
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        RecordingPolicy policy = new RecordingPolicy(
                mode,
                usual.schedule(),
                usual.stream(),
                usual.preRoll(),
                usual.postRoll(),
                usual.segment(),
                usual.segmentBytes(),
                days,
                bytes);
        Volume volume =
                new Volume(directory, Optional.of("id"), 1000 * GIB, 1350 * GIB, 2000 * GIB, OptionalInt.empty());
        assertThat(volume.headroom()).isEqualTo(250 * GIB);
        return Outlooks.of(
                        Map.of(Stored.CAMERA, usage),
                        List.of(),
                        camera -> policy,
                        // Two on one disk have its room once.
                        List.of(volume, volume),
                        Stored.NOW)
                .get(Stored.CAMERA);
    }

    private static Usage usage(Duration since, long bytes, long recentBytes, Duration recent) {
        return new Usage(bytes, 2 * GIB, Stored.NOW.minus(since), recentBytes, recent);
    }

    @Test
    void theRoomIsWhatEndsItWhereThePolicySaysNothing() {
        Outlook outlook = outlook(
                usage(Duration.ofDays(3), 62 * GIB, 20 * GIB, Duration.ofDays(1)),
                RecordingMode.CONTINUOUS,
                OptionalInt.empty(),
                OptionalLong.empty());
        assertThat(outlook.bytesPerDay()).isEqualTo(20 * GIB);
        assertThat(outlook.days().orElseThrow()).isCloseTo(8, within(0.01));
        assertThat(outlook.limit()).isEqualTo(Limit.SPACE);
        assertThat(outlook.bytes()).isEqualTo(62 * GIB);
        assertThat(outlook.locked()).isEqualTo(2 * GIB);
    }

    @Test
    void aCameraThatHasJustBegunIsReckonedByItsBitRate() {
        Outlook outlook = outlook(
                usage(Duration.ofDays(30), 3 * GIB, GIB, Duration.ofHours(1)),
                RecordingMode.CONTINUOUS,
                OptionalInt.empty(),
                OptionalLong.of(48 * GIB));
        assertThat(outlook.bytesPerDay()).isEqualTo(24 * GIB);
        assertThat(outlook.days().orElseThrow()).isCloseTo(2, within(0.01));
        assertThat(outlook.limit()).isEqualTo(Limit.BYTES);
    }

    @Test
    void eventsAreReckonedByTheDay() {
        Outlook outlook = outlook(
                usage(Duration.ofDays(30), 3 * GIB, GIB, Duration.ofHours(1)),
                RecordingMode.EVENT,
                OptionalInt.of(14),
                OptionalLong.empty());
        assertThat(outlook.bytesPerDay()).isEqualTo(GIB);
        assertThat(outlook.days().orElseThrow()).isEqualTo(14);
        assertThat(outlook.limit()).isEqualTo(Limit.DAYS);
    }

    @Test
    void nothingIsSaidOfWhatIsNotKnown() {
        Outlook outlook = outlook(
                usage(Duration.ofSeconds(10), GIB, GIB, Duration.ofSeconds(10)),
                RecordingMode.CONTINUOUS,
                OptionalInt.of(14),
                OptionalLong.empty());
        assertThat(outlook.days()).isEmpty();
        assertThat(outlook.limit()).isEqualTo(Limit.UNKNOWN);
    }
}
