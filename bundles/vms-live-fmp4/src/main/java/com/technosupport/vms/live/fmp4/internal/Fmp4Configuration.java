package com.technosupport.vms.live.fmp4.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.live.fmp4.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: live viewing by MP4 fragments and HLS")
public @interface Fmp4Configuration {

    @AttributeDefinition(description = "Viewers at a time; more are told that the server is busy")
    int maxViewers() default 1000;

    @AttributeDefinition(description = "Streams watched by HLS at a time")
    int maxHlsStreams() default 64;

    @AttributeDefinition(
            description = "What all streams together keep for HLS players, in MiB; each at least 4, at most 16")
    int maxHlsMebibytes() default 256;
}
