package com.technosupport.vms.api.live;

import org.osgi.annotation.versioning.ProviderType;

/** One viewer of a stream in fragments. Safe for use by several threads. */
@ProviderType
public interface FragmentSubscription extends AutoCloseable {

    /** Leaves out what comes until the next fragment that a player can start at, because the viewer is slow. */
    void skip();

    /** Ends it. No call of the sink begins after this returns, except when it is called from within the sink. */
    @Override
    void close();
}
