package com.technosupport.vms.api.health;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One part's readiness, asked for at any time by any thread. Registered as a service. */
@ConsumerType
public interface HealthCheck {

    /** The part, as in {@code database}; lower case, stable. */
    String name();

    /** Why the part is not ready, in a sentence without secrets; empty when it is. Does not block. */
    Optional<String> problem();

    /**
     * What is wrong with a part that does its work all the same, such as one of several disks that failed, likewise. An operator is told,
     * and the server stays ready. Does not block.
     */
    default Optional<String> warning() {
        return Optional.empty();
    }
}
