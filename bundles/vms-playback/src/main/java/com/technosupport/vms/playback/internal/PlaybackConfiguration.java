package com.technosupport.vms.playback.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.playback.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: playback")
public @interface PlaybackConfiguration {

    String PID = "com.technosupport.vms.playback";

    @AttributeDefinition(
            description = "Parts of footage that are made at a time, for all viewers; others wait for a moment")
    int parts() default 8;

    @AttributeDefinition(description = "Thumbnails that are decoded at a time")
    int decoders() default 2;

    @AttributeDefinition(description = "Callers that may wait for a thumbnail; more are told that the server is busy")
    int maxWaiting() default 64;

    @AttributeDefinition(description = "Megabytes of thumbnails that are kept in memory")
    int thumbnailMegabytes() default 32;

    @AttributeDefinition(description = "Megabytes of the index of key frames that are kept in memory")
    int indexMegabytes() default 16;
}
