package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.NvrStore;
import com.technosupport.vms.store.postgres.internal.NvrRows.StoredNvr;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Cameras and recorders in the database, with all of them in memory: reads never wait for the database. The memory is filled
 * from the database each time that it becomes usable; that of cameras, which do without their recorders, from the last-known
 * copy at once.
 */
@Component(
        service = {CameraStore.class, NvrStore.class},
        immediate = true,
        configurationPid = "com.technosupport.vms.store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PostgresCameraStore implements CameraStore, NvrStore {

    private static final Comparator<Camera> BY_NAME = Comparator.comparing(Camera::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Camera::name)
            .thenComparing(Camera::id);

    private final Database database;
    private final LastKnownCameras copy;
    private final Database.Reader reader = this::load;

    /** Held while the database is changed, so that memory and copy change in the same order. */
    private final Object writing = new Object();

    private volatile Map<CameraId, StoredCamera> cameras;
    private volatile Map<NvrId, StoredNvr> nvrs = Map.of();
    private volatile boolean loaded;

    @Activate
    public PostgresCameraStore(
            @Reference Database database, @Reference CredentialVault vault, StoreConfiguration configuration) {
        this(database, vault, Path.of(configuration.dataDirectory()));
    }

    PostgresCameraStore(Database database, CredentialVault vault, Path dataDirectory) {
        this.database = database;
        this.copy = new LastKnownCameras(dataDirectory, vault);
        this.cameras = byId(copy.read());
        database.addReader(reader);
    }

    @Deactivate
    public void close() {
        database.removeReader(reader);
    }

    private void load() {
        synchronized (writing) {
            Map<NvrId, StoredNvr> recorders = new HashMap<>();
            cameras = byId(database.transact(connection -> {
                NvrRows.load(connection)
                        .forEach(stored -> recorders.put(stored.nvr().id(), stored));
                return CameraRows.load(connection);
            }));
            nvrs = Map.copyOf(recorders);
            loaded = true;
            copy.write(List.copyOf(cameras.values()));
        }
    }

    private static Map<CameraId, StoredCamera> byId(List<StoredCamera> list) {
        Map<CameraId, StoredCamera> map = new HashMap<>();
        list.forEach(stored -> map.put(stored.camera().id(), stored));
        return Map.copyOf(map);
    }

    @Override
    public List<Camera> all() {
        return cameras.values().stream()
                .map(StoredCamera::camera)
                .sorted(BY_NAME)
                .toList();
    }

    @Override
    public byte[] sealedCredential(CameraId id) {
        StoredCamera stored = cameras.get(id);
        if (stored == null) {
            throw absent();
        }
        return stored.sealedCredential().clone();
    }

    @Override
    public void insert(Camera camera, byte[] sealedCredential) {
        StoredCamera stored = new StoredCamera(asStored(camera), sealedCredential.clone());
        synchronized (writing) {
            database.transact(connection -> {
                try {
                    CameraRows.insert(connection, stored);
                } catch (SQLException e) {
                    throw duplicate(e);
                }
                return null;
            });
            change(stored);
        }
    }

    @Override
    public void update(Camera camera, Optional<byte[]> sealedCredential) {
        synchronized (writing) {
            boolean found = database.transact(connection -> {
                try {
                    return CameraRows.update(connection, asStored(camera), sealedCredential);
                } catch (SQLException e) {
                    throw duplicate(e);
                }
            });
            if (!found) {
                throw absent();
            }
            byte[] credential = sealedCredential.map(byte[]::clone).orElseGet(() -> sealedCredential(camera.id()));
            change(new StoredCamera(asStored(camera), credential));
        }
    }

    @Override
    public void delete(CameraId id) {
        synchronized (writing) {
            boolean found = database.transact(connection -> CameraRows.delete(connection, id));
            Map<CameraId, StoredCamera> next = new HashMap<>(cameras);
            next.remove(id);
            replace(next);
            if (!found) {
                throw absent();
            }
        }
    }

    @Override
    public List<Nvr> nvrs() {
        return nvrs.values().stream()
                .map(StoredNvr::nvr)
                .sorted(Comparator.comparing(Nvr::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Nvr::id))
                .toList();
    }

    @Override
    public byte[] sealedNvrCredential(NvrId id) {
        StoredNvr stored = nvrs.get(id);
        if (stored == null) {
            throw absentNvr();
        }
        return stored.sealedCredential().clone();
    }

    @Override
    public void save(Nvr nvr, Optional<byte[]> sealedCredential, List<CameraEntry> entries) {
        synchronized (writing) {
            byte[] sealed = sealedCredential.map(byte[]::clone).orElseGet(() -> sealedNvrCredential(nvr.id()));
            Map<CameraId, StoredCamera> next = new HashMap<>(cameras);
            for (CameraEntry entry : entries) {
                Camera camera = asStored(entry.camera());
                byte[] own = entry.sealedCredential().map(byte[]::clone).orElseGet(() -> sealedCredential(camera.id()));
                next.put(camera.id(), new StoredCamera(camera, own));
            }
            database.transact(connection -> {
                try {
                    NvrRows.save(connection, nvr, Optional.of(sealed));
                    for (CameraEntry entry : entries) {
                        StoredCamera stored = next.get(entry.camera().id());
                        if (!CameraRows.update(connection, stored.camera(), Optional.of(stored.sealedCredential()))) {
                            CameraRows.insert(connection, stored);
                        }
                    }
                } catch (SQLException e) {
                    throw duplicate(e);
                }
                return null;
            });
            Map<NvrId, StoredNvr> recorders = new HashMap<>(nvrs);
            recorders.put(nvr.id(), new StoredNvr(asStored(nvr), sealed));
            nvrs = Map.copyOf(recorders);
            if (!entries.isEmpty()) {
                replace(next);
            }
        }
    }

    @Override
    public void deleteNvr(NvrId id) {
        synchronized (writing) {
            boolean found = database.transact(connection -> NvrRows.delete(connection, id));
            Map<NvrId, StoredNvr> recorders = new HashMap<>(nvrs);
            recorders.remove(id);
            nvrs = Map.copyOf(recorders);
            Map<CameraId, StoredCamera> next = new HashMap<>(cameras);
            next.values()
                    .removeIf(stored -> stored.camera().nvr().filter(id::equals).isPresent());
            replace(next);
            if (!found) {
                throw absentNvr();
            }
        }
    }

    @Override
    public boolean stale() {
        return !loaded || !database.ready();
    }

    private void change(StoredCamera stored) {
        Map<CameraId, StoredCamera> next = new HashMap<>(cameras);
        next.put(stored.camera().id(), stored);
        replace(next);
    }

    private void replace(Map<CameraId, StoredCamera> next) {
        cameras = Map.copyOf(next);
        copy.write(List.copyOf(next.values()));
    }

    /** As the database gives it back: it keeps microseconds. */
    private static Camera asStored(Camera camera) {
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
                camera.createdAt().truncatedTo(ChronoUnit.MICROS),
                camera.nvr(),
                camera.site());
    }

    private static Nvr asStored(Nvr nvr) {
        return new Nvr(
                nvr.id(),
                nvr.name(),
                nvr.address(),
                nvr.driver(),
                nvr.device(),
                nvr.deviceKey(),
                nvr.options(),
                nvr.inputs(),
                nvr.outputs(),
                nvr.absent(),
                nvr.createdAt().truncatedTo(ChronoUnit.MICROS),
                nvr.syncedAt().map(synced -> synced.truncatedTo(ChronoUnit.MICROS)));
    }

    private static VmsException absentNvr() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such recorder");
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
    }

    /** Gives back what is no duplicate. */
    private static VmsException duplicate(SQLException e) throws SQLException {
        SQLException first = e.getNextException() == null ? e : e.getNextException();
        if (!Problems.is(first, Problems.UNIQUE_VIOLATION)) {
            throw e;
        }
        return new VmsException(ErrorCode.ALREADY_ONBOARDED, "This device is a camera already");
    }
}
