package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An event as clients see it; what it does not have is left out. The same as on the WebSocket.
 *
 * @param time when it happened, as whoever saw it says
 * @param receivedAt when it came to this server
 */
@Schema(name = "Event")
public record EventView(
        UUID id,
        String type,
        @Schema(nullable = true) UUID cameraId,
        @Schema(nullable = true) String source,
        Instant time,
        @Schema(nullable = true) String label,
        @Schema(nullable = true) Double confidence,
        @Schema(nullable = true) BoxView box,
        @Schema(nullable = true) String trackId,
        @Schema(nullable = true) Map<String, Object> data,
        @Schema(nullable = true) String cameraName,
        @Schema(nullable = true) String siteName,
        Severity severity,
        @Schema(nullable = true) String snapshotUrl,
        Instant receivedAt,

        @Schema(
                nullable = true,
                description = "In a list with `cluster`: of what else this event, its newest, stands for")
        ClusterView cluster) {

    /**
     * Events of one type and one camera that came shortly after another, told as one.
     *
     * @param first time of the oldest
     * @param last time of the newest
     */
    @Schema(name = "EventCluster")
    public record ClusterView(
            int count,

            @Schema(
                    description =
                            "False where there were too many to count: then there are more, and `first` is earlier")
            boolean complete,

            Instant first,
            Instant last,
            @Schema(description = "The highest") Severity severity,

            @Schema(description = "The first ten by the alphabet")
            List<String> labels,

            @Schema(nullable = true, description = "The still of the one that was most certain")
            String bestThumbnail,

            @Schema(nullable = true, description = "Whose still that is")
            UUID bestEventId) {

        static ClusterView of(EventClusters.Cluster cluster) {
            return new ClusterView(
                    cluster.count,
                    cluster.complete,
                    cluster.first,
                    cluster.newest.message().time(),
                    cluster.severity,
                    List.copyOf(cluster.labels),
                    cluster.picture.map(EventView::snapshot).orElse(null),
                    cluster.picture.map(event -> event.message().id().value()).orElse(null));
        }
    }

    /** A place in the picture, as parts of its width and height. */
    @Schema(name = "Box")
    public record BoxView(double x, double y, double w, double h) {}

    /** A page of events, newest first. */
    @Schema(name = "EventPage")
    public record EventPage(
            List<EventView> items, @Schema(nullable = true) String nextCursor) {}

    /**
     * What came as an event and could not be taken.
     *
     * @param origin where it came from, such as {@code nats:vms.events.DoorOpened}
     * @param payload the first of its bytes
     * @param size how many it had
     */
    @Schema(name = "RejectedEvent")
    public record RejectedView(UUID id, Instant receivedAt, String origin, String reason, byte[] payload, long size) {

        private static final int SHOWN = 4096;

        static RejectedView of(RejectedEvent event) {
            return new RejectedView(
                    event.id(),
                    event.receivedAt(),
                    event.origin(),
                    event.reason(),
                    event.payload().length > SHOWN ? Arrays.copyOf(event.payload(), SHOWN) : event.payload(),
                    event.size());
        }
    }

    /** A page of what could not be taken, newest first. */
    @Schema(name = "RejectedEventPage")
    public record RejectedPage(
            List<RejectedView> items,
            @Schema(nullable = true) String nextCursor) {}

    /** What was taken, to be found by its id. */
    @Schema(name = "AcceptedEvent")
    public record Accepted(UUID id) {}

    private static String snapshot(EnrichedEvent event) {
        return event.snapshotPath().isPresent()
                ? "/api/events/" + event.message().id() + "/snapshot.jpg"
                : null;
    }

    static EventView of(EventClusters.Cluster cluster) {
        return of(cluster.newest, ClusterView.of(cluster));
    }

    static EventView of(EnrichedEvent event) {
        return of(event, null);
    }

    private static EventView of(EnrichedEvent event, ClusterView cluster) {
        EventMessage message = event.message();
        return new EventView(
                message.id().value(),
                message.type(),
                message.cameraId().map(CameraId::value).orElse(null),
                message.source().isEmpty() ? null : message.source(),
                message.time(),
                message.label().orElse(null),
                message.confidence().isPresent() ? message.confidence().getAsDouble() : null,
                message.box()
                        .map(box -> new BoxView(box.x(), box.y(), box.w(), box.h()))
                        .orElse(null),
                message.trackId().orElse(null),
                message.data().isEmpty() ? null : message.data(),
                event.cameraName().orElse(null),
                event.siteName().orElse(null),
                event.severity(),
                snapshot(event),
                event.receivedAt(),
                cluster);
    }
}
