package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Timeline;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.EventCounts;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The timelines of several cameras in one answer: footage, gaps, evidence and events. */
@Path("timeline")
@Tag(name = "playback")
@Produces(MediaType.APPLICATION_JSON)
public final class TimelinesResource {

    private static final int MOST_CAMERAS = 36;

    /** Of all lanes together: a month at a glance, or many cameras. */
    private static final int MOST_BUCKETS = 36 * 1024;

    private final Services services;

    TimelinesResource(Services services) {
        this.services = services;
    }

    /** One camera's. */
    @Schema(name = "TimelineLane")
    public record Lane(
            UUID cameraId,

            @Schema(description = "Of each bucket, 0 for nothing to 255 for all of it")
            List<Integer> coverage,

            @Schema(description = "Which buckets hold evidence")
            List<Boolean> locked,

            @Schema(description = "How many gaps touch each bucket")
            List<Integer> gapCount,

            @Schema(description = "How many events each bucket has")
            int[] events,

            @Schema(description = "The highest severity of the events of each bucket; null where there are none")
            List<Severity> maxSeverity,

            List<TimelineResource.GapView> gaps,

            @Schema(description = "Whether there is more than this tells of")
            boolean truncated) {}

    /** All of them, with the same buckets. */
    @Schema(name = "Timelines")
    public record Timelines(Instant from, Instant to, int buckets, List<Lane> cameras) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "timelines", summary = "Footage, gaps and events of several cameras over a range")
    public Timelines timelines(
            @QueryParam("cameras") @Parameter(description = "Ids with commas between, 36 at most") String cameras,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("buckets") @DefaultValue("512") int buckets,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @Context ContainerRequestContext context) {
        List<String> ids = cameras == null || cameras.isBlank() ? List.of() : List.of(cameras.split(",", -1));
        new Fields()
                .require(!ids.isEmpty(), "cameras", "is missing")
                .require(ids.size() <= MOST_CAMERAS, "cameras", "at most " + MOST_CAMERAS)
                .require(
                        (long) ids.size() * buckets <= MOST_BUCKETS,
                        "buckets",
                        "at most " + MOST_BUCKETS + " of all cameras together")
                .check();
        Instant begin = Times.required("from", from);
        Instant end = Times.required("to", to);
        new Fields().require(begin.isBefore(end), "to", "is after from").check();
        StreamRole stream = Call.role(role);
        Call call = Call.of(context);
        Map<CameraId, Timeline> lanes = new LinkedHashMap<>();
        for (String id : ids) {
            Camera camera = call.watched(services.deviceRegistry(), id.strip());
            lanes.put(camera.id(), services.playback().timeline(camera.id(), stream, begin, end, buckets));
        }
        Map<CameraId, List<EventCounts.Count>> counts = counts(lanes, begin, end, buckets);
        List<Lane> answer = new ArrayList<>();
        lanes.forEach((camera, timeline) ->
                answer.add(lane(camera, timeline, counts.getOrDefault(camera, List.of()), buckets)));
        return new Timelines(begin, end, buckets, answer);
    }

    /** While the database is away footage that is known is shown without its events. */
    private Map<CameraId, List<EventCounts.Count>> counts(
            Map<CameraId, Timeline> lanes, Instant from, Instant to, int buckets) {
        try {
            return services.eventCountsIfThere()
                    .map(events -> events.counts(lanes.keySet(), from, to, buckets))
                    .orElse(Map.of());
        } catch (VmsException e) {
            if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            return Map.of();
        }
    }

    private static Lane lane(CameraId camera, Timeline timeline, List<EventCounts.Count> counts, int buckets) {
        int[] events = new int[buckets];
        Severity[] most = new Severity[buckets];
        for (EventCounts.Count count : counts) {
            events[count.bucket()] = count.events();
            most[count.bucket()] = count.most();
        }
        return new Lane(
                camera.value(),
                timeline.coverage(),
                timeline.locked(),
                timeline.gapCount(),
                events,
                Arrays.asList(most),
                timeline.gaps().stream()
                        .map(gap -> new TimelineResource.GapView(
                                gap.from(), gap.to().orElse(null), gap.cause(), gap.detail()))
                        .toList(),
                timeline.truncated());
    }
}
