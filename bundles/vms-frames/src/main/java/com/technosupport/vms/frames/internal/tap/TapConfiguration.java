package com.technosupport.vms.frames.internal.tap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.frames.tap.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: frames for detection")
public @interface TapConfiguration {

    String PID = "com.technosupport.vms.frames.tap";

    @AttributeDefinition(description = "Threads that decode; -1 for one for every two processors")
    int threads() default -1;
}
