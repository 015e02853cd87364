package com.technosupport.vms.plugins.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, PID {@code com.technosupport.vms.plugins}. */
@ObjectClassDefinition(name = "VMS plug-ins", description = "How new versions of plug-ins are tried.")
@interface PluginsConfiguration {

    String PID = "com.technosupport.vms.plugins";

    @AttributeDefinition(description = "Holds deploy, where plug-ins are dropped, and plugins, where they are kept.")
    String dataDirectory();

    @AttributeDefinition(description = "Milliseconds between two looks at the deploy directory.")
    int pollMillis() default 500;

    @AttributeDefinition(description = "Largest jar in megabytes.")
    int maxMegabytes() default 512;

    @AttributeDefinition(
            description = "Seconds that a file may stay unreadable without a change before it is called corrupt.")
    int settleSeconds() default 5;

    @AttributeDefinition(description = "Whether a jar must say that it passed its contract tests.")
    boolean requireContract() default false;

    @AttributeDefinition(description = "Seconds for the start of a version.")
    int startSeconds() default 20;

    @AttributeDefinition(description = "Seconds for the stop of a version.")
    int stopSeconds() default 10;

    @AttributeDefinition(description = "How many devices a new driver is tried with before it serves any.")
    int probeDevices() default 4;

    @AttributeDefinition(description = "Seconds for trying devices.")
    int probeSeconds() default 30;

    @AttributeDefinition(description = "Per cent of its cameras that a new driver serves first; 0 or 100: all at once.")
    int rollOutPercent() default 0;

    @AttributeDefinition(description = "Seconds that it serves those alone.")
    int rollOutSeconds() default 60;

    @AttributeDefinition(description = "Seconds during which a new version is taken back by itself when it fails.")
    int probationSeconds() default 120;

    @AttributeDefinition(description = "Seconds between two rounds in which devices are asked during that time.")
    int probationProbeSeconds() default 15;

    @AttributeDefinition(
            description = "Failed calls to devices that take a new version back, where more fail than succeed.")
    int probationFailures() default 3;
}
