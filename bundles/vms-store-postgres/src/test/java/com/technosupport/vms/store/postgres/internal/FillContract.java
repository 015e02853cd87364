package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.BackfillStore.State;
import com.technosupport.vms.api.store.BackfillStore.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the stores of filled gaps and of privacy masks promise. Called for each server. */
final class FillContract {

    private FillContract() {}

    private static RecordingGap gap(CameraId camera, int from, int to, Cause cause) {
        return new RecordingGap(
                camera,
                StreamRole.MAIN,
                Samples.NOW.plusSeconds(from),
                Optional.of(Samples.NOW.plusSeconds(to)),
                cause,
                "why");
    }

    static void gaps(Database database, PostgresCameraStore cameras, Path data) {
        PostgresRecordingStore recordings = new PostgresRecordingStore(database, data);
        PostgresBackfillStore store = new PostgresBackfillStore(database);
        Camera gate = Samples.camera("gate", "serial:fill");
        cameras.insert(gate, new byte[] {1});
        CameraId id = gate.id();
        RecordingGap lost = gap(id, 0, 60, Cause.NETWORK_LOSS);
        RecordingGap lasting = new RecordingGap(
                id, StreamRole.MAIN, Samples.NOW.plusSeconds(500), Optional.empty(), Cause.NETWORK_LOSS, "");
        recordings.saveGaps(List.of(lost, gap(id, 100, 160, Cause.POLICY), lasting));
        Instant since = Samples.NOW.minus(Duration.ofDays(1));
        Instant now = Samples.NOW.plusSeconds(1000);
        assertThat(store.due(Set.of(id), since, now, 10)).extracting(Task::gap).containsExactly(lost);
        assertThat(store.due(Set.of(id), Samples.NOW.plusSeconds(61), now, 10)).isEmpty();

        // Not before its time, and no more when it was tried for the last time.
        store.tried(lost, "not yet", Optional.of(now.plusSeconds(60)));
        assertThat(store.due(Set.of(id), since, now, 10)).isEmpty();
        assertThat(store.due(Set.of(id), since, now.plusSeconds(60), 10))
                .singleElement()
                .satisfies(task -> assertThat(task.attempts()).isOne())
                .satisfies(task -> assertThat(task.detail()).isEqualTo("not yet"));

        // What was filled is no gap; what is left on both sides is.
        store.filled(lost, List.of(new Span(Samples.NOW.plusSeconds(2), Samples.NOW.plusSeconds(50))), now);
        assertThat(recordings.gaps(id, StreamRole.MAIN, Samples.NOW, Samples.NOW.plusSeconds(90), 10))
                .containsExactly(gap(id, 0, 2, Cause.NETWORK_LOSS), gap(id, 50, 60, Cause.NETWORK_LOSS));
        assertThat(recordings.gaps(id, StreamRole.MAIN, Samples.NOW.plusSeconds(10), Samples.NOW.plusSeconds(40), 10))
                .isEmpty();
        assertThat(store.tasks(id, Samples.NOW, Samples.NOW.plusSeconds(90), 10))
                .extracting(Task::state)
                .containsExactly(State.WAITING, State.FILLED, State.WAITING);
        // Twice is once.
        store.filled(lost, List.of(new Span(Samples.NOW, Samples.NOW.plusSeconds(60))), now);
        assertThat(store.tasks(id, Samples.NOW, Samples.NOW.plusSeconds(90), 10))
                .hasSize(3);
        store.tried(gap(id, 0, 2, Cause.NETWORK_LOSS), "none", Optional.empty());
        assertThat(store.due(Set.of(id), since, now, 10))
                .extracting(Task::gap)
                .containsExactly(gap(id, 50, 60, Cause.NETWORK_LOSS));

        assertThat(store.switchedOff()).isEmpty();
        store.switchTo(id, false);
        assertThat(store.switchedOff()).containsExactly(id);
        assertThat(store.due(Set.of(id), since, now, 10)).isEmpty();
        store.switchTo(id, true);
        assertThat(store.switchedOff()).isEmpty();
        assertThatThrownBy(() -> store.switchTo(CameraId.next(Samples.CLOCK), false))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    static void masks(Database database, PostgresCameraStore cameras) {
        PostgresMaskStore store = new PostgresMaskStore(database);
        Camera gate = Samples.camera("gate", "serial:mask");
        cameras.insert(gate, new byte[] {1});
        assertThat(store.mask(gate.id())).isEqualTo(PrivacyMask.NONE);
        PrivacyMask mask = new PrivacyMask(
                List.of(
                        new PrivacyMask.Area(
                                "window",
                                List.of(
                                        new PrivacyMask.Point(0, 0),
                                        new PrivacyMask.Point(0.5, 0.25),
                                        new PrivacyMask.Point(0, 1))),
                        new PrivacyMask.Area(
                                "garden",
                                List.of(
                                        new PrivacyMask.Point(1, 1),
                                        new PrivacyMask.Point(0.5, 1),
                                        new PrivacyMask.Point(1, 0.5)))),
                Role.OPERATOR);
        store.save(gate.id(), mask);
        assertThat(store.mask(gate.id())).isEqualTo(mask);
        assertThat(new PostgresMaskStore(database).mask(gate.id())).isEqualTo(mask);
        store.save(gate.id(), PrivacyMask.NONE);
        assertThat(new PostgresMaskStore(database).mask(gate.id())).isEqualTo(PrivacyMask.NONE);
        assertThatThrownBy(() -> store.save(CameraId.next(Samples.CLOCK), mask))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
