package com.technosupport.vms.backfill.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.backfill.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: filling gaps from devices")
public @interface BackfillConfiguration {

    String PID = "com.technosupport.vms.backfill";

    @AttributeDefinition(description = "Whether gaps are filled at all")
    boolean enabled() default true;

    @AttributeDefinition(
            description = "Seconds after the end of a gap before its device is asked: it has to finish its own file")
    int settleSeconds() default 30;

    @AttributeDefinition(description = "Gaps that ended longer ago are left alone, in hours")
    int maxAgeHours() default 72;

    @AttributeDefinition(description = "Devices that are read at a time; of each one, one stretch")
    int devices() default 2;

    @AttributeDefinition(description = "Megabits a second that are taken from a device")
    int megabits() default 16;

    @AttributeDefinition(description = "What is fetched at a time, in seconds: what a crash may cost")
    int pieceSeconds() default 300;

    @AttributeDefinition(description = "How often gaps are looked for, in seconds")
    int lookSeconds() default 5;
}
