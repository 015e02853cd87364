package com.technosupport.vms.bus.nats.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.bus.nats.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: events over NATS")
@interface NatsConfiguration {

    String PID = "com.technosupport.vms.bus.nats";

    @AttributeDefinition(
            description =
                    "nats://[user:password@]host[:port], or tls:// for TLS; several with commas. Empty: events stay"
                            + " within this server.",
            required = false)
    String url() default "";

    @AttributeDefinition(required = false)
    String user() default "";

    @AttributeDefinition(type = AttributeType.PASSWORD, required = false)
    String _password() default "";

    @AttributeDefinition(type = AttributeType.PASSWORD, required = false)
    String _token() default "";

    @AttributeDefinition(description = "A file with a user's JWT and seed, as nsc writes it.", required = false)
    String credentialsFile() default "";

    @AttributeDefinition(
            description = "Certificates (PEM) to trust in place of the JDK's, for tls://.",
            required = false)
    String caFile() default "";

    @AttributeDefinition(description = "Seconds that whoever publishes waits before being told that the bus is busy.")
    int publishSeconds() default 10;

    @AttributeDefinition(description = "Events that a durable receiver is given at a time.")
    int batch() default 2000;

    @AttributeDefinition(description = "Events that may wait for a receiver that only listens.")
    int queue() default 4096;

    @AttributeDefinition(description = "Seconds that a durable receiver may be away, as during its update.")
    int absenceSeconds() default 60;

    @AttributeDefinition(description = "Size of the stream, where this server makes it; the oldest events give way.")
    int streamMegabytes() default 1024;

    @AttributeDefinition(description = "Days that events stay in the stream, where this server makes it.")
    int streamDays() default 7;
}
