package com.technosupport.vms.frames.internal;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.MaskStore;
import java.util.List;

/** One mask for all cameras, as a test sets it. */
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

    private volatile PrivacyMask mask = PrivacyMask.NONE;

    public void set(PrivacyMask wanted) {
        mask = wanted;
    }

    @Override
    public PrivacyMask mask(CameraId camera) {
        return mask;
    }

    @Override
    public void save(CameraId camera, PrivacyMask wanted) {
        mask = wanted;
    }
}
