package com.technosupport.vms.live.webrtc.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.live.webrtc}. */
@ObjectClassDefinition(name = "Live viewing by WebRTC")
public @interface WebRtcConfiguration {

    @AttributeDefinition(description = "UDP and TCP port that all viewers come to")
    int port() default 8189;

    @AttributeDefinition(
            description =
                    "IP addresses announced to viewers, separated by commas; public=local where a router translates."
                            + " Empty: the host's. Loopback is always announced, last")
    String[] addresses() default {};

    @AttributeDefinition(description = "Viewers at a time")
    int maxSessions() default 1000;
}
