package com.technosupport.vms.api.model;

import java.time.Instant;
import java.util.Objects;

/**
 * A camera's state with the reason in words.
 *
 * @param detail a sentence for the operator; empty when there is nothing to say
 * @param since when the state, not the detail, last changed
 */
public record CameraStatus(CameraState state, String detail, Instant since) {

    public CameraStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(since, "since");
    }
}
