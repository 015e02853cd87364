package com.technosupport.vms.api.driver;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A device that says when something happens. A facet of {@link DeviceSession}. */
@ConsumerType
public interface DeviceEvents {

    /**
     * Listens until the device ends it, or the thread is interrupted. Runs in a session of its own, on a thread of its own; core
     * owns the retry, so an end, orderly or by {@link com.technosupport.vms.api.model.VmsException}, is followed by another
     * call in a while. Renews what the device wants renewed, and leaves no subscription behind.
     *
     * @param sink called by this thread only
     */
    void listen(Sink sink) throws InterruptedException;

    /** Takes what a device says. */
    @ProviderType
    interface Sink {

        /** Something happened. Does not block for long; waits when the server is behind, rather than losing it. */
        void event(DeviceEvent event) throws InterruptedException;

        /** The device is there and has nothing to tell: a heartbeat, or an empty answer. */
        void alive();
    }
}
