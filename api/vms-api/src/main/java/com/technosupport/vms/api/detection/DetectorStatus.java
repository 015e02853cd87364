package com.technosupport.vms.api.detection;

import java.util.Objects;

/**
 * A detector that is installed, or a model that was refused.
 *
 * @param bundle symbolic name
 * @param detail a sentence, such as why it was refused; may be empty
 * @param cameras how many cameras it looks at, or would
 */
public record DetectorStatus(DetectorInfo info, String bundle, State state, String detail, int cameras) {

    /** What a detector is doing. */
    public enum State {
        SERVING,
        /** Another version of it serves. */
        STANDBY,
        /** It cannot be used. */
        REFUSED
    }

    public DetectorStatus {
        Objects.requireNonNull(info, "info");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
    }
}
