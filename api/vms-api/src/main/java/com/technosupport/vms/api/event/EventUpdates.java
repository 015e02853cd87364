package com.technosupport.vms.api.event;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/** Adds to events that are stored, and tells every {@link EnrichedEventListener}. */
@ProviderType
public interface EventUpdates {

    /**
     * Notes where an event's still is. May be repeated.
     *
     * @param path below the data directory, as {@code events/<id>.jpg}
     * @return the event with it
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when it is not stored, or was expired; {@link ErrorCode#STORE_UNAVAILABLE}
     */
    EnrichedEvent linkSnapshot(EventId id, String path);
}
