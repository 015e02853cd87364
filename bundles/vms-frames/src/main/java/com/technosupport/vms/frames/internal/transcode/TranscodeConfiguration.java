package com.technosupport.vms.frames.internal.transcode;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.transcode.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: streams coded anew")
public @interface TranscodeConfiguration {

    String PID = "com.technosupport.vms.transcode";

    @AttributeDefinition(
            description =
                    "Streams whose pictures are coded anew at a time; -1 for one for every two processors, 0 for none")
    int videoStreams() default -1;

    @AttributeDefinition(description = "Streams of which only the sound is coded anew at a time")
    int soundStreams() default 16;

    @AttributeDefinition(description = "Points of a picture that is coded anew; larger pictures are made smaller first")
    int pixels() default 1920 * 1080;
}
