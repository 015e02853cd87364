package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.codec.Absent;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.UnreadableEventException;
import com.technosupport.vms.web.internal.EventServices;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened: of the cameras that the caller may see; events without a camera are for those who see all. And the way in for
 * systems that do not speak NATS.
 */
@Path("events")
@Tag(name = "events")
@Produces(MediaType.APPLICATION_JSON)
public final class EventResource {

    private static final Logger LOG = LoggerFactory.getLogger(EventResource.class);

    private static final int MOST_TYPES = 64;
    private static final int MOST_CAMERAS = 200;
    /** Each may hold as much as a message. */
    private static final int MOST_REJECTED = 100;

    private final EventServices services;
    private final Clock clock;
    private final SlowCalls publishing;

    EventResource(EventServices services, Clock clock, int maxSlowCalls) {
        this.services = services;
        this.clock = clock;
        this.publishing = new SlowCalls(maxSlowCalls);
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listEvents", summary = "Events, newest first")
    public EventView.EventPage list(
            @Parameter(description = "May be given several times") @QueryParam("cameraId") List<String> cameraIds,
            @Parameter(description = "May be given several times") @QueryParam("type") List<String> types,
            @Parameter(description = "INFO, WARNING or CRITICAL; may be given several times") @QueryParam("severity")
                    List<String> severities,
            @QueryParam("label") String label,
            @Parameter(description = "Inclusive, by the time of the event") @QueryParam("from") String from,
            @Parameter(description = "Exclusive") @QueryParam("to") String to,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Parameter(
                            description =
                                    "A length of time such as `30s`: events of one type and one camera within it are"
                                            + " told as one, their newest, with `cluster`. Such a page may have a few more"
                                            + " than `limit`, and has a cursor of its own kind")
                    @QueryParam("cluster")
                    String cluster,
            @Context ContainerRequestContext context) {
        int most = Paging.limit(limit);
        new Fields()
                .require(types.size() <= MOST_TYPES, "type", "at most " + MOST_TYPES)
                .require(cameraIds.size() <= MOST_CAMERAS, "cameraId", "at most " + MOST_CAMERAS)
                .optional("label", label, 256)
                .check();
        boolean single = cluster == null;
        Optional<Instant> until = Optional.ofNullable(to).map(text -> Times.required("to", text));
        EventQuery query = new EventQuery(
                cameras(Call.of(context), cameraIds),
                Set.copyOf(types),
                severities(severities),
                Optional.ofNullable(label),
                Optional.ofNullable(from).map(text -> Times.required("from", text)),
                single || cursor == null ? until : Optional.of(earlier(until, cursor)),
                single ? Optional.ofNullable(cursor).map(EventResource::place) : Optional.empty(),
                most + 1);
        if (!single) {
            EventClusters.Page page = EventClusters.read(services.store(), query, EventClusters.width(cluster), most);
            return new EventView.EventPage(
                    page.clusters().stream().map(EventView::of).toList(),
                    page.next().map(time -> Paging.encode(time.toString())).orElse(null));
        }
        List<EnrichedEvent> found = services.store().page(query);
        List<EnrichedEvent> page = Paging.items(found, most);
        return new EventView.EventPage(
                page.stream().map(EventView::of).toList(),
                found.size() <= most ? null : cursor(page.get(most - 1).message()));
    }

    /** Those that are asked for and may be seen. */
    private static Optional<Set<CameraId>> cameras(Call call, List<String> cameraIds) {
        if (cameraIds.isEmpty()) {
            return call.sight();
        }
        return Optional.of(cameraIds.stream()
                .map(CameraId::parse)
                .filter(call.caller()::maySee)
                .collect(Collectors.toUnmodifiableSet()));
    }

    static Set<Severity> severities(List<String> texts) {
        EnumSet<Severity> severities = EnumSet.noneOf(Severity.class);
        for (String each : texts) {
            severities.add(Arrays.stream(Severity.values())
                    .filter(known -> known.name().equals(each))
                    .findFirst()
                    .orElseThrow(() -> new InvalidFieldsException("severity", "INFO, WARNING or CRITICAL")));
        }
        return severities;
    }

    /** Where the next page of clusters begins: before both. */
    private static Instant earlier(Optional<Instant> until, String cursor) {
        try {
            Instant before = Instant.parse(Paging.decode(cursor));
            return until.filter(time -> time.isBefore(before)).orElse(before);
        } catch (DateTimeException e) {
            throw new InvalidFieldsException("cursor", "not one that was given out");
        }
    }

    private static String cursor(EventMessage last) {
        return Paging.encode(last.time() + "/" + last.id());
    }

    private static EventQuery.Place place(String cursor) {
        String text = Paging.decode(cursor);
        int slash = text.indexOf('/');
        try {
            if (slash > 0) {
                UUID id = EventId.parse(text.substring(slash + 1)).value();
                return new EventQuery.Place(Instant.parse(text.substring(0, slash)), id);
            }
        } catch (DateTimeException | VmsException e) {
            // Told below.
        }
        throw new InvalidFieldsException("cursor", "not one that was given out");
    }

    @GET
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getEvent", summary = "An event")
    public EventView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Caller caller = Call.of(context).caller();
        return services.store()
                .find(EventId.parse(id))
                .filter(event -> maySee(caller, event))
                .map(EventView::of)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such event"));
    }

    /** Whether a caller may know of an event. */
    public static boolean maySee(Caller caller, EnrichedEvent event) {
        return caller.seesAll()
                || event.message().cameraId().filter(caller::maySee).isPresent();
    }

    @GET
    @Path("rejected")
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "listRejectedEvents",
            summary = "What came as an event and could not be taken, newest first")
    public EventView.RejectedPage rejected(@QueryParam("limit") Integer limit, @QueryParam("cursor") String cursor) {
        int most = Math.min(Paging.limit(limit), MOST_REJECTED);
        List<RejectedEvent> found =
                services.store().rejected(most + 1, Optional.ofNullable(cursor).map(EventResource::place));
        List<RejectedEvent> page = Paging.items(found, most);
        RejectedEvent last = page.isEmpty() ? null : page.get(page.size() - 1);
        return new EventView.RejectedPage(
                page.stream().map(EventView.RejectedView::of).toList(),
                found.size() <= most ? null : Paging.encode(last.receivedAt() + "/" + last.id()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "publishEvent",
            summary = "Takes an event of another system, as from NATS; missing id and time are filled in")
    @RequestBody(content = @Content(schema = @Schema(implementation = EventView.class)))
    @ApiResponse(
            responseCode = "202",
            description = "It is safe, and soon to be found",
            content = @Content(schema = @Schema(implementation = EventView.Accepted.class)))
    public Response publish(byte[] body, @Context ContainerRequestContext context) throws InterruptedException {
        Caller caller = Call.of(context).caller();
        EventMessage event = read(body, caller);
        if (event.cameraId().isPresent() && !caller.maySee(event.cameraId().get())) {
            throw Call.noCamera();
        }
        publishing.run(() -> {
            services.bus().publish(event);
            return null;
        });
        return Response.accepted(new EventView.Accepted(event.id().value()))
                .location(URI.create("/api/events/" + event.id()))
                .build();
    }

    /** As what comes by NATS: so an administrator finds what a system sends wrongly, which often shows its errors to nobody. */
    private void setAside(byte[] body, Caller caller, Instant now, String reason) {
        byte[] kept = body == null ? new byte[0] : Arrays.copyOf(body, Math.min(body.length, RejectedEvent.MOST_BYTES));
        try {
            services.store()
                    .reject(List.of(new RejectedEvent(
                            EventId.next(clock).value(),
                            now,
                            "rest:" + caller.username(),
                            reason,
                            kept,
                            body == null ? 0 : body.length)));
        } catch (VmsException e) {
            // Whoever sent it is told all the same.
            LOG.debug("What could not be taken is not kept", e);
        }
    }

    private EventMessage read(byte[] body, Caller caller) {
        Instant now = clock.instant();
        try {
            return EventJson.read(body, new Absent(() -> EventId.next(clock), Optional.empty(), now), now);
        } catch (UnreadableEventException e) {
            setAside(body, caller, now, e.getMessage());
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The event cannot be taken: " + e.getMessage());
        }
    }
}
