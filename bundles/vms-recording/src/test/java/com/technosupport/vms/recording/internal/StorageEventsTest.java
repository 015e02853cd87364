package com.technosupport.vms.recording.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is published of volumes: each trouble once, and its end. */
class StorageEventsTest implements RecordingStorage, EventBus {

    private final StorageEvents events = new StorageEvents(this, this, Clock.systemUTC());
    private final List<EventMessage> published = new ArrayList<>();
    private VolumeState state = VolumeState.READY;
    private boolean busy;

    private void looks(VolumeState now, int count) throws InterruptedException {
        state = now;
        for (int i = 0; i < count; i++) {
            events.look();
        }
    }

    private List<String> told() {
        return published.stream()
                .map(event -> event.type() + " " + event.data().get("active") + " "
                        + event.data().get("severity") + " " + event.data().get("volume"))
                .toList();
    }

    @Test
    void eachTroubleIsToldOnceAndItsEnd() throws InterruptedException {
        looks(VolumeState.READY, 3);
        looks(VolumeState.FULL, 2);
        looks(VolumeState.READY, 3);
        assertThat(published).as("full for a moment").isEmpty();
        looks(VolumeState.FULL, 10);
        assertThat(told()).containsExactly("DiskFull true CRITICAL /a");
        looks(VolumeState.FAILED, 1);
        looks(VolumeState.AWAY, 1);
        looks(VolumeState.READY, 10);
        assertThat(told())
                .containsExactly(
                        "DiskFull true CRITICAL /a",
                        "DiskFull false INFO /a",
                        "DiskFailed true CRITICAL /a",
                        "DiskFailed false INFO /a",
                        "StorageLost true CRITICAL /a",
                        "StorageLost false INFO /a");
        assertThat(published.get(0).data()).containsEntry("detail", "/a is FULL");
    }

    @Test
    void whatTheBusDoesNotTakeIsToldLater() throws InterruptedException {
        looks(VolumeState.FULL, 2);
        busy = true;
        assertThatThrownBy(events::look).isInstanceOf(VmsException.class);
        busy = false;
        looks(VolumeState.FULL, 2);
        assertThat(told()).containsExactly("DiskFull true CRITICAL /a");
    }

    @Override
    public List<Volume> volumes() {
        return List.of(new Volume(Path.of("/a"), false, state, 0, 0, 0, "/a is " + state));
    }

    @Override
    public Outlook outlook(CameraId camera) {
        return Outlook.NONE;
    }

    @Override
    public void publish(EventMessage event) {
        if (busy) {
            throw new VmsException(ErrorCode.BUSY, "busy");
        }
        published.add(event);
    }

    @Override
    public Subscription subscribe(String name, EventReceiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
        throw new UnsupportedOperationException();
    }
}
