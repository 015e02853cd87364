package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One change of accounts at a time. A change reads an account, decides and writes; and a login that has just verified the old
 * password must not slip its session in behind a change that ends all sessions. This server is the only one that writes to
 * its database. Slow work, such as hashing, is done before.
 */
public final class Exclusive {

    private final ReentrantLock lock = new ReentrantLock(true);

    /** @throws VmsException {@link ErrorCode#BUSY} when others take too long, such as for a database that does not answer */
    public <T> T get(Supplier<T> change) {
        try {
            if (!lock.tryLock(10, TimeUnit.SECONDS)) {
                throw new VmsException(ErrorCode.BUSY, "Other changes of accounts take long; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VmsException(ErrorCode.BUSY, "Interrupted while waiting for another change of accounts", e);
        }
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #get}, without an answer. */
    public void run(Runnable change) {
        get(() -> {
            change.run();
            return null;
        });
    }
}
