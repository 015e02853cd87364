package com.technosupport.vms.api.device;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears how scans go. Registered as a service; must not block. */
@ConsumerType
public interface DiscoveryListener {

    /** At most a few times a second. */
    void progress(Scan scan);

    /** Once, at the end, whether it succeeded or not. */
    void complete(Scan scan);
}
