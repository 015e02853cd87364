package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which volumes are there, known, full, failing, and used. */
class VolumesTest {

    private static final long TERABYTES = 1L << 50;

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    private Volumes volumes(String storage) {
        Volumes volumes = new Volumes(
                VolumeSetting.parse(storage.replace("%", directory.toString()), "1M", directory),
                directory.resolve("data"),
                nanos::get);
        volumes.refresh();
        return volumes;
    }

    private static String id(Volumes volumes, int number) {
        return volumes.all().get(number).id().orElseThrow();
    }

    @Test
    void settingsAreRead() {
        assertThat(VolumeSetting.parse(
                        " /a:50G , /b,/c:1MiB:archive,/d:archive=30,/e:x:2K,/f:ARCHIVE", "2G", directory))
                .containsExactly(
                        new VolumeSetting(Path.of("/a"), 50L << 30, OptionalInt.empty()),
                        new VolumeSetting(Path.of("/b"), 2L << 30, OptionalInt.empty()),
                        new VolumeSetting(Path.of("/c"), 1L << 20, OptionalInt.of(7)),
                        new VolumeSetting(Path.of("/d"), 2L << 30, OptionalInt.of(30)),
                        new VolumeSetting(Path.of("/e:x"), 2L << 10, OptionalInt.empty()),
                        new VolumeSetting(Path.of("/f"), 2L << 30, OptionalInt.of(7)));
        assertThat(VolumeSetting.parse("", "0", Path.of("/data")))
                .containsExactly(new VolumeSetting(Path.of("/data/recordings"), 0, OptionalInt.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> VolumeSetting.parse("/a:archive", "2G", directory));
        assertThatIllegalArgumentException().isThrownBy(() -> VolumeSetting.parse("/a", "much", directory));
    }

    @Test
    void aVolumeIsKnownWhereverItIsMountedAndAnEmptyMountPointIsNotTakenForIt() throws IOException {
        Volumes volumes = volumes("%/a,%/b");
        String first = id(volumes, 0);
        Files.move(directory.resolve("a"), directory.resolve("elsewhere"));
        Files.createDirectory(directory.resolve("a"));
        volumes.refresh();
        assertThat(volumes.all().get(0).id()).isEmpty();
        assertThat(volumes.state(volumes.all().get(0))).isEqualTo(VolumeState.AWAY);
        assertThat(volumes.file(first, "x")).isEmpty();
        assertThat(directory.resolve("a")).isEmptyDirectory();
        // Nor by a server that starts while it is away.
        Volumes started = volumes("%/a,%/elsewhere");
        assertThat(started.all().get(0).id()).isEmpty();
        assertThat(started.file(first, "x")).contains(directory.resolve("elsewhere/x"));
        Files.delete(directory.resolve("a"));
        Files.move(directory.resolve("elsewhere"), directory.resolve("a"));
        volumes.refresh();
        assertThat(id(volumes, 0)).isEqualTo(first);
        assertThat(volumes.takes(first)).isTrue();
    }

    @Test
    void noPathLeavesItsVolume() {
        Volumes volumes = volumes("%/a");
        assertThat(volumes.file(id(volumes, 0), "../b/file")).isEmpty();
        assertThat(volumes.file("another", "file")).isEmpty();
    }

    @Test
    void newFilesGoToWhereMostRoomIsAndToAnArchiveOnlyWhenNothingElseTakesThem() throws IOException {
        Volumes volumes = volumes("%/archive:1M:archive,%/small:2M,%/large:1M");
        Slot slot = volumes.create(Stored.KEY, Stored.NOW, 3);
        slot.channel().close();
        assertThat(slot.volume()).isEqualTo(id(volumes, 2));
        assertThat(slot.path()).isEqualTo(Stored.CAMERA + "/2026/03/20/120000-main-3.mkv");
        Slot again = volumes.create(Stored.KEY, Stored.NOW, 3);
        again.channel().close();
        assertThat(again.sequence()).as("the name was taken").isEqualTo(4);
        volumes.failed(id(volumes, 2), new IOException("Input/output error"));
        assertThat(volumes.create(Stored.KEY, Stored.NOW, 5).volume()).isEqualTo(id(volumes, 1));
        volumes.failed(id(volumes, 1), new IOException("Input/output error"));
        assertThat(volumes.anyTakes()).isTrue();
        assertThat(volumes.create(Stored.KEY, Stored.NOW, 6).volume()).isEqualTo(id(volumes, 0));
        volumes.failed(id(volumes, 0), new IOException("Input/output error"));
        assertThat(volumes.anyTakes()).isFalse();
        assertThatThrownBy(() -> volumes.create(Stored.KEY, Stored.NOW, 7)).hasMessage("No volume has room");
    }

    @Test
    void aVolumeThatFailedIsUsedAgainWhenItHasTakenASmallFile() throws IOException {
        Volumes volumes = volumes("%/a");
        String id = id(volumes, 0);
        volumes.failed(id, new IOException("Input/output error"));
        Volume volume = volumes.all().get(0);
        assertThat(volumes.takes(id)).isFalse();
        assertThat(volumes.state(volume)).isEqualTo(VolumeState.FAILED);
        assertThat(volumes.detail(volume)).isEqualTo(directory.resolve("a") + " fails: Input/output error");
        volumes.refresh();
        assertThat(volumes.takes(id)).as("not before a while").isFalse();
        // What stands in the way of the small file stands for a disk that still fails.
        Files.createDirectory(directory.resolve("a/.vms-probe"));
        nanos.addAndGet(5_000_000_000L);
        volumes.refresh();
        assertThat(volumes.takes(id)).as("it still fails").isFalse();
        Files.delete(directory.resolve("a/.vms-probe"));
        nanos.addAndGet(5_000_000_000L);
        volumes.refresh();
        assertThat(volumes.takes(id)).isTrue();
        assertThat(directory.resolve("a/.vms-probe")).doesNotExist();
        // One that fails again and again is left alone for longer.
        volumes.failed(id, new IOException("Input/output error"));
        nanos.addAndGet(5_000_000_000L);
        volumes.refresh();
        assertThat(volumes.takes(id)).isFalse();
        nanos.addAndGet(5_000_000_000L);
        volumes.refresh();
        assertThat(volumes.takes(id)).isTrue();
    }

    @Test
    void aFullVolumeHasNotFailedAndTakesFootageAgainOnlyWithRoomToSpare() {
        Volumes volumes = volumes("%/a:" + TERABYTES);
        String id = id(volumes, 0);
        volumes.failed(id, new IOException("No space left on device"));
        assertThat(volumes.state(volumes.all().get(0))).isEqualTo(VolumeState.FULL);
        assertThat(volumes.takes(id)).isFalse();
        assertThat(volumes.isLow(id)).isTrue();
        assertThat(volumes.anyTakes()).isFalse();
        Volume edge = new Volume(directory, Optional.of("id"), 1000, 1010, 10_000, OptionalInt.empty());
        assertThat(edge.low()).isFalse();
        assertThat(edge.hasRoom()).isFalse();
        assertThat(edge.headroom()).isEqualTo(500);
        Volume spared = new Volume(directory, Optional.of("id"), 1000, 1200, 10_000, OptionalInt.empty());
        assertThat(spared.hasRoom()).isTrue();
    }

    @Test
    void aPlaceThatCannotBeMadeAVolumeIsAwayAndTheOthersAreUsed() throws IOException {
        Files.writeString(directory.resolve("file"), "in the way");
        Volumes volumes = volumes("%/file,%/b");
        assertThat(volumes.all())
                .extracting(Volume::id)
                .map(Optional::isPresent)
                .containsExactly(false, true);
        assertThat(volumes.anyTakes()).isTrue();
        assertThat(volumes.present()).hasSize(1);
        assertThat(List.of(
                        volumes.detail(volumes.all().get(0)),
                        volumes.detail(volumes.all().get(1))))
                .containsExactly(directory.resolve("file") + " is away", "");
    }
}
