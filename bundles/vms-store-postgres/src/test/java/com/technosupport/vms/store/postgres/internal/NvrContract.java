package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.NvrStore.CameraEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What recorders promise, on a store with nothing in it. Called by the tests of the stores, for each server. */
final class NvrContract {

    private static final byte[] SEALED = {1, 2, 3};
    private static final byte[] OTHER = {4, 5};

    private NvrContract() {}

    static void recorders(Database database, PostgresCameraStore store, Path elsewhere) throws Exception {
        Nvr nvr = nvr(
                NvrId.next(Samples.CLOCK),
                "Vault",
                "nvr:1",
                List.of(new Port("2", "Tür \"2\"", Optional.of(true)), new Port("1", "", Optional.empty())),
                List.of("ch9", "{\"a,b\\"));
        Camera one = behind(Samples.camera("one", "nvr:1:1"), nvr.id());
        Camera two = behind(Samples.camera("two", "nvr:1:2"), nvr.id());
        Camera own = Samples.camera("own", "serial:1");
        store.insert(own, SEALED);
        assertFails(ErrorCode.NOT_FOUND, () -> store.save(nvr, Optional.empty(), List.of()));
        store.save(nvr, Optional.of(SEALED), List.of(entry(one, SEALED), entry(two, SEALED)));
        assertThat(store.nvrs()).containsExactly(nvr);
        assertThat(store.sealedNvrCredential(nvr.id())).isEqualTo(SEALED);
        assertThat(store.all()).containsExactlyInAnyOrder(one, own, two);

        // One of its cameras cannot be stored, so nothing is.
        Nvr changed = nvr(nvr.id(), "Strongroom", "nvr:1", List.of(), List.of());
        Camera stolen = behind(Samples.camera("three", "serial:1"), nvr.id());
        assertFails(
                ErrorCode.ALREADY_ONBOARDED,
                () -> store.save(
                        changed,
                        Optional.of(OTHER),
                        List.of(
                                entry(behind(Samples.camera(one.id(), "uno", "nvr:1:1"), nvr.id()), OTHER),
                                entry(stolen, OTHER))));
        assertThat(store.nvrs()).containsExactly(nvr);
        assertThat(store.all()).containsExactlyInAnyOrder(one, own, two);
        Nvr twin = nvr(NvrId.next(Samples.CLOCK), "Twin", "nvr:1", List.of(), List.of());
        assertFails(ErrorCode.ALREADY_ONBOARDED, () -> store.save(twin, Optional.of(SEALED), List.of()));

        // Each credential stays where none is given, and the other cameras stay as they are.
        Camera uno = behind(Samples.camera(one.id(), "uno", "nvr:1:1"), nvr.id());
        store.save(changed, Optional.empty(), List.of(new CameraEntry(uno, Optional.empty())));
        store.save(changed, Optional.of(OTHER), List.of(entry(two, OTHER)));
        PostgresCameraStore other = new PostgresCameraStore(database, new Vault(), elsewhere);
        try {
            Await.until(() -> "cameras are stale", () -> !other.stale());
            assertThat(other.nvrs()).containsExactly(changed);
            assertThat(other.sealedNvrCredential(nvr.id())).isEqualTo(OTHER);
            assertThat(other.all()).containsExactlyInAnyOrder(uno, own, two);
            assertThat(other.sealedCredential(one.id())).isEqualTo(SEALED);
            assertThat(other.sealedCredential(two.id())).isEqualTo(OTHER);
            assertThat(other.sealedCredential(own.id())).isEqualTo(SEALED);
        } finally {
            other.close();
        }

        store.deleteNvr(nvr.id());
        assertThat(store.nvrs()).isEmpty();
        assertThat(store.all()).containsExactly(own);
        assertFails(ErrorCode.NOT_FOUND, () -> store.deleteNvr(nvr.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> store.sealedNvrCredential(nvr.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> store.sealedCredential(CameraId.next(Samples.CLOCK)));
    }

    private static CameraEntry entry(Camera camera, byte[] sealed) {
        return new CameraEntry(camera, Optional.of(sealed));
    }

    static Nvr nvr(NvrId id, String name, String key, List<Port> inputs, List<String> absent) {
        return new Nvr(
                id,
                name,
                Samples.camera("x", "x").address(),
                "hikvision",
                new DeviceInfo("Acme", "NVR \"32\"", "1", "SN"),
                key,
                Map.of("transport", "tcp"),
                inputs,
                List.of(new Port("o1", "Relay", Optional.of(false))),
                absent,
                Samples.NOW,
                absent.isEmpty() ? Optional.empty() : Optional.of(Samples.NOW));
    }

    private static Camera behind(Camera camera, NvrId nvr) {
        return new Camera(
                camera.id(),
                camera.name(),
                camera.address(),
                camera.driver(),
                camera.device(),
                camera.deviceKey(),
                camera.channel(),
                camera.enabled(),
                camera.options(),
                camera.streams(),
                camera.createdAt(),
                Optional.of(nvr),
                camera.site());
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
