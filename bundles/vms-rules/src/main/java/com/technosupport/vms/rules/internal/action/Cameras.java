package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Map;

/** Which camera an action is about. */
final class Cameras {

    private Cameras() {}

    /**
     * The parameter {@code camera}, else the event's.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when there is neither
     */
    static CameraId of(EnrichedEvent event, Map<String, Object> parameters) {
        return parameters.get("camera") instanceof String id
                ? CameraId.parse(id)
                : event.message()
                        .cameraId()
                        .orElseThrow(() -> new VmsException(ErrorCode.INVALID_REQUEST, "The event is of no camera"));
    }
}
