package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.NvrStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store and a vault in memory. */
final class FakeStore implements CameraStore, NvrStore, CredentialVault {

    private final Map<CameraId, Camera> cameras = new LinkedHashMap<>();
    private final Map<CameraId, byte[]> secrets = new HashMap<>();
    boolean away;
    boolean stale;

    @Override
    public synchronized List<Camera> all() {
        requireThere();
        return List.copyOf(cameras.values());
    }

    @Override
    public synchronized byte[] sealedCredential(CameraId id) {
        return secrets.get(id);
    }

    @Override
    public synchronized void insert(Camera camera, byte[] sealedCredential) {
        requireThere();
        if (cameras.values().stream().anyMatch(known -> known.deviceKey().equals(camera.deviceKey()))) {
            throw new VmsException(ErrorCode.ALREADY_ONBOARDED, "known");
        }
        cameras.put(camera.id(), camera);
        secrets.put(camera.id(), sealedCredential);
    }

    @Override
    public synchronized void update(Camera camera, Optional<byte[]> sealedCredential) {
        requireThere();
        if (!cameras.containsKey(camera.id())) {
            throw new VmsException(ErrorCode.NOT_FOUND, "unknown");
        }
        cameras.put(camera.id(), camera);
        sealedCredential.ifPresent(secret -> secrets.put(camera.id(), secret));
    }

    @Override
    public synchronized void delete(CameraId id) {
        requireThere();
        cameras.remove(id);
        secrets.remove(id);
    }

    private final Map<NvrId, Nvr> nvrs = new LinkedHashMap<>();
    private final Map<NvrId, byte[]> nvrSecrets = new HashMap<>();

    @Override
    public synchronized List<Nvr> nvrs() {
        return List.copyOf(nvrs.values());
    }

    @Override
    public synchronized byte[] sealedNvrCredential(NvrId id) {
        return nvrSecrets.get(id);
    }

    @Override
    public synchronized void save(Nvr nvr, Optional<byte[]> sealedCredential, List<CameraEntry> entries) {
        requireThere();
        nvrs.put(nvr.id(), nvr);
        sealedCredential.ifPresent(secret -> nvrSecrets.put(nvr.id(), secret));
        for (CameraEntry entry : entries) {
            cameras.put(entry.camera().id(), entry.camera());
            entry.sealedCredential()
                    .ifPresent(secret -> secrets.put(entry.camera().id(), secret));
        }
    }

    @Override
    public synchronized void deleteNvr(NvrId id) {
        requireThere();
        nvrs.remove(id);
        nvrSecrets.remove(id);
        cameras.values().removeIf(camera -> camera.nvr().filter(id::equals).isPresent());
    }

    @Override
    public synchronized boolean stale() {
        return stale;
    }

    synchronized void away(boolean now) {
        away = now;
    }

    synchronized void stale(boolean now) {
        stale = now;
    }

    private void requireThere() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "away");
        }
    }

    @Override
    public byte[] seal(byte[] secret, String context) {
        return (context + "|" + new String(secret, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        String text = new String(sealed, StandardCharsets.UTF_8);
        if (!text.startsWith(context + "|")) {
            throw new VmsException(ErrorCode.INTERNAL, "belongs elsewhere");
        }
        return text.substring(context.length() + 1).getBytes(StandardCharsets.UTF_8);
    }
}
