package com.technosupport.vms.live.fmp4.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.live.fmp4.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: live viewing by MP4 fragments and HLS")
public @interface Fmp4Configuration {

    @AttributeDefinition(description = "Viewers at a time; more are told that the server is busy")
    int maxViewers() default 1000;

    @AttributeDefinition(description = "Streams watched by HLS at a time; each keeps up to 32 MiB")
    int maxHlsStreams() default 64;
}
