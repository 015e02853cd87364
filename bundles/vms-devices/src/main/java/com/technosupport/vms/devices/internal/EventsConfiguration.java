package com.technosupport.vms.devices.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.devices.events}. */
@ObjectClassDefinition(
        name = "VMS device events",
        description = "How the server listens to what devices tell by themselves.")
@interface EventsConfiguration {

    String PID = "com.technosupport.vms.devices.events";

    @AttributeDefinition(description = "Devices that are listened to at once; each takes a thread and a connection.")
    int devices() default 1024;

    @AttributeDefinition(
            description = "Seconds to the first new try after listening ended; it doubles from try to try.")
    int retrySeconds() default 5;

    @AttributeDefinition(description = "The longest pause between two tries, in seconds.")
    int longestRetrySeconds() default 300;

    @AttributeDefinition(
            description =
                    "Hours without an event after which a driver is suspected, where the device sends no heartbeats.")
    int silenceHours() default 12;

    @AttributeDefinition(
            description =
                    "Minutes without a sign of life after which a driver is suspected, where the device sends heartbeats.")
    int heartbeatMinutes() default 10;

    @AttributeDefinition(description = "Events a second that one device may send in the long run.")
    int eventsPerSecond() default 50;

    @AttributeDefinition(description = "Events that one device may send at once.")
    int burst() default 500;
}
