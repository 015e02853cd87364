package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.NvrStore.CameraEntry;
import com.technosupport.vms.devices.internal.ManagedCamera.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cameras in memory, as the store has them. The store is always written first, so that what is in memory is stored. Reads
 * never wait; changes wait for the store, one after the other.
 */
final class CameraBook {

    private static final Logger LOG = LoggerFactory.getLogger(CameraBook.class);

    private final CameraStore store;
    private final CredentialVault vault;
    private final Clock clock;
    private final Map<CameraId, ManagedCamera> cameras = new ConcurrentHashMap<>();
    /** Held over a change in the store together with the same change in memory. */
    private final Object membership = new Object();

    private volatile boolean loaded;
    private volatile boolean stale;

    CameraBook(CameraStore store, CredentialVault vault, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
    }

    /** Hears how memory was brought in line with the store. */
    interface Reconciliation {

        void appeared(ManagedCamera camera);

        void changed(ManagedCamera camera, Camera before);

        void disappeared(ManagedCamera camera);
    }

    Collection<ManagedCamera> all() {
        return cameras.values();
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    ManagedCamera get(CameraId id) {
        return find(id).orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such camera"));
    }

    Optional<ManagedCamera> find(CameraId id) {
        return Optional.ofNullable(cameras.get(id));
    }

    /** What operators call a device, by the id of its camera or its recorder. */
    String nameOf(Object device) {
        if (device instanceof CameraId id) {
            return find(id).map(managed -> managed.camera().name()).orElse("a former camera");
        }
        return cameras.values().stream()
                .map(ManagedCamera::camera)
                .filter(camera -> camera.nvr().filter(device::equals).isPresent())
                .findFirst()
                .map(camera -> "recorder of " + camera.name())
                .orElseGet(device::toString);
    }

    /** Whether video comes from a device, by the id of its camera or its recorder; true for one that is neither. */
    boolean isStreaming(Object device) {
        if (device instanceof CameraId id) {
            return find(id).map(ManagedCamera::isOnline).orElse(false);
        }
        return !(device instanceof NvrId)
                || cameras.values().stream()
                        .filter(managed ->
                                managed.camera().nvr().filter(device::equals).isPresent())
                        .anyMatch(ManagedCamera::isOnline);
    }

    boolean hasDevice(String deviceKey) {
        return cameras.values().stream()
                .anyMatch(camera -> camera.camera().deviceKey().equals(deviceKey));
    }

    /** Whether the cameras have been read at all. */
    boolean loaded() {
        return loaded;
    }

    /** Whether they should be read again: never read yet, or only from an old copy while the database is there now. */
    boolean wantsLoading() {
        return !loaded || (stale && !store.stale());
    }

    /** Whether what is in memory is what the store has, and not an old copy of it. */
    boolean current() {
        return loaded && !stale;
    }

    /** @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE} */
    void load(Reconciliation reconciliation) {
        synchronized (membership) {
            boolean fromCopy = store.stale();
            Map<CameraId, Camera> read = new HashMap<>();
            store.all().forEach(camera -> read.put(camera.id(), camera));
            for (ManagedCamera known : List.copyOf(cameras.values())) {
                if (!read.containsKey(known.id())) {
                    cameras.remove(known.id());
                    reconciliation.disappeared(known);
                }
            }
            for (Camera camera : read.values()) {
                Stored stored = open(camera);
                ManagedCamera known = cameras.get(camera.id());
                if (known == null) {
                    ManagedCamera added = new ManagedCamera(stored, clock.instant());
                    cameras.put(camera.id(), added);
                    reconciliation.appeared(added);
                } else if (!known.stored().equals(stored)) {
                    Camera before = known.camera();
                    known.replace(stored);
                    reconciliation.changed(known, before);
                }
            }
            stale = fromCopy;
            loaded = true;
        }
    }

    ManagedCamera insert(Camera camera, Credential credential) {
        synchronized (membership) {
            store.insert(camera, seal(camera.id(), credential));
            ManagedCamera added = new ManagedCamera(new Stored(camera, credential, Optional.empty()), clock.instant());
            cameras.put(camera.id(), added);
            return added;
        }
    }

    /** @param credential empty to keep the stored one */
    void update(ManagedCamera managed, Camera camera, Optional<Credential> credential) {
        synchronized (membership) {
            if (cameras.get(managed.id()) != managed) {
                throw new VmsException(ErrorCode.NOT_FOUND, "The camera was removed meanwhile");
            }
            store.update(camera, credential.map(secret -> seal(camera.id(), secret)));
            Stored before = managed.stored();
            managed.replace(
                    credential.isPresent()
                            ? new Stored(camera, credential.get(), Optional.empty())
                            : new Stored(camera, before.credential(), before.problem()));
        }
    }

    /**
     * Changes several cameras at once, and adds those that are not known: all of them, or none.
     *
     * @param credential of all of them
     * @param write stores them
     * @return those that were added
     */
    List<ManagedCamera> save(List<Camera> changed, Credential credential, Consumer<List<CameraEntry>> write) {
        synchronized (membership) {
            write.accept(changed.stream()
                    .map(camera -> new CameraEntry(camera, Optional.of(seal(camera.id(), credential))))
                    .toList());
            List<ManagedCamera> added = new ArrayList<>();
            for (Camera camera : changed) {
                Stored stored = new Stored(camera, credential, Optional.empty());
                ManagedCamera known = cameras.get(camera.id());
                if (known == null) {
                    ManagedCamera managed = new ManagedCamera(stored, clock.instant());
                    cameras.put(camera.id(), managed);
                    added.add(managed);
                } else {
                    known.replace(stored);
                }
            }
            return added;
        }
    }

    /** The cameras that were taken in with a recorder, by their ids, which is the order in which their locks are taken. */
    List<ManagedCamera> behind(NvrId nvr) {
        return cameras.values().stream()
                .filter(managed -> managed.camera().nvr().filter(nvr::equals).isPresent())
                .sorted(Comparator.comparing(ManagedCamera::id))
                .toList();
    }

    /**
     * Forgets a recorder's cameras.
     *
     * @param write forgets them, and it, in the store
     */
    List<ManagedCamera> deleteBehind(NvrId nvr, Runnable write) {
        synchronized (membership) {
            write.run();
            List<ManagedCamera> gone = behind(nvr);
            gone.forEach(managed -> cameras.remove(managed.id()));
            return gone;
        }
    }

    Optional<Camera> ofDevice(String deviceKey) {
        return cameras.values().stream()
                .map(ManagedCamera::camera)
                .filter(camera -> camera.deviceKey().equals(deviceKey))
                .findFirst();
    }

    void delete(ManagedCamera managed) {
        synchronized (membership) {
            store.delete(managed.id());
            cameras.remove(managed.id());
        }
    }

    private Stored open(Camera camera) {
        try {
            byte[] sealed = store.sealedCredential(camera.id());
            return new Stored(camera, Credential.decode(vault.open(sealed, context(camera.id()))), Optional.empty());
        } catch (VmsException | IllegalArgumentException e) {
            LOG.warn("Camera {}: its stored password cannot be opened: {}", camera.name(), e.getMessage());
            return new Stored(
                    camera, Credential.NONE, Optional.of("The stored password cannot be read; enter it again"));
        }
    }

    private byte[] seal(CameraId id, Credential credential) {
        return vault.seal(credential.encode(), context(id));
    }

    private static String context(CameraId id) {
        return "camera:" + id;
    }
}
