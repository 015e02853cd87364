package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.event.EventMessage.Box;
import java.util.Objects;

/**
 * An object that is followed from frame to frame.
 *
 * @param trackId unique among the camera's objects
 * @param confidence of the latest sight of it
 * @param box where it is
 */
public record TrackedObject(String trackId, String label, double confidence, Box box) {

    public TrackedObject {
        Objects.requireNonNull(trackId, "trackId");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(box, "box");
    }
}
