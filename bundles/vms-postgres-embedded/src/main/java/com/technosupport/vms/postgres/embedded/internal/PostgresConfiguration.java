package com.technosupport.vms.postgres.embedded.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings of the embedded server, PID {@code com.technosupport.vms.postgres}. */
@ObjectClassDefinition(
        name = "Techno Support VMS: embedded PostgreSQL",
        description = "The server that keeps the data where no other PostgreSQL is configured.")
@interface PostgresConfiguration {

    @AttributeDefinition(
            name = "Database URL",
            description = "The address of another server. Anything but empty keeps the embedded one from starting.",
            required = false)
    String dbUrl() default "";

    @AttributeDefinition(
            name = "Data directory",
            description =
                    "Holds postgres/ with the database, the binaries and the logs, and secrets/ with its passwords.")
    String dataDirectory() default "vms-data";

    @AttributeDefinition(
            name = "Port",
            description = "On 127.0.0.1. 0 takes a free one and keeps to it.",
            min = "0",
            max = "65535")
    int port() default 0;
}
