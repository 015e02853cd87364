package com.technosupport.vms.media.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.media.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: media")
public @interface MediaConfiguration {

    String PID = "com.technosupport.vms.media";

    @AttributeDefinition(description = "Threads that read cameras; 0 chooses by the number of processors")
    int readerThreads() default 0;

    @AttributeDefinition(description = "Threads that hand packets to readers; 0 chooses by the number of processors")
    int sinkThreads() default 0;

    @AttributeDefinition(description = "Seconds until a camera's TCP connection must stand")
    int connectTimeoutSeconds() default 5;

    @AttributeDefinition(description = "Seconds until a camera must answer a request")
    int answerTimeoutSeconds() default 8;

    @AttributeDefinition(description = "Seconds without video after which a camera is connected anew")
    int noVideoSeconds() default 8;

    @AttributeDefinition(
            description = "Seconds that a stream stays open after its last viewer, where nobody else needs it")
    int lingerSeconds() default 30;

    @AttributeDefinition(
            description =
                    "Bytes kept of each stream since its latest key frame, for viewers who join, and of a few seconds before it, for stills of events")
    int recentBytes() default 4 << 20;

    @AttributeDefinition(description = "Bytes a second that one device's own recordings are read with at most")
    int replayBytesPerSecond() default 8 << 20;

    @AttributeDefinition(description = "Whether FFmpeg may read streams that our RTSP client does not understand")
    boolean ffmpegFallback() default true;
}
