package com.technosupport.vms.api.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An event with all that its readers need, so that they ask nobody else. Names are those of the time when it came.
 *
 * @param cameraName empty where the event names no camera, or one that is not known
 * @param siteName of the camera's site
 * @param snapshotPath where its still is, below the data directory, as {@code events/<id>.jpg}; empty until one was stored
 * @param receivedAt when it came to this server; its own time is {@link EventMessage#time()}
 */
public record EnrichedEvent(
        EventMessage message,
        Optional<String> cameraName,
        Optional<String> siteName,
        Severity severity,
        Optional<String> snapshotPath,
        Instant receivedAt) {

    public EnrichedEvent {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(cameraName, "cameraName");
        Objects.requireNonNull(siteName, "siteName");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(snapshotPath, "snapshotPath");
        Objects.requireNonNull(receivedAt, "receivedAt");
    }
}
