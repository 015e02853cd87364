package com.technosupport.vms.playback.internal;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.MaskStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Masks as a test sets them. */
public final class FakeMasks implements MaskStore {

    /** The left half of the picture. */
    public static final PrivacyMask LEFT = new PrivacyMask(
            List.of(new PrivacyMask.Area(
                    "left",
                    List.of(
                            new PrivacyMask.Point(0, 0),
                            new PrivacyMask.Point(0.5, 0),
                            new PrivacyMask.Point(0.5, 1),
                            new PrivacyMask.Point(0, 1)))),
            Role.ADMIN);

    private final Map<CameraId, PrivacyMask> masks = new ConcurrentHashMap<>();

    @Override
    public PrivacyMask mask(CameraId camera) {
        return masks.getOrDefault(camera, PrivacyMask.NONE);
    }

    @Override
    public void save(CameraId camera, PrivacyMask mask) {
        masks.put(camera, mask);
    }
}
