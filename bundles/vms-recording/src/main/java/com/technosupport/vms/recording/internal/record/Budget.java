package com.technosupport.vms.recording.internal.record;

import java.util.concurrent.atomic.AtomicLong;

/** How much all streams together keep in memory. */
public final class Budget {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    public Budget(long most) {
        this.most = most;
    }

    boolean take(long bytes) {
        if (used.addAndGet(bytes) > most) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    public long used() {
        return used.get();
    }
}
