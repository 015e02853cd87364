package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.detection.DetectionZone.Point;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the store of detection policies promises, on one with nothing in it. Called for each server. */
final class DetectionContract {

    private DetectionContract() {}

    static void policies(Database database, PostgresCameraStore cameras) {
        PostgresDetectionPolicyStore store = new PostgresDetectionPolicyStore(database);
        Camera gate = Samples.camera("gate", "serial:1");
        cameras.insert(gate, new byte[] {1});
        assertThat(store.all()).isEmpty();
        DetectionPolicy policy = new DetectionPolicy(
                true,
                Optional.of("ssdlite-coco"),
                2.5,
                0.6,
                Set.of("person", "traffic light"),
                List.of(
                        new DetectionZone(
                                "yard",
                                List.of(new Point(0.1, 0.2), new Point(1, 0), new Point(0.5, 1)),
                                Trigger.ENTER),
                        new DetectionZone("kerb", List.of(new Point(0, 1), new Point(1, 0)), Trigger.CROSS_LEFT)),
                0.05,
                Duration.ofMillis(1500),
                true,
                false,
                DetectionPolicy.Edge.TRIGGER);
        store.put(gate.id(), policy);
        assertThat(store.all()).isEqualTo(Map.of(gate.id(), policy));
        store.put(gate.id(), DetectionPolicy.DEFAULT);
        assertThat(store.all()).isEqualTo(Map.of(gate.id(), DetectionPolicy.DEFAULT));
        assertThatThrownBy(() -> store.put(CameraId.next(Samples.CLOCK), policy))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        store.put(gate.id(), policy);
        cameras.delete(gate.id());
        assertThat(store.all()).isEmpty();
        assertThat(store.substitutes()).isEmpty();
        store.substitute("ssdlite-coco", Optional.of("ssdlite-coco@1.1.0"));
        store.substitute("ssdlite-coco", Optional.of("yolox-nano"));
        assertThat(store.substitutes()).isEqualTo(Map.of("ssdlite-coco", "yolox-nano"));
        store.substitute("ssdlite-coco", Optional.empty());
        assertThat(store.substitutes()).isEmpty();
    }
}
