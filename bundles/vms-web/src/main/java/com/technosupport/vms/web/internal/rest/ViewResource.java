package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ViewId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.ViewStore;
import com.technosupport.vms.api.store.ViewStore.SavedView;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Arrangements of the wall that are kept, one's own and those that are shared, and tours through them. */
@Path("")
@Tag(name = "views")
@Produces(MediaType.APPLICATION_JSON)
public final class ViewResource {

    private static final int MAX_NAME = 128;
    private static final int MOST_TILES = 36;
    private static final int MOST_STEPS = 100;
    private static final int MOST_VIEWS = 500;
    private static final int MAX_PREFERENCES = 16 * 1024;

    private static final TypeReference<Shown> SHOWN = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> PREFERENCES = new TypeReference<>() {};

    private final Services services;
    private final Audit audit;
    private final Clock clock;

    ViewResource(Services services, Audit audit, Clock clock) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
    }

    /** A place on the wall; without a camera it stays empty. */
    @Schema(name = "ViewTile")
    public record Tile(@Schema(nullable = true) UUID cameraId) {}

    /** A stop of a tour. */
    @Schema(name = "ViewStep")
    public record Step(
            @Schema(requiredMode = REQUIRED) UUID viewId,

            @Schema(requiredMode = REQUIRED, description = "How long it is shown, 3 to 3600")
            int seconds) {}

    /** What is kept of a view: tiles in the order of reading, or the steps of a tour. */
    private record Shown(Integer columns, List<Tile> tiles, List<Step> steps) {}

    /**
     * A view, or a tour where it has steps.
     *
     * @param mine whether the caller saved it
     * @param columns of the wall; 0 where it is fitted to the screen
     * @param tiles without those cameras that the caller may not see, whose places are empty
     */
    @Schema(name = "View")
    public record ViewView(
            UUID id,
            String name,
            boolean shared,
            boolean mine,
            String owner,
            long revision,
            int columns,
            List<Tile> tiles,
            List<Step> steps,
            Instant changedAt) {}

    /** The views. */
    @Schema(name = "ViewPage")
    public record ViewPage(List<ViewView> items) {}

    /** A view to keep. It has either tiles or steps. */
    @Schema(name = "ViewBody")
    public record ViewBody(
            @Schema(requiredMode = REQUIRED) String name,

            @Schema(description = "Whether all see it; operators and administrators may share")
            Boolean shared,

            @Schema(description = "The revision that is replaced; of no meaning for a new one")
            Long revision,

            @Schema(description = "1 to 6; fitted to the screen if left out")
            Integer columns,

            List<Tile> tiles,
            List<Step> steps) {}

    @GET
    @Path("views")
    @Allow(Role.VIEWER)
    @Operation(operationId = "listViews", summary = "One's own views and the shared ones, by name")
    public ViewPage list(@Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return new ViewPage(services.viewStore().viewsOf(call.caller().id()).stream()
                .map(view -> shown(view, call))
                .toList());
    }

    @POST
    @Path("views")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.VIEWER)
    @Operation(operationId = "addView", summary = "Keeps a view")
    @ApiResponse(
            responseCode = "201",
            description = "The view",
            content = @Content(schema = @Schema(implementation = ViewView.class)))
    public Response add(ViewBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        ViewStore store = services.viewStore();
        SavedView view = new SavedView(
                ViewId.next(clock),
                call.caller().id(),
                call.caller().username(),
                checked(body, call),
                Boolean.TRUE.equals(body.shared()),
                1,
                content(body),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (store.viewsOf(call.caller().id()).size() >= MOST_VIEWS) {
            throw new InvalidFieldsException("name", "there are " + MOST_VIEWS + " views already");
        }
        store.insert(view);
        told(call, "view.add", view);
        return Response.created(URI.create("/api/views/" + view.id()))
                .entity(shown(view, call))
                .build();
    }

    @PUT
    @Path("views/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "replaceView",
            summary = "Changes a view",
            description = "409 CHANGED_MEANWHILE where it is no longer of the revision that is named")
    public ViewView replace(@PathParam("id") String id, ViewBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        SavedView before = own(id, call);
        String name = checked(body, call);
        new Fields()
                .require(body.revision() != null, "revision", "the one that is replaced")
                .check();
        SavedView view = new SavedView(
                before.id(),
                before.owner(),
                before.ownerName(),
                name,
                body.shared() == null ? before.shared() : body.shared(),
                Math.max(0, body.revision()) + 1,
                content(body),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        services.viewStore().replace(view);
        if (before.shared() || view.shared()) {
            told(call, "view.update", view);
        }
        return shown(view, call);
    }

    @DELETE
    @Path("views/{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "removeView", summary = "Forgets a view")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        SavedView view = own(id, call);
        services.viewStore().delete(view.id());
        if (view.shared()) {
            told(call, "view.remove", view);
        }
    }

    @GET
    @Path("me/preferences")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getPreferences", summary = "What the caller's browsers keep in common; a JSON object")
    public Map<String, Object> preferences(@Context ContainerRequestContext context) {
        return services.viewStore()
                .preferences(Call.of(context).caller().id())
                .map(json -> read(json, PREFERENCES))
                .orElse(Map.of());
    }

    @PUT
    @Path("me/preferences")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.VIEWER)
    @Operation(operationId = "keepPreferences", summary = "Keeps them; 16 KiB at most")
    @ApiResponse(responseCode = "204", description = "They are kept")
    public void keepPreferences(Map<String, Object> body, @Context ContainerRequestContext context) {
        String json = write(Fields.body(body));
        new Fields()
                .require(json.length() <= MAX_PREFERENCES, "", "at most " + MAX_PREFERENCES + " characters")
                .check();
        services.viewStore().keepPreferences(Call.of(context).caller().id(), json);
    }

    private void told(Call call, String action, SavedView view) {
        if (view.shared()) {
            audit.record(call, action, view.id(), view.name());
        }
    }

    /** One that the caller may change. What nobody shares does not exist for others. */
    private SavedView own(String id, Call call) {
        SavedView view = services.viewStore()
                .view(ViewId.parse(id))
                .filter(found ->
                        found.shared() || found.owner().equals(call.caller().id()))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such view"));
        if (!view.owner().equals(call.caller().id()) && !call.isAdministrator()) {
            throw new VmsException(ErrorCode.FORBIDDEN, "This view is " + view.ownerName() + "'s: save it as your own");
        }
        return view;
    }

    /** @return the name */
    private static String checked(ViewBody body, Call call) {
        Fields.body(body);
        List<Tile> tiles = body.tiles() == null ? List.of() : body.tiles();
        List<Step> steps = body.steps() == null ? List.of() : body.steps();
        new Fields()
                .required("name", body.name(), MAX_NAME)
                .range("columns", body.columns(), 1, 6)
                .require(
                        !Boolean.TRUE.equals(body.shared()) || call.caller().role() != Role.VIEWER,
                        "shared",
                        "viewers keep views for themselves alone")
                .require(tiles.isEmpty() != steps.isEmpty(), "tiles", "a view has tiles, a tour has steps")
                .require(tiles.size() <= MOST_TILES, "tiles", "at most " + MOST_TILES)
                .require(tiles.stream().noneMatch(Objects::isNull), "tiles", "none is null")
                .require(steps.size() <= MOST_STEPS, "steps", "at most " + MOST_STEPS)
                .require(
                        steps.stream()
                                .allMatch(step -> step != null
                                        && step.viewId() != null
                                        && step.seconds() >= 3
                                        && step.seconds() <= 3600),
                        "steps",
                        "each names a view and 3 to 3600 seconds")
                .check();
        return body.name().strip();
    }

    private static String content(ViewBody body) {
        return write(new Shown(body.columns(), body.tiles(), body.steps()));
    }

    private static ViewView shown(SavedView view, Call call) {
        Shown shown = read(view.content(), SHOWN);
        List<Tile> tiles = shown.tiles() == null ? List.of() : shown.tiles();
        return new ViewView(
                view.id().value(),
                view.name(),
                view.shared(),
                view.owner().equals(call.caller().id()),
                view.ownerName(),
                view.revision(),
                shown.columns() == null ? 0 : shown.columns(),
                tiles.stream()
                        .map(tile -> tile.cameraId() != null && !call.caller().maySee(new CameraId(tile.cameraId()))
                                ? new Tile(null)
                                : tile)
                        .toList(),
                shown.steps() == null ? List.of() : shown.steps(),
                view.changedAt());
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new VmsException(ErrorCode.INTERNAL, "What is kept of the view cannot be read", e);
        }
    }

    private static String write(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "This cannot be kept", e);
        }
    }
}
