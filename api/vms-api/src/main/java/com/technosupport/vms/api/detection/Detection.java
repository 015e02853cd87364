package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.event.EventMessage.Box;
import java.util.Objects;

/**
 * Something that a detector sees in one frame.
 *
 * @param label such as {@code person}; one of {@link DetectorInfo#labels()}
 * @param confidence 0 to 1
 * @param box as parts of the frame's width and height
 */
public record Detection(String label, double confidence, Box box) {

    public Detection {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(box, "box");
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("a confidence is from 0 to 1");
        }
    }
}
