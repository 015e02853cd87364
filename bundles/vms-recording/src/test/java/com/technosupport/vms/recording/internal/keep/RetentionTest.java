package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.MemoryStore;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted, what never is, and what is said of it. */
class RetentionTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final MemoryStore store = new MemoryStore();
    private Volumes volumes;
    private Volume volume;
    private Deletion deletion;
    private Retention retention;

    @BeforeEach
    void start() {
        volumes = new Volumes(directory.resolve("a") + "," + directory.resolve("b"), "1M", directory);
        volumes.refresh();
        volume = volumes.all().get(0);
        deletion = new Deletion(store, volumes, Stored.CLOCK);
        retention = new Retention(store, volumes, deletion, Stored.CLOCK);
    }

    /** Hours of footage without a break, oldest first, up to now. */
    private List<StoredSegment> hours(int count) throws IOException {
        List<StoredSegment> segments = new ArrayList<>();
        for (int i = count; i >= 1; i--) {
            segments.add(Stored.segment(store, volume, HOUR.multipliedBy(i)));
        }
        return segments;
    }

    private void policy(OptionalInt days, OptionalLong bytes) {
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        store.policies.put(
                Stored.CAMERA,
                new RecordingPolicy(
                        RecordingMode.CONTINUOUS,
                        usual.schedule(),
                        usual.stream(),
                        usual.preRoll(),
                        usual.postRoll(),
                        usual.segment(),
                        usual.segmentBytes(),
                        days,
                        bytes));
    }

    private void byPolicy() {
        retention.byPolicy(store.usage(Stored.NOW));
    }

    private List<StoredSegment> left() {
        return store.segments(Stored.CAMERA, StreamRole.MAIN, Instant.EPOCH, Stored.NOW, 1000);
    }

    private List<RecordingGap> gaps() {
        return store.gaps(Stored.CAMERA, StreamRole.MAIN, Instant.EPOCH, Stored.NOW, 1000);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".mkv")).count();
        }
    }

    @Test
    void whatIsOlderThanItsDaysGoesAndTheLedgerSaysSoInOneGap() throws IOException {
        List<StoredSegment> all = hours(50);
        policy(OptionalInt.of(1), OptionalLong.empty());
        byPolicy();
        // What ended more than 24 hours ago.
        assertThat(left()).containsExactlyElementsOf(all.subList(25, 50));
        assertThat(files()).isEqualTo(25);
        assertThat(gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.cause()).isEqualTo(Cause.RETENTION);
            assertThat(gap.from()).isEqualTo(all.get(0).start());
            assertThat(gap.to()).isEqualTo(all.get(24).end());
            assertThat(gap.detail()).isEqualTo("It was kept for a day");
        });
        assertThat(store.unfinished()).isEmpty();
        assertThat(deletion.segments().sum()).isEqualTo(25);
        assertThat(deletion.bytes().sum()).isEqualTo(25L * Stored.BYTES);
        byPolicy();
        assertThat(left()).hasSize(25);
    }

    @Test
    void gapsWithinWhatIsDeletedKeepTheirCauses() throws IOException {
        StoredSegment old = Stored.segment(store, volume, Duration.ofDays(3));
        RecordingGap pause = new RecordingGap(
                Stored.CAMERA,
                StreamRole.MAIN,
                old.start().plusSeconds(600),
                Optional.of(old.start().plusSeconds(900)),
                Cause.NETWORK_LOSS,
                "The camera sent nothing for a while");
        store.saveGaps(List.of(pause));
        policy(OptionalInt.of(1), OptionalLong.empty());
        byPolicy();
        assertThat(gaps())
                .extracting(RecordingGap::cause)
                .containsExactly(Cause.RETENTION, Cause.NETWORK_LOSS, Cause.RETENTION);
        assertThat(gaps()).contains(pause);
        assertThat(gaps().get(2).to()).isEqualTo(old.end());
    }

    @Test
    void whatIsMoreThanItsBytesGoesOldestFirst() throws IOException {
        List<StoredSegment> all = hours(30);
        policy(OptionalInt.empty(), OptionalLong.of(1L << 20));
        byPolicy();
        assertThat(left()).containsExactlyElementsOf(all.subList(20, 30));
    }

    @Test
    void evidenceAndWhatAnOpenAlarmIsAboutStayAndAreNotCounted() throws IOException {
        List<StoredSegment> all = hours(50);
        store.lock(all.get(3).id(), "eve", "theft", Stored.NOW);
        store.alarmed.add(all.get(5).id());
        policy(OptionalInt.of(1), OptionalLong.empty());
        byPolicy();
        retention.free(volume, Long.MAX_VALUE, Instant.MAX);
        assertThat(left())
                .extracting(StoredSegment::id)
                .containsExactly(all.get(3).id(), all.get(5).id());
        store.unlock(all.get(3).id());
        store.alarmed.clear();
        byPolicy();
        assertThat(left()).isEmpty();
    }

    @Test
    void filesThatTheIndexDoesNotKnowStay() throws IOException {
        hours(30);
        Path foreign = volume.root().resolve(Stored.CAMERA + "/2020/01/01/120000-main-1.mkv");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "an operator's own");
        retention.free(volume, Long.MAX_VALUE, Instant.MAX);
        assertThat(left()).isEmpty();
        assertThat(foreign).exists();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void roomIsMadeOnTheVolumeThatNeedsItAndNoMoreThanItNeeds() throws IOException {
        List<StoredSegment> all = hours(10);
        StoredSegment elsewhere = Stored.segment(store, volumes.all().get(1), Duration.ofDays(30));
        assertThat(retention.free(volume, 2 * Stored.BYTES + 1, Instant.MAX)).isEqualTo(3L * Stored.BYTES);
        assertThat(left()).hasSize(8).contains(elsewhere).doesNotContainAnyElementsOf(all.subList(0, 3));
        assertThat(retention.free(volume, Long.MAX_VALUE, all.get(5).end().orElseThrow()))
                .as("only what ended before")
                .isEqualTo(2L * Stored.BYTES);
    }

    @Test
    void whatACrashLeftHalfDeletedIsDeleted() throws IOException {
        List<StoredSegment> all = hours(3);
        // Killed behind the row, and behind the file of another one.
        store.markDeleting(List.of(all.get(0).id(), all.get(1).id()));
        Files.delete(volume.root().resolve(all.get(1).path()));
        assertThat(left()).containsExactly(all.get(2));
        retention.finishDeletions();
        assertThat(store.unfinished()).isEmpty();
        assertThat(files()).isEqualTo(1);
        assertThat(gaps()).singleElement().extracting(RecordingGap::cause).isEqualTo(Cause.RETENTION);
    }

    @Test
    void aVolumeThatIsAwayKeepsItsRowsAndTheOthersGoOn() throws IOException {
        StoredSegment away = Stored.segment(store, volumes.all().get(1), Duration.ofDays(3));
        StoredSegment there = Stored.segment(store, volume, Duration.ofDays(2));
        Files.move(directory.resolve("b"), directory.resolve("unmounted"));
        volumes.refresh();
        policy(OptionalInt.of(1), OptionalLong.empty());
        byPolicy();
        assertThat(left()).containsExactly(away);
        // One whose deletion had begun waits for it.
        store.markDeleting(List.of(away.id()));
        retention.finishDeletions();
        assertThat(store.unfinished()).extracting(StoredSegment::state).containsExactly(State.DELETING);
        Files.move(directory.resolve("unmounted"), directory.resolve("b"));
        volumes.refresh();
        retention.finishDeletions();
        assertThat(store.unfinished()).isEmpty();
        assertThat(files()).isZero();
        assertThat(there.volume()).isNotEqualTo(away.volume());
    }

    @Test
    void aFileThatCannotBeDeletedKeepsItsRow() throws IOException {
        StoredSegment old = Stored.segment(store, volume, Duration.ofDays(3));
        Path file = volume.root().resolve(old.path());
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        policy(OptionalInt.of(1), OptionalLong.empty());
        byPolicy();
        assertThat(store.unfinished()).extracting(StoredSegment::id).containsExactly(old.id());
        assertThat(volumes.takes(old.volume())).as("it is looked after").isFalse();
    }

    @Test
    void nothingIsDeletedWithoutTheDatabase() throws IOException {
        hours(30);
        store.away = true;
        assertThatThrownBy(() -> retention.free(volume, 1, Instant.MAX)).isInstanceOf(VmsException.class);
        assertThat(files()).isEqualTo(30);
    }

    @Test
    void emptyFoldersOfOldDaysGo() throws IOException {
        StoredSegment old = Stored.segment(store, volume, Duration.ofDays(3));
        Path folder = volume.root().resolve(old.path()).getParent();
        Path camera = volume.root().resolve(Stored.CAMERA.toString());
        deletion.delete(List.of(old), "why");
        assertThat(folder).doesNotExist();
        assertThat(volume.root()).exists();
        assertThat(camera.getParent()).exists();
    }
}
