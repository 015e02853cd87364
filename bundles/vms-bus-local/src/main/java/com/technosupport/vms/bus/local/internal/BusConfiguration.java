package com.technosupport.vms.bus.local.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.bus.local}. */
@ObjectClassDefinition(name = "VMS local event bus", description = "How events travel within one container.")
@interface BusConfiguration {

    String PID = "com.technosupport.vms.bus.local";

    @AttributeDefinition(
            description = "Where this is set, events travel over NATS, and this bus is not offered.",
            required = false)
    String natsUrl() default "";

    @AttributeDefinition(description = "Events that may wait for one receiver.")
    int queue() default 4096;

    @AttributeDefinition(description = "Events that a durable receiver is given at a time.")
    int batch() default 256;

    @AttributeDefinition(
            description =
                    "Seconds that whoever publishes waits for durable receivers before being told that the bus is busy.")
    int publishSeconds() default 10;

    @AttributeDefinition(
            description = "Seconds that a durable receiver may be away, as during its update, before it is forgotten.")
    int absenceSeconds() default 60;
}
