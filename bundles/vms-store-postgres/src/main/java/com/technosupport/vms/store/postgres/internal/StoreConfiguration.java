package com.technosupport.vms.store.postgres.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings of the stores, PID {@code com.technosupport.vms.store}. */
@ObjectClassDefinition(
        name = "Techno Support VMS: database",
        description = "Where cameras, accounts and events are kept.")
@interface StoreConfiguration {

    @AttributeDefinition(
            name = "Database URL",
            description = "jdbc:postgresql://host:port/name; empty for the embedded server.",
            required = false)
    String dbUrl() default "";

    @AttributeDefinition(name = "User", required = false)
    String dbUser() default "vms";

    /** The property's name is {@code .dbPassword}: with the dot, it is kept out of the properties of services. */
    @AttributeDefinition(name = "Password", type = AttributeType.PASSWORD, required = false)
    String _dbPassword() default "";

    @AttributeDefinition(
            name = "Data directory",
            description = "Holds last-known/cameras, the sealed copy for a start without the database.")
    String dataDirectory() default "vms-data";

    @AttributeDefinition(
            name = "Connections",
            description = "The most that are open at one time.",
            min = "2",
            max = "100")
    int poolSize() default 8;
}
