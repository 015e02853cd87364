package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/** The stills of events, in files below the data directory. */
@ProviderType
public interface EventSnapshots {

    /**
     * The still of an event that has one.
     *
     * @param boxes with the event's box drawn on it
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when it has none, {@link ErrorCode#BUSY}
     */
    byte[] picture(EnrichedEvent event, boolean boxes) throws InterruptedException;
}
