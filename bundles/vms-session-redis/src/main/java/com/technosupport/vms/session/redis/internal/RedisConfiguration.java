package com.technosupport.vms.session.redis.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.session.redis.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: live sessions in Redis")
public @interface RedisConfiguration {

    String PID = "com.technosupport.vms.session.redis";

    @AttributeDefinition(
            description =
                    "redis://[user:password@]host[:port][/database], or rediss:// for TLS; empty keeps sessions in memory")
    String url() default "";
}
