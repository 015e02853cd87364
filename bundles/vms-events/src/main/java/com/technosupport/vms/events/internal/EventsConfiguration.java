package com.technosupport.vms.events.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.events.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: events", description = "How events are kept, and for how long.")
@interface EventsConfiguration {

    String PID = "com.technosupport.vms.events";

    @AttributeDefinition(
            description = "Holds spool, where events wait while the database is away, and the stills in events.")
    String dataDirectory() default "vms-data";

    @AttributeDefinition(description = "The most that the spool may hold; beyond, whoever publishes is told to wait.")
    int spoolMegabytes() default 1024;

    @AttributeDefinition(description = "Days that an event is kept; longer when it is within locked footage.")
    int retentionDays() default 90;

    @AttributeDefinition(description = "The most events that are kept.")
    long retentionCount() default 20_000_000;

    @AttributeDefinition(description = "Days after which rules need not look at an event any more.")
    int workDays() default 7;
}
