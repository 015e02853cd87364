package com.technosupport.vms.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes events, one at a time. */
@FunctionalInterface
@ConsumerType
public interface EventReceiver {

    void receive(EventMessage event) throws InterruptedException;
}
