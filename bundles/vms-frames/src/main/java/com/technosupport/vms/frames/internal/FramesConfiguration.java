package com.technosupport.vms.frames.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.frames.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: frames")
public @interface FramesConfiguration {

    String PID = "com.technosupport.vms.frames";

    @AttributeDefinition(description = "Stills that are decoded at a time")
    int decoders() default 2;

    @AttributeDefinition(
            description = "Callers that may wait for a still at a time; more are told that the server is busy")
    int maxWaiting() default 32;

    @AttributeDefinition(description = "Seconds to wait for a key frame")
    int keyFrameSeconds() default 5;

    @AttributeDefinition(
            description =
                    "Milliseconds of decoding to come from a key frame to the picture of an instant, as near as that goes; an eighth where stills wait for each other")
    int nearestMillis() default 2000;
}
