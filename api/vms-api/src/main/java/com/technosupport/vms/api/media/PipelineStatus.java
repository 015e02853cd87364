package com.technosupport.vms.api.media;

import java.time.Instant;
import java.util.Objects;

/**
 * What a pipeline is doing.
 *
 * @param detail a sentence for the operator; may be empty
 * @param since when the state last changed
 */
public record PipelineStatus(State state, String detail, Instant since) {

    /** The states of a pipeline. */
    public enum State {
        /** Nobody needs the stream. */
        IDLE,
        /** The source is being opened. */
        CONNECTING,
        /** Packets flow. */
        STREAMING,
        /** The source failed and is tried again after a while. */
        RETRYING,
        /** The source refused the password, and is not tried again until the pipeline is started with another. */
        REFUSED
    }

    public PipelineStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(since, "since");
    }
}
