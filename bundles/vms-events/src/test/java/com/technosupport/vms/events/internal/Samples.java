package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.SiteStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Events, cameras and a site. */
final class Samples {

    static final Clock CLOCK = Clock.systemUTC();

    private Samples() {}

    static EventMessage event(int number) {
        return event("MotionStarted", Optional.empty(), number);
    }

    static EventMessage event(String type, Optional<CameraId> camera, int number) {
        return at(CLOCK.instant().truncatedTo(ChronoUnit.MICROS), type, camera, number);
    }

    static EventMessage at(Instant time, String type, Optional<CameraId> camera, int number) {
        return new EventMessage(
                EventId.next(CLOCK),
                type,
                camera,
                "test",
                time,
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("number", number));
    }

    static Camera camera(String name) {
        return camera(CameraId.next(CLOCK), name);
    }

    static Camera camera(CameraId id, String name) {
        return new Camera(
                id,
                name,
                new DeviceAddress("192.0.2.1", OptionalInt.empty(), Optional.empty()),
                "rtsp",
                DeviceInfo.UNKNOWN,
                id.toString(),
                "",
                true,
                Map.of(),
                List.of(),
                CLOCK.instant(),
                Optional.empty(),
                SiteId.DEFAULT);
    }

    static Enricher enricher(Camera... cameras) {
        Enricher enricher = new Enricher(new Cameras(List.of(cameras)), new Sites(), CLOCK);
        enricher.refresh();
        return enricher;
    }

    private record Cameras(List<Camera> all) implements CameraStore {

        @Override
        public byte[] sealedCredential(CameraId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void insert(Camera camera, byte[] sealedCredential) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void update(Camera camera, Optional<byte[]> sealedCredential) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(CameraId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean stale() {
            return false;
        }
    }

    private static final class Sites implements SiteStore {

        @Override
        public List<Site> sites() {
            return List.of(new Site(SiteId.DEFAULT, "Harbour", ZoneOffset.UTC, CLOCK.instant()));
        }

        @Override
        public void insert(Site site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void update(Site site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(SiteId id) {
            throw new UnsupportedOperationException();
        }
    }
}
