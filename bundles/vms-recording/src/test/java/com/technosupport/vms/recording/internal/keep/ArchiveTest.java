package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.MemoryStore;
import com.technosupport.vms.recording.internal.keep.MoveJournal.Move;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Footage is moved whole or not at all, wherever it is interrupted, and readers go on. */
class ArchiveTest {

    private static final Duration OLD = Duration.ofDays(10);

    @TempDir
    Path directory;

    private final MemoryStore store = new MemoryStore();
    private final AtomicLong nanos = new AtomicLong();
    private Volumes volumes;
    private Volume near;
    private Volume far;
    private MoveJournal journal;
    private Archive archive;

    @BeforeEach
    void start() {
        volumes = new Volumes(
                directory.resolve("near") + "," + directory.resolve("far") + ":1M:archive=7", "1M", directory);
        volumes.refresh();
        near = volumes.all().get(0);
        far = volumes.all().get(1);
        restart();
    }

    private void restart() {
        journal = new MoveJournal(directory);
        Retention retention = new Retention(store, volumes, new Deletion(store, volumes, Stored.CLOCK), Stored.CLOCK);
        archive = new Archive(store, volumes, retention, journal, Stored.CLOCK, nanos::get, () -> false);
    }

    private StoredSegment row(StoredSegment of) {
        return store.segment(of.id()).orElseThrow();
    }

    private Path at(Volume volume, StoredSegment segment) {
        return volume.root().resolve(segment.path());
    }

    private void letTheGracePass() {
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        archive.round();
    }

    private void isOn(Volume volume, StoredSegment segment) throws IOException {
        assertThat(row(segment).volume()).isEqualTo(volume.id().orElseThrow());
        assertThat(Finisher.hash(at(volume, segment)))
                .isEqualTo(store.sealOf(segment.id()).orElseThrow().sha256());
        assertThat(at(volume.isArchive() ? near : far, segment)).doesNotExist();
        assertThat(at(far, segment).resolveSibling("file.mkv.moving")).doesNotExist();
        assertThat(new MoveJournal(directory).moves()).isEmpty();
    }

    @Test
    void whatIsOldIsMovedLockedOrNotAndWhatIsYoungStays() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        StoredSegment locked = Stored.segment(store, near, OLD.plusDays(1));
        StoredSegment young = Stored.segment(store, near, Duration.ofDays(6));
        store.lock(locked.id(), "eve", "theft", Stored.NOW);
        archive.round();
        letTheGracePass();
        isOn(far, old);
        isOn(far, locked);
        assertThat(row(locked).locked()).isTrue();
        assertThat(row(young)).isEqualTo(young);
        assertThat(at(near, young)).exists();
        assertThat(archive.segments().sum()).isEqualTo(2);
        assertThat(archive.bytes().sum()).isEqualTo(2L * Stored.BYTES);
    }

    @Test
    void whoeverWasToldOfTheOldFileCanReadItForAWhileAndToTheEnd() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        archive.round();
        assertThat(row(old).volume()).isEqualTo(far.id().orElseThrow());
        assertThat(archive.isUnderWay(near.id().orElseThrow(), old.path())).isTrue();
        try (FileChannel reader = FileChannel.open(at(near, old))) {
            letTheGracePass();
            isOn(far, old);
            assertThat(reader.size()).isEqualTo(Stored.BYTES);
        }
        assertThat(archive.isUnderWay(near.id().orElseThrow(), old.path())).isFalse();
    }

    @Test
    void aFileThatIsNotWhatWasRecordedStaysWhereItIs() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        StoredSegment next = Stored.segment(store, near, OLD.minusHours(2));
        byte[] content = Files.readAllBytes(at(near, old));
        content[500] ^= 1;
        Files.write(at(near, old), content);
        archive.round();
        letTheGracePass();
        assertThat(row(old)).isEqualTo(old);
        assertThat(at(near, old)).exists();
        assertThat(at(far, old)).doesNotExist();
        isOn(far, next);
    }

    @Test
    void killedBeforeTheRowTheCopyGoes() throws IOException {
        for (String name : List.of("file.mkv.moving", "file.mkv")) {
            StoredSegment old = Stored.segment(store, near, OLD);
            journal.begin(new Move(old.id(), near.id().orElseThrow(), far.id().orElseThrow(), old.path()));
            Path copy = at(far, old).resolveSibling(name);
            Files.createDirectories(copy.getParent());
            Files.copy(at(near, old), copy);
            restart();
            // The same round moves it after all.
            archive.round();
            letTheGracePass();
            isOn(far, old);
            store.forget(List.of(old.id()));
            Files.delete(at(far, old));
        }
    }

    @Test
    void killedBehindTheRowTheOldFileGoes() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        archive.round();
        assertThat(at(near, old)).exists();
        restart();
        archive.round();
        isOn(far, old);
    }

    @Test
    void neitherFileGoesWhereTheOtherOneIsNotThere() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        archive.round();
        Files.delete(at(far, old));
        restart();
        archive.round();
        assertThat(at(near, old)).exists();
    }

    @Test
    void whileTheDatabaseIsAwayNothingIsDecided() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        archive.round();
        store.away = true;
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThatThrownBy(archive::round).isInstanceOf(VmsException.class);
        assertThat(at(near, old)).exists();
        assertThat(at(far, old)).exists();
        store.away = false;
        archive.round();
        isOn(far, old);
    }

    @Test
    void whatIsDeletedMeanwhileLeavesNoCopy() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        archive.round();
        new Deletion(store, volumes, Stored.CLOCK).delete(List.of(row(old)), "why");
        letTheGracePass();
        assertThat(at(near, old)).doesNotExist();
        assertThat(at(far, old)).doesNotExist();
        assertThat(new MoveJournal(directory).moves()).isEmpty();
    }

    @Test
    void anArchiveThatFailsIsLeftAloneAndTriedAgain() throws IOException {
        StoredSegment old = Stored.segment(store, near, OLD);
        Files.writeString(far.root().resolve(Stored.CAMERA.toString()), "in the way");
        archive.round();
        assertThat(volumes.takes(far.id().orElseThrow())).isFalse();
        assertThat(row(old)).isEqualTo(old);
        Files.delete(far.root().resolve(Stored.CAMERA.toString()));
        restart();
        volumes = new Volumes(
                directory.resolve("near") + "," + directory.resolve("far") + ":1M:archive=7", "1M", directory);
        volumes.refresh();
        restart();
        archive.round();
        letTheGracePass();
        isOn(far, old);
    }
}
