package com.technosupport.vms.api.media;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One reader of one stream. Safe for use by several threads. */
@ProviderType
public interface Subscription extends AutoCloseable {

    /** The packets since the latest key frame, that one first; for a viewer that has to start anew. Does not block. */
    List<Packet> recent();

    /**
     * What {@link #recent()} has and, where they are still there, the groups of pictures before it, back to a few seconds ago; a key
     * frame first. For pictures of a moment that has just passed. Does not block.
     */
    default List<Packet> history() {
        return recent();
    }

    /** How many packets this reader lost because it was slow. */
    long dropped();

    /** Ends it. No call of the sink begins after this returns, except when it is called from within the sink. */
    @Override
    void close();
}
