package com.technosupport.vms.playback.internal.export;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.exports.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: exports")
public @interface ExportConfiguration {

    String PID = "com.technosupport.vms.exports";

    @AttributeDefinition(description = "Holds exports/, and secrets/export-signing.pem")
    String dataDirectory();

    @AttributeDefinition(description = "Days that exports are kept")
    int days() default 30;

    @AttributeDefinition(description = "Megabytes of disk that exports leave free")
    int reserveMegabytes() default 2048;

    @AttributeDefinition(description = "Exports that may wait to be made; more are refused")
    int maxWaiting() default 100;
}
