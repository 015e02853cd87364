package com.technosupport.vms.detection.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.detection.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: detection")
public @interface DetectionConfiguration {

    String PID = "com.technosupport.vms.detection";

    @AttributeDefinition(description = "Frames that are looked at at a time; -1 for one for each processor")
    int threads() default -1;

    @AttributeDefinition(description = "Detection of cameras without a policy of their own: OFF or ON")
    String defaultMode() default "OFF";

    @AttributeDefinition(description = "Detector of cameras that name none")
    String defaultDetector() default "ssdlite-coco";
}
