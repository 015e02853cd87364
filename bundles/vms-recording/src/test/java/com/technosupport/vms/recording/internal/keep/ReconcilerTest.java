package com.technosupport.vms.recording.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.recording.internal.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is held against the files while others are written. */
class ReconcilerTest {

    @TempDir
    Path directory;

    private final MemoryStore store = new MemoryStore();
    private Volumes volumes;
    private Reconciler reconciler;

    @BeforeEach
    void start() {
        volumes = new Volumes(directory.resolve("a").toString(), "1M", directory);
        volumes.refresh();
        SegmentIndex index = new SegmentIndex(store, () -> {});
        reconciler = new Reconciler(
                store,
                volumes,
                new Finisher(index, false, 0),
                index,
                new Deletion(store, volumes, Stored.CLOCK),
                (volume, path) -> false);
    }

    @Test
    void aFileThatIsBegunJustNowIsLeftAloneAndOneThatNobodyWritesIsNot() throws Exception {
        Slot slot = volumes.create(Stored.KEY, Stored.NOW, 1);
        reconciler.catchUp(Stored.NOW);
        reconciler.verify();
        assertThat(slot.file()).as("its writer has not written yet").exists();

        slot.channel().close();
        volumes.begun(slot);
        reconciler.catchUp(Stored.NOW);
        assertThat(slot.file()).as("its writer failed").doesNotExist();
    }
}
