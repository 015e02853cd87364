package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only so many calls wait for devices at once, so that the threads of the web are never all waiting. */
final class SlowCalls {

    private static final Logger LOG = LoggerFactory.getLogger(SlowCalls.class);

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

    /**
     * The same for a device that is being taken in or looked at. Who does that need not know why it is not understood: what
     * answers is nothing that this version supports. The finer code is for those who look after drivers, on the console and
     * in the log.
     */
    <R> R takingIn(Waiting<R> waiting) throws InterruptedException {
        try {
            return run(waiting);
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            LOG.info("A device was not taken in ({}): {}", e.code(), e.getMessage());
            throw new VmsException(ErrorCode.NOT_SUPPORTED, e.getMessage(), e);
        }
    }
}
