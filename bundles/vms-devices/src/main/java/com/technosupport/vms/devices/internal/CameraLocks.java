package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Holds several cameras, so that nobody else changes one of them meanwhile. */
final class CameraLocks implements AutoCloseable {

    private final List<ManagedCamera> held = new ArrayList<>();

    private CameraLocks() {}

    /**
     * @param cameras in the order of their ids, so that two that want the same ones never wait for each other
     * @throws VmsException {@link ErrorCode#BUSY} when one is held by another for longer than that
     */
    static CameraLocks hold(List<ManagedCamera> cameras, Duration patience) throws InterruptedException {
        CameraLocks locks = new CameraLocks();
        boolean all = false;
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            for (ManagedCamera camera : cameras) {
                if (!camera.changes.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    throw new VmsException(ErrorCode.BUSY, "A camera of the recorder is being changed already");
                }
                locks.held.add(camera);
            }
            all = true;
            return locks;
        } finally {
            if (!all) {
                locks.close();
            }
        }
    }

    @Override
    public void close() {
        held.forEach(camera -> camera.changes.unlock());
        held.clear();
    }
}
