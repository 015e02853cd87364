package com.technosupport.vms.devices.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.devices}. */
@ObjectClassDefinition(name = "VMS devices", description = "How patient the server is with devices and their drivers.")
@interface DevicesConfiguration {

    String PID = "com.technosupport.vms.devices";

    @AttributeDefinition(description = "Seconds that a driver may be away before its cameras show DRIVER_MISSING.")
    int driverGraceSeconds() default 15;

    @AttributeDefinition(description = "Seconds for logging in at a device and reading its streams.")
    int negotiationSeconds() default 20;

    @AttributeDefinition(description = "Seconds for the first picture when a camera is added.")
    int videoSeconds() default 10;

    @AttributeDefinition(description = "Seconds for one call to a device, such as a still.")
    int callSeconds() default 10;

    @AttributeDefinition(description = "Seconds that an unused login at a device is kept.")
    int sessionIdleSeconds() default 60;

    @AttributeDefinition(description = "Threads that may wait for devices of one driver at the same time.")
    int threadsPerDriver() default 6;
}
