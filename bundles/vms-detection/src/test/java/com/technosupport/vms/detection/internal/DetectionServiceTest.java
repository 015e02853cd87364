package com.technosupport.vms.detection.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.detection.ShadowReport;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;

@Timeout(30)
class DetectionServiceTest {

    private static final Detection PERSON = new Detection("person", 0.9, new Box(0.4, 0.4, 0.1, 0.3));

    private final Stage stage = new Stage();
    private final Camera camera = stage.camera();
    private final DetectionService service = stage.begin();
    private final BlockingQueue<List<TrackedObject>> boxes = new LinkedBlockingQueue<>();
    private final ServiceReference<Detector> first = Stage.reference(1);
    private Instant now = Instant.now();

    @AfterEach
    void stop() {
        service.close();
    }

    private static DetectionPolicy policy(double minConfidence) {
        return new DetectionPolicy(
                true, Optional.empty(), 5, minConfidence, Set.of("person"), List.of(), 0, Duration.ZERO, false, false);
    }

    private Stage.Tap watch(Stage.Eyes eyes) throws InterruptedException {
        service.addDetector(eyes, first);
        service.addListener((id, time, objects) -> boxes.add(objects));
        service.change(camera.id(), policy(0.8));
        Stage.Tap tap = stage.taps.take();
        await(() -> !service.cameras().isEmpty());
        return tap;
    }

    private CameraDetection figures() {
        return service.cameras().get(0);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Gives frames, each when the one before was looked at. */
    private void give(Stage.Tap tap, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            long done = figures().looked() + figures().failed();
            now = now.plusMillis(200);
            tap.give(now);
            await(() -> figures().looked() + figures().failed() > done);
        }
    }

    @Test
    void camerasWithoutAPolicyAreLookedAtWhereThatIsTheDefault() throws Exception {
        Stage demo = new Stage();
        Camera other = demo.camera();
        Camera quiet = demo.camera();
        demo.stored.put(quiet.id(), DetectionPolicy.DEFAULT);
        DetectionService eager = demo.begin("on");
        try {
            assertThat(demo.taps.take().stream).isEqualTo(other.streams().get(0).id());
            assertThat(eager.policy(other.id()).enabled()).isTrue();
            assertThat(eager.policy(quiet.id()).enabled()).isFalse();
            eager.addDetector(new Stage.Eyes("eyes", "1"), first);
            assertThat(eager.detectors()).singleElement().returns(1, DetectorStatus::cameras);
            eager.change(other.id(), DetectionPolicy.DEFAULT);
            await(() -> eager.cameras().isEmpty());
            assertThat(demo.taps).isEmpty();
        } finally {
            eager.close();
        }
        assertThatThrownBy(() -> new Stage().begin("maybe")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPersonIsToldOnceWhenHeComesAndOnceWhenHeGoes() throws Exception {
        Stage.Eyes eyes = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(eyes);
        eyes.sees = List.of(PERSON);
        give(tap, 10);
        EventMessage detected = stage.events.take();
        assertThat(detected.type()).isEqualTo("PersonDetected");
        assertThat(detected.cameraId()).contains(camera.id());
        assertThat(detected.source()).isEqualTo("detector:eyes");
        assertThat(detected.confidence()).hasValue(0.9);
        assertThat(detected.box()).contains(PERSON.box());
        assertThat(detected.data()).containsEntry("detector", "eyes 1.0");
        assertThat(boxes.take())
                .extracting(TrackedObject::trackId)
                .containsExactly(detected.trackId().orElseThrow());
        eyes.sees = List.of();
        give(tap, 20);
        EventMessage left = stage.events.take();
        assertThat(left.type()).isEqualTo("PersonLeft");
        assertThat(left.trackId()).isEqualTo(detected.trackId());
        assertThat(left.data()).containsEntry("detectedAs", detected.id().toString());
        assertThat(stage.events).isEmpty();
    }

    @Test
    void whatIsNotSureOrNotAskedForIsNotTold() throws Exception {
        Stage.Eyes eyes = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(eyes);
        eyes.sees =
                List.of(new Detection("person", 0.7, PERSON.box()), new Detection("dog", 0.9, new Box(0, 0, 0.1, 0.1)));
        give(tap, 5);
        assertThat(stage.events).isEmpty();
        service.change(camera.id(), policy(0.6));
        Stage.Tap next = stage.taps.take();
        assertThat(tap.closed).isTrue();
        await(() -> !service.cameras().isEmpty());
        give(next, 3);
        assertThat(stage.events.take().label()).contains("person");
        assertThat(stage.events).isEmpty();
    }

    @Test
    void anotherVersionTakesOverWithoutLosingWhoIsThere() throws Exception {
        Stage.Eyes old = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(old);
        old.sees = List.of(PERSON);
        give(tap, 3);
        Stage.Eyes fresh = new Stage.Eyes("eyes", "2.0");
        fresh.sees = List.of(PERSON);
        service.addDetector(fresh, Stage.reference(2));
        give(tap, 1);
        assertThat(figures().detector()).isEqualTo("eyes 1.0");
        assertThat(service.detectors())
                .extracting(DetectorStatus::state)
                .containsExactly(DetectorStatus.State.SERVING, DetectorStatus.State.STANDBY);
        service.removeDetector(old, first);
        give(tap, 2);
        assertThat(figures().detector()).isEqualTo("eyes 2.0");
        assertThat(stage.events.take().type()).isEqualTo("PersonDetected");
        assertThat(stage.events).isEmpty();
    }

    @Test
    void aDetectorThatFailsOrIsAwayIsSaid() throws Exception {
        Stage.Eyes eyes = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(eyes);
        eyes.failure = new IllegalStateException("no memory");
        give(tap, 2);
        assertThat(figures().problem()).isEqualTo("The detector eyes failed: no memory");
        assertThat(figures().failed()).isEqualTo(2);
        eyes.failure = null;
        give(tap, 1);
        assertThat(figures().problem()).isEmpty();
        assertThat(service.measure("eyes", Duration.ofMillis(5)).frames()).isPositive();
        assertThatThrownBy(() -> service.measure("nose", Duration.ofMillis(5))).isInstanceOf(VmsException.class);
    }

    @Test
    void aCameraThatGoesTakesItsWatchAlong() throws Exception {
        Stage.Eyes eyes = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(eyes);
        eyes.sees = List.of(PERSON);
        give(tap, 2);
        stage.cameras.clear();
        service.cameraRemoved(camera.id());
        await(() -> tap.closed && service.cameras().isEmpty());
        assertThat(stage.events.take().type()).isEqualTo("PersonDetected");
        assertThat(stage.events.take().type()).isEqualTo("PersonLeft");
        assertThatThrownBy(() -> service.policy(camera.id())).isInstanceOf(VmsException.class);
    }

    private void edge(DetectionPolicy.Edge edge) {
        service.change(
                camera.id(),
                new DetectionPolicy(
                        true,
                        Optional.empty(),
                        5,
                        0.8,
                        Set.of("person"),
                        List.of(),
                        0,
                        Duration.ZERO,
                        false,
                        false,
                        edge));
    }

    private void deviceTells(String type, String label, Boolean active) throws InterruptedException {
        stage.deviceTells(new EventMessage(
                EventId.next(Clock.systemUTC()),
                type,
                Optional.of(camera.id()),
                "driver:onvif",
                Instant.now(),
                Optional.ofNullable(label),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                active == null ? Map.of() : Map.of("active", active)));
    }

    @Test
    void theCamerasOwnDetectionMakesUsLook() throws Exception {
        Stage.Eyes eyes = new Stage.Eyes("eyes", "1.0");
        eyes.sees = List.of(PERSON);
        service.addDetector(eyes, first);
        edge(DetectionPolicy.Edge.TRIGGER);
        await(() -> !service.cameras().isEmpty());
        assertThat(stage.taps).as("nothing is decoded").isEmpty();
        deviceTells("VideoLost", null, true);
        deviceTells("MotionEnded", null, null);
        assertThat(stage.taps.poll(100, TimeUnit.MILLISECONDS)).isNull();
        deviceTells("MotionStarted", null, null);
        Stage.Tap tap = stage.taps.take();
        give(tap, 3);
        assertThat(stage.events.take().type()).isEqualTo("PersonDetected");
    }

    @Test
    void theCamerasOwnDetectionStandsIn() throws Exception {
        edge(DetectionPolicy.Edge.INSTEAD);
        await(() -> !service.cameras().isEmpty());
        deviceTells("MotionStarted", null, null);
        deviceTells("ObjectDetected", "dog", true);
        deviceTells("ObjectDetected", "person", true);
        deviceTells("ObjectDetected", "person", true);
        deviceTells("ObjectDetected", null, false);
        EventMessage detected = stage.events.take();
        assertThat(detected.type()).isEqualTo("PersonDetected");
        assertThat(detected.source()).isEqualTo("detector:device");
        EventMessage left = stage.events.take();
        assertThat(left.type()).isEqualTo("PersonLeft");
        assertThat(left.trackId()).isEqualTo(detected.trackId());
        assertThat(stage.events).isEmpty();
        assertThat(stage.taps).isEmpty();
        assertThat(figures().detector()).isEqualTo("device");
    }

    @Test
    void aCandidateIsComparedPromotedAndTakenBack() throws Exception {
        Stage.Eyes old = new Stage.Eyes("eyes", "1.0");
        Stage.Tap tap = watch(old);
        Stage.Eyes fresh = new Stage.Eyes("keen", "1.0");
        service.addDetector(fresh, Stage.reference(2));
        old.sees = List.of(PERSON);
        fresh.sees = List.of(PERSON, new Detection("person", 0.9, new Box(0, 0, 0.1, 0.1)));
        assertThatThrownBy(() -> service.beginShadow("eyes", "nose")).isInstanceOf(VmsException.class);
        assertThatThrownBy(() -> service.beginShadow("eyes", "eyes")).isInstanceOf(VmsException.class);
        service.beginShadow("eyes", "keen");
        give(tap, 4);
        await(() -> service.shadow().orElseThrow().frames() == 4);
        ShadowReport report = service.shadow().orElseThrow();
        assertThat(report.both()).isEqualTo(4);
        assertThat(report.candidateOnly()).isEqualTo(4);
        assertThat(report.activeOnly()).isZero();
        assertThat(report.agreement()).isEqualTo(0.5);
        assertThat(figures().detector()).isEqualTo("eyes 1.0");
        service.substitute("eyes", Optional.of("keen"));
        give(tap, 1);
        assertThat(figures().detector()).isEqualTo("keen 1.0");
        assertThat(stage.substitutes).containsEntry("eyes", "keen");
        service.substitute("eyes", Optional.empty());
        give(tap, 1);
        assertThat(figures().detector()).isEqualTo("eyes 1.0");
        assertThat(stage.substitutes).isEmpty();
        service.removeDetector(fresh, Stage.reference(2));
        assertThat(service.shadow().orElseThrow().running()).isFalse();
    }

    @Test
    void whatIsNotThereCannotBeAskedFor() throws Exception {
        Stage.Tap unused = watch(new Stage.Eyes("eyes", "1.0"));
        DetectionPolicy dog = new DetectionPolicy(
                true, Optional.empty(), 5, 0.8, Set.of("dog"), List.of(), 0, Duration.ZERO, false, false);
        assertThatThrownBy(() -> service.change(camera.id(), dog)).hasMessageContaining("eyes does not know dog");
        DetectionPolicy nose = new DetectionPolicy(
                true, Optional.of("nose"), 5, 0.8, Set.of(), List.of(), 0, Duration.ZERO, false, false);
        assertThatThrownBy(() -> service.change(camera.id(), nose)).hasMessageContaining("there is no detector nose");
    }

    @Test
    void figuresAreToBeHad() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        service.bindMeters(registry);
        Stage.Tap tap = watch(new Stage.Eyes("eyes", "1.0"));
        give(tap, 3);
        await(() -> registry.find("vms.detection.frames")
                        .tags("camera", camera.id().toString(), "what", "looked")
                        .gauge()
                != null);
        assertThat(registry.get("vms.detection.run").timer().count()).isEqualTo(3);
        assertThat(registry.get("vms.detection.cameras").gauge().value()).isEqualTo(1);
        service.unbindMeters(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void labelsBecomeNamesOfTypes() {
        assertThat(EventWriter.pascal("traffic light")).isEqualTo("TrafficLight");
        assertThat(EventWriter.pascal("person")).isEqualTo("Person");
        assertThat(EventWriter.pascal("7-segment_display")).isEqualTo("SegmentDisplay");
        assertThat(EventWriter.pascal("人")).isEqualTo("Object");
    }
}
