package com.technosupport.vms.rules.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.rules.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: rules, alarms and stills of events")
public @interface RulesConfiguration {

    String PID = "com.technosupport.vms.rules";

    @AttributeDefinition(description = "Where stills are kept, below events/")
    String dataDirectory() default "";

    @AttributeDefinition(description = "Actions that run at a time; of one kind half of them at most")
    int workers() default 8;

    @AttributeDefinition(
            description = "Stills of events that are made at a time; small, so that recording has the machine")
    int stillsAtATime() default 2;

    @AttributeDefinition(description = "Days that is kept what rules have done, and alarms that are closed")
    int keepDays() default 30;

    @AttributeDefinition(
            description =
                    "The least severity of events of which a still is kept without any rule: INFO, WARNING, CRITICAL;"
                            + " empty for none")
    String stillSeverity() default "WARNING";

    @AttributeDefinition(description = "Whether a still is kept of events that show where something is in the picture")
    boolean stillOfBoxes() default true;

    @AttributeDefinition(
            description = "Seconds after its coming within which an event gets a still from the live picture")
    int stillSeconds() default 30;

    @AttributeDefinition(
            description = "Networks that webhooks may reach although they are this machine's own or link-local, such as"
                    + " 127.0.0.0/8; comma separated")
    String webhookAllow() default "";

    @AttributeDefinition(description = "Seconds that a part may be not ready before an alarm is raised")
    int partSeconds() default 30;

    @AttributeDefinition(
            description = "Seconds that a camera may be lost before an alarm is raised; 0 for no such alarms")
    int cameraSeconds() default 60;

    @AttributeDefinition(description = "Minutes after which an alarm of the server's own escalates; 0 for never")
    int escalateMinutes() default 15;
}
