package com.technosupport.vms.devices.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.devices.intercom}. */
@ObjectClassDefinition(name = "VMS intercom", description = "How operators speak by the loudspeakers of cameras.")
@interface IntercomConfiguration {

    String PID = "com.technosupport.vms.devices.intercom";

    @AttributeDefinition(
            description = "Seconds after which a call ends by itself, since a loudspeaker serves one at a time.")
    int longestCallSeconds() default 300;
}
