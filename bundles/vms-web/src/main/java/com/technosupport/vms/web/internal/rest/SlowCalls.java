package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.concurrent.Semaphore;

/** Lets only so many calls wait for devices at once, so that the threads of the web are never all waiting. */
final class SlowCalls {

    private final Semaphore places;

    SlowCalls(int places) {
        this.places = new Semaphore(places);
    }

    /** A call that may wait. */
    @FunctionalInterface
    interface Waiting<R> {

        R call() throws InterruptedException;
    }

    /** @throws VmsException {@link ErrorCode#BUSY} at once when all places are taken */
    <R> R run(Waiting<R> waiting) throws InterruptedException {
        if (!places.tryAcquire()) {
            throw new VmsException(ErrorCode.BUSY, "Too many calls wait for devices; try again later");
        }
        try {
            return waiting.call();
        } finally {
            places.release();
        }
    }
}
