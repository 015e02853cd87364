package com.technosupport.vms.devices.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.nvrs}. */
@ObjectClassDefinition(name = "VMS recorders", description = "How the server keeps up with recorders.")
@interface NvrConfiguration {

    String PID = "com.technosupport.vms.nvrs";

    @AttributeDefinition(
            description = "Minutes between two readings of a recorder's channels; 0 to read on demand only.")
    int syncMinutes() default 60;
}
