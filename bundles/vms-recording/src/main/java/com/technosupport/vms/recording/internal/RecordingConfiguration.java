package com.technosupport.vms.recording.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.recording.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: recording")
public @interface RecordingConfiguration {

    @AttributeDefinition(description = "Where all that outlives the program is kept")
    String dataDirectory() default "vms-data";

    @AttributeDefinition(
            description = "Volumes for footage, comma separated, each with an optional size to keep free, such as"
                    + " /srv/a:50G, and :archive, or :archive=30, for one that older footage is moved to, after 7 days or"
                    + " as many; empty for the folder recordings of the data directory")
    String storage() default "";

    @AttributeDefinition(description = "What each volume keeps free where it does not say, such as 2G")
    String keepFree() default "2G";

    @AttributeDefinition(
            description = "What is kept of a camera that has no policy of its own: OFF, CONTINUOUS or EVENT")
    String defaultMode() default "OFF";

    @AttributeDefinition(description = "Threads that write footage; 0 for as many as fit the machine")
    int writerThreads() default 0;

    @AttributeDefinition(
            description = "What may wait in memory for the disk or for an event, of all cameras together, in MiB")
    int bufferMebibytes() default 256;

    @AttributeDefinition(description = "What may wait of one stream, in MiB")
    int streamBufferMebibytes() default 64;

    @AttributeDefinition(
            description = "How often what is written is forced to the disk, in seconds: what a power cut may cost;"
                    + " 0 to leave it to the operating system")
    int syncSeconds() default 10;

    @AttributeDefinition(description = "Whether each file's SHA-256 is taken and chained, for signed exports")
    boolean seal() default true;
}
