package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key, there while somebody holds it or waits for it. */
final class KeyedLocks {

    private final Map<String, Counted> locks = new HashMap<>();

    private static final class Counted {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    /** Ends the holding of a key. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws VmsException {@link ErrorCode#BUSY} when another holds it for longer than that */
    Held hold(String key, Duration patience) throws InterruptedException {
        Counted counted;
        synchronized (locks) {
            counted = locks.computeIfAbsent(key, k -> new Counted());
            counted.users++;
        }
        boolean held = false;
        try {
            held = counted.lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (!held) {
                leave(key, counted);
            }
        }
        if (!held) {
            throw new VmsException(ErrorCode.BUSY, "The same device is being added already");
        }
        return () -> {
            counted.lock.unlock();
            leave(key, counted);
        };
    }

    private void leave(String key, Counted counted) {
        synchronized (locks) {
            counted.users--;
            if (counted.users == 0) {
                locks.remove(key);
            }
        }
    }
}
