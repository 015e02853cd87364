package com.technosupport.vms.security.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment configuration of this bundle, under the PID {@value #PID}. */
@ObjectClassDefinition(name = "Techno Support VMS: security")
public @interface SecurityConfig {

    /** The PID, the same for both components of this bundle. */
    String PID = "com.technosupport.vms.security";

    @AttributeDefinition(
            name = "Data directory",
            description = "Holds secrets/master.key, vault-key-id and, until it was changed, initial-admin-password.")
    String dataDirectory();

    /** The leading underscore makes it {@code .adminPassword}, which is never shown among the service's properties. */
    @AttributeDefinition(
            name = "First password of admin",
            description = "Used at the first start only. Empty: a random one is written to initial-admin-password.",
            type = AttributeType.PASSWORD,
            required = false)
    String _adminPassword() default "";

    @AttributeDefinition(name = "Session length", description = "Hours without a request after which a session ends.")
    int sessionHours() default 12;

    @AttributeDefinition(
            name = "Longest session",
            description = "Days after which a session ends, however often it was used.")
    int sessionMaximumDays() default 30;

    @AttributeDefinition(
            name = "Password hashes at once",
            description = "Each takes 19 MiB and one core for about 0.1 s; more logins wait.")
    int passwordHashesAtOnce() default 2;
}
