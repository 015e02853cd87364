package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.RuleServices;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Alarms: of the cameras that the caller may see; those of no camera, such as a full disk, for who sees all. */
@Path("alarms")
@Tag(name = "alarms")
@Produces(MediaType.APPLICATION_JSON)
public final class AlarmResource {

    private static final int MOST_NOTE = 2000;
    private static final int MOST_NAME = 128;

    private final RuleServices services;
    private final AlarmWork work;

    AlarmResource(RuleServices services, Services accounts) {
        this.services = services;
        this.work = new AlarmWork(services, new AlarmOwners(accounts));
    }

    /** A page of alarms. */
    @Schema(name = "AlarmPage")
    public record AlarmPage(
            List<AlarmView> items, @Schema(nullable = true) String nextCursor) {}

    /** What somebody has to say. */
    @Schema(name = "AlarmNote")
    public record NoteBody(
            @Schema(nullable = true) String note,

            @Schema(nullable = true, description = "What was seen: 409 `CHANGED_MEANWHILE` if somebody was quicker")
            Integer revision) {}

    /** Who is to see to it. */
    @Schema(name = "AlarmAssignment")
    public record AssignBody(
            @Schema(nullable = true, description = "An account; nobody if it is left out")
            String owner,

            @Schema(nullable = true) String note,

            @Schema(nullable = true, description = "What was seen: 409 `CHANGED_MEANWHILE` if somebody was quicker")
            Integer revision) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listAlarms", summary = "Alarms, newest first")
    public AlarmPage list(
            @Parameter(
                            description =
                                    "OPEN, ACKNOWLEDGED, CLOSED, or several with commas between; all if it is left out")
                    @QueryParam("state")
                    String state,
            @Parameter(description = "INFO, WARNING or CRITICAL; may be given several times") @QueryParam("severity")
                    List<String> severities,
            @QueryParam("cameraId") String cameraId,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        Optional<Set<CameraId>> cameras = call.sight();
        if (cameraId != null) {
            CameraId camera = CameraId.parse(cameraId);
            cameras = Optional.of(call.caller().maySee(camera) ? Set.of(camera) : Set.of());
        }
        List<Alarm> found = services.alarms()
                .alarms(new AlarmQuery(
                        states(state),
                        EventResource.severities(severities),
                        cameras,
                        Optional.ofNullable(cursor).map(AlarmResource::place),
                        most + 1));
        String next = null;
        if (found.size() > most) {
            Alarm last = found.get(most - 1);
            next = Paging.encode(last.raisedAt() + "/" + last.id());
        }
        return new AlarmPage(
                Paging.items(found, most).stream().map(AlarmView::of).toList(), next);
    }

    private static Set<AlarmState> states(String text) {
        if (text == null || text.isBlank()) {
            return Set.of();
        }
        EnumSet<AlarmState> states = EnumSet.noneOf(AlarmState.class);
        for (String each : text.split(",", -1)) {
            states.add(Arrays.stream(AlarmState.values())
                    .filter(known -> known.name().equals(each))
                    .findFirst()
                    .orElseThrow(() -> new InvalidFieldsException("state", "OPEN, ACKNOWLEDGED or CLOSED")));
        }
        return states;
    }

    private static AlarmQuery.Place place(String cursor) {
        String[] parts = Paging.decode(cursor).split("/", 2);
        try {
            return new AlarmQuery.Place(Instant.parse(parts[0]), AlarmId.parse(parts[parts.length - 1]));
        } catch (DateTimeException | VmsException e) {
            throw new InvalidFieldsException("cursor", "not one that was given out");
        }
    }

    @GET
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getAlarm", summary = "One alarm, with what has become of it")
    public AlarmView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Alarm alarm = seen(id, Call.of(context));
        return AlarmView.of(alarm, services.alarms().history(alarm.id()));
    }

    @POST
    @Path("{id}/ack")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "acknowledgeAlarm",
            summary = "Says that somebody has seen it; he becomes its owner where it had none")
    public AlarmView acknowledge(@PathParam("id") String id, NoteBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Alarm alarm = seen(id, call);
        return work.does(call, AlarmWork.Kind.ACKNOWLEDGE, alarm, seen(body), null, note(body, false));
    }

    @POST
    @Path("{id}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "closeAlarm", summary = "Ends it; what happens from now on is another alarm")
    public AlarmView close(@PathParam("id") String id, NoteBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Alarm alarm = seen(id, call);
        return work.does(call, AlarmWork.Kind.CLOSE, alarm, seen(body), null, note(body, false));
    }

    @POST
    @Path("{id}/note")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "noteOnAlarm", summary = "Adds to what is known of it")
    public AlarmView note(@PathParam("id") String id, NoteBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Alarm alarm = seen(id, call);
        return work.does(call, AlarmWork.Kind.NOTE, alarm, seen(body), null, note(body, true));
    }

    @POST
    @Path("{id}/assign")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "assignAlarm", summary = "Says who is to see to it")
    public AlarmView assign(@PathParam("id") String id, AssignBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields().optional("owner", body.owner(), MOST_NAME).check();
        Alarm alarm = seen(id, call);
        NoteBody note = new NoteBody(body.note(), body.revision());
        return work.does(call, AlarmWork.Kind.ASSIGN, alarm, seen(note), body.owner(), note(note, false));
    }

    @GET
    @Path("owners")
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "listAlarmOwners",
            summary = "The accounts that can see to alarms, by name",
            description = "With `alarmId`, those that may see that alarm")
    public AlarmOwners.OwnerList owners(
            @QueryParam("alarmId") String alarmId, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return work.owners(alarmId == null ? Optional.empty() : Optional.of(seen(alarmId, call)));
    }

    @POST
    @Path("bulk")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "handleAlarms",
            summary = "Does the same with many alarms",
            description = "One after the other: what fails with one is told with it, and keeps it from no other.")
    public AlarmWork.Done bulk(AlarmWork.Ask body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .require(body.action() != null, "action", "is missing")
                .require(
                        body.items() != null
                                && !body.items().isEmpty()
                                && body.items().size() <= AlarmWork.MOST
                                && body.items().stream().allMatch(item -> item != null && item.id() != null),
                        "items",
                        "1 to " + AlarmWork.MOST + ", each with its id")
                .optional("owner", body.owner(), MOST_NAME)
                .check();
        String note = note(new NoteBody(body.note(), null), body.action() == AlarmWork.Kind.NOTE);
        return work.does(call, body, note, item -> seen(item.toString(), call));
    }

    private static OptionalInt seen(NoteBody body) {
        return body == null || body.revision() == null ? OptionalInt.empty() : OptionalInt.of(body.revision());
    }

    private Alarm seen(String id, Call call) {
        return services.alarms()
                .alarm(AlarmId.parse(id))
                .filter(alarm -> maySee(call.caller(), alarm))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such alarm"));
    }

    /** Whether an alarm is told to somebody. */
    public static boolean maySee(Caller caller, Alarm alarm) {
        return caller.seesAll() || alarm.camera().filter(caller::maySee).isPresent();
    }

    /** A note may have several lines. */
    private static String note(NoteBody body, boolean required) {
        String note = body == null || body.note() == null ? "" : body.note().strip();
        new Fields()
                .require(!required || !note.isEmpty(), "note", "is missing")
                .require(note.length() <= MOST_NOTE, "note", "at most " + MOST_NOTE + " characters")
                .require(
                        note.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'),
                        "note",
                        "no control characters")
                .check();
        return note;
    }
}
