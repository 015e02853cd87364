package com.technosupport.vms.api.recording;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether footage of a camera is being stored now.
 *
 * @param recording whether any of its streams is on its way to disk
 * @param mode what the policy says for now: never {@link RecordingMode#SCHEDULE}, but what its slots make of it
 * @param since when {@code recording} last changed, or this server's start
 * @param last the end of the newest footage of this run; empty where there is none yet
 * @param reason why not, a sentence for the operator; empty while it is recorded
 */
public record RecordingState(
        boolean recording, RecordingMode mode, Instant since, Optional<Instant> last, String reason) {

    public RecordingState {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(reason, "reason");
    }
}
