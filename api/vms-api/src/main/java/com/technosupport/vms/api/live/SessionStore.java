package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The live sessions that are open, each with a time after which it is forgotten unless it was put again. So a session
 * outlives a connection that breaks for a moment, and none outlives a server that fell. Safe for use by several threads;
 * every call may wait for another machine, for two seconds at most.
 *
 * <p>Every call throws a {@link VmsException} with {@link ErrorCode#BUSY} when the store cannot be reached.
 */
@ProviderType
public interface SessionStore {

    /**
     * Notes a session, or renews it.
     *
     * @param timeToLive at least a millisecond; until then it is found
     * @throws IllegalArgumentException when it is less
     */
    void put(LiveSession session, Duration timeToLive);

    Optional<LiveSession> find(LiveSessionId id);

    /** Harmless where there is none. */
    void remove(LiveSessionId id);

    /** Those that have not expired, by id, which is by age. */
    List<LiveSession> sessions();
}
