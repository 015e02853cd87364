package com.technosupport.vms.driver.dahua.internal.discovery;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.driver.dahua}. */
@ObjectClassDefinition(name = "VMS Dahua driver", description = "How Dahua devices are looked for.")
@interface DiscoveryConfiguration {

    String PID = "com.technosupport.vms.driver.dahua";

    @AttributeDefinition(description = "UDP port of Dahua's search.")
    int discoveryPort() default 37810;

    @AttributeDefinition(description = "How many addresses are asked a second, at most.")
    int probesPerSecond() default 800;
}
