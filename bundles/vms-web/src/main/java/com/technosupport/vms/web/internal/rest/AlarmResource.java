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
import java.util.Set;

/** Alarms: of the cameras that the caller may see; those of no camera, such as a full disk, for who sees all. */
@Path("alarms")
@Tag(name = "alarms")
@Produces(MediaType.APPLICATION_JSON)
public final class AlarmResource {

    private static final int MOST_NOTE = 2000;
    private static final int MOST_NAME = 128;

    private final RuleServices services;

    AlarmResource(RuleServices services) {
        this.services = services;
    }

    /** A page of alarms. */
    @Schema(name = "AlarmPage")
    public record AlarmPage(
            List<AlarmView> items, @Schema(nullable = true) String nextCursor) {}

    /** What somebody has to say. */
    @Schema(name = "AlarmNote")
    public record NoteBody(@Schema(nullable = true) String note) {}

    /** Who is to see to it. */
    @Schema(name = "AlarmAssignment")
    public record AssignBody(
            @Schema(nullable = true, description = "An account; nobody if it is left out")
            String owner,

            @Schema(nullable = true) String note) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listAlarms", summary = "Alarms, newest first")
    public AlarmPage list(
            @Parameter(
                            description =
                                    "OPEN, ACKNOWLEDGED, CLOSED, or several with commas between; all if it is left out")
                    @QueryParam("state")
                    String state,
            @QueryParam("cameraId") String cameraId,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Caller caller = Call.of(context).caller();
        int most = Paging.limit(limit);
        Optional<Set<CameraId>> cameras = caller.seesAll() ? Optional.empty() : Optional.of(caller.cameras());
        if (cameraId != null) {
            CameraId camera = CameraId.parse(cameraId);
            cameras = Optional.of(caller.maySee(camera) ? Set.of(camera) : Set.of());
        }
        List<Alarm> found = services.alarms()
                .alarms(new AlarmQuery(
                        states(state), cameras, Optional.ofNullable(cursor).map(AlarmResource::place), most + 1));
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
        return AlarmView.of(services.alarms().acknowledge(call.actor(), alarm.id(), note(body, false)));
    }

    @POST
    @Path("{id}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "closeAlarm", summary = "Ends it; what happens from now on is another alarm")
    public AlarmView close(@PathParam("id") String id, NoteBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Alarm alarm = seen(id, call);
        return AlarmView.of(services.alarms().close(call.actor(), alarm.id(), note(body, false)));
    }

    @POST
    @Path("{id}/note")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "noteOnAlarm", summary = "Adds to what is known of it")
    public AlarmView note(@PathParam("id") String id, NoteBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Alarm alarm = seen(id, call);
        return AlarmView.of(services.alarms().note(call.actor(), alarm.id(), note(body, true)));
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
        return AlarmView.of(services.alarms()
                .assign(
                        call.actor(),
                        alarm.id(),
                        Optional.ofNullable(body.owner()).filter(owner -> !owner.isBlank()),
                        note(new NoteBody(body.note()), false)));
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
