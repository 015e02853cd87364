package com.technosupport.vms.driver.onvif.internal.discovery;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.driver.onvif}. */
@ObjectClassDefinition(name = "VMS ONVIF driver", description = "How ONVIF devices are looked for.")
@interface DiscoveryConfiguration {

    String PID = "com.technosupport.vms.driver.onvif";

    @AttributeDefinition(description = "UDP port of WS-Discovery.")
    int discoveryPort() default 3702;

    @AttributeDefinition(description = "How many probes are sent a second, at most.")
    int probesPerSecond() default 800;
}
