package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.AuditLog.StoredEntry;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.servers.Server;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** What an administrator looks at: drivers, streams, viewers, the audit log; and the description of this interface. */
@Path("")
@Tag(name = "system")
@Produces(MediaType.APPLICATION_JSON)
@OpenAPIDefinition(
        info = @Info(title = "Techno Support VMS", version = "1", description = SystemResource.DESCRIPTION),
        servers = @Server(url = "/api"))
public final class SystemResource {

    static final String DESCRIPTION = """
        Errors are RFC 9457 problems with a stable `code`. A session's token is sent as a bearer token or as a cookie;
        with a cookie, calls that change something need the header `X-VMS-CSRF: 1`. A member without a value is left
        out of an answer; `null` in a request is the same as leaving it out.

        **Live video and pushes** come over one WebSocket at `/ws`, opened with the cookie, a bearer token, or
        `?ticket=` from `POST /api/auth/ws-ticket`. Text frames of JSON, `type` first, 64 KiB at most, 200 at once and 50 a
        second on average. The client sends `live.request {requestId, cameraId, role, accept?, failed?}`, answered by
        `live.offer {requestId, sessionId, role, reason?, sdp, iceServers}`; then `live.answer {sessionId, sdp}`,
        `live.candidate {sessionId, candidate}`, `live.stop {sessionId}`. The server pushes, each with a growing `seq`:
        `live.state {sessionId, state, reason?}`, `camera.status {cameraId, status}`, `camera.changed {camera}`,
        `camera.removed {cameraId}`, and for administrators `DiscoveryProgress {scanId, probed, total}` and
        `DiscoveryComplete {scanId, state, detail, devices}`. What is refused is answered by
        `error {code, requestId?, message}`, and the socket stays open; a type that is not known gets `UNKNOWN_TYPE`.
        """;

    private final Services services;

    SystemResource(Services services) {
        this.services = services;
    }

    /**
     * A driver.
     *
     * @param state ACTIVE, or MISSING for one that cameras name and that is not installed
     */
    @Schema(name = "Driver")
    public record DriverView(
            String id,
            String name,
            String version,
            String bundle,
            String state,
            List<String> capabilities,
            int cameras,
            boolean recorders,
            List<String> lastErrors,
            List<DriverOption> options) {

        static DriverView of(DriverInfo driver) {
            List<String> capabilities = new ArrayList<>(CameraView.capabilities(driver));
            if (driver.discovers()) {
                capabilities.add("DeviceDiscovery");
            }
            Collections.sort(capabilities);
            return new DriverView(
                    driver.descriptor().id(),
                    driver.descriptor().name(),
                    driver.version(),
                    driver.bundle(),
                    driver.state() == DriverInfo.State.TRIAL ? "TRIAL" : "ACTIVE",
                    capabilities,
                    driver.cameras(),
                    driver.descriptor().recorders(),
                    driver.lastErrors(),
                    driver.descriptor().options());
        }
    }

    /** The drivers. */
    @Schema(name = "DriverPage")
    public record DriverPage(List<DriverView> items) {}

    /**
     * Figures of one stream.
     *
     * @param keyFrameSeconds between its key frames; 0 while unknown
     */
    @Schema(name = "StreamFigures")
    public record StreamView(
            UUID streamId,
            UUID cameraId,
            PipelineStatus.State state,
            String detail,
            Instant since,
            String transport,
            List<String> tracks,
            long packets,
            long bytes,
            long bitsPerSecond,
            double framesPerSecond,
            double keyFrameSeconds,
            long lost,
            long dropped,
            long reconnects,
            List<String> subscribers) {

        static StreamView of(StreamStatistics figures) {
            return new StreamView(
                    figures.stream().value(),
                    figures.camera().value(),
                    figures.status().state(),
                    figures.status().detail(),
                    figures.status().since(),
                    figures.transport(),
                    figures.tracks(),
                    figures.packets(),
                    figures.bytes(),
                    figures.bitsPerSecond(),
                    figures.framesPerSecond(),
                    figures.keyFrameSeconds(),
                    figures.lost(),
                    figures.dropped(),
                    figures.reconnects(),
                    figures.subscribers());
        }
    }

    /** The streams. */
    @Schema(name = "StreamPage")
    public record StreamPage(List<StreamView> items) {}

    /** Figures of one viewer. */
    @Schema(name = "LiveSession")
    public record LiveSessionView(
            UUID sessionId,
            UUID streamId,
            String protocol,
            boolean connected,
            Instant since,
            String transport,
            long packets,
            long bytes,
            long lost,
            long resent) {

        static LiveSessionView of(String protocol, LiveSessionInfo info) {
            return new LiveSessionView(
                    info.session().value(),
                    info.stream().value(),
                    protocol,
                    info.connected(),
                    info.since(),
                    info.transport(),
                    info.packets(),
                    info.bytes(),
                    info.lost(),
                    info.resent());
        }
    }

    /** The viewers. */
    @Schema(name = "LiveSessionPage")
    public record LiveSessionPage(List<LiveSessionView> items) {}

    /** One act. */
    @Schema(name = "AuditEntry")
    public record AuditView(
            long sequence, Instant time, String actor, String action, String subject, String detail, String remote) {

        static AuditView of(StoredEntry stored) {
            AuditLog.Entry entry = stored.entry();
            return new AuditView(
                    stored.sequence(),
                    entry.time(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.detail(),
                    entry.remote());
        }
    }

    /** A page of the audit log. */
    @Schema(name = "AuditPage")
    public record AuditPage(
            List<AuditView> items, @Schema(nullable = true) String nextCursor) {}

    @GET
    @Path("drivers")
    @Allow(Role.ADMIN)
    @Operation(operationId = "listDrivers", summary = "The drivers that are installed, and those that cameras miss")
    public DriverPage drivers() {
        // A version on trial stands beside the one that serves.
        Map<String, DriverView> drivers = new TreeMap<>();
        for (DriverInfo driver : services.deviceRegistry().drivers()) {
            String place = driver.descriptor().id() + (driver.state() == DriverInfo.State.TRIAL ? " trial" : "");
            drivers.put(place, DriverView.of(driver));
        }
        List<Camera> cameras = services.deviceRegistry().cameras();
        for (Camera camera : cameras) {
            drivers.computeIfAbsent(camera.driver(), missing -> {
                int count = (int) cameras.stream()
                        .filter(other -> other.driver().equals(missing))
                        .count();
                return new DriverView(
                        missing, missing, "", "", "MISSING", List.of(), count, false, List.of(), List.of());
            });
        }
        return new DriverPage(List.copyOf(drivers.values()));
    }

    @GET
    @Path("streams")
    @Allow(Role.VIEWER)
    @Operation(operationId = "listStreams", summary = "Figures of the streams of the cameras that the caller may see")
    public StreamPage streams(@Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return new StreamPage(services.streamHub().statistics().stream()
                .filter(stream -> call.caller().maySee(stream.camera()))
                .map(StreamView::of)
                .toList());
    }

    @GET
    @Path("live/sessions")
    @Allow(Role.ADMIN)
    @Operation(operationId = "listLiveSessions", summary = "Who watches what, and how well it arrives")
    public LiveSessionPage liveSessions() {
        List<LiveSessionView> sessions = new ArrayList<>();
        for (LiveEgress egress : services.liveEgresses()) {
            egress.sessions().forEach(info -> sessions.add(LiveSessionView.of(egress.protocol(), info)));
        }
        return new LiveSessionPage(sessions);
    }

    @GET
    @Path("audit")
    @Allow(Role.ADMIN)
    @Operation(operationId = "listAudit", summary = "Who did what, newest first")
    public AuditPage audit(@QueryParam("limit") Integer limit, @QueryParam("cursor") String cursor) {
        int most = Paging.limit(limit);
        OptionalLong before = OptionalLong.empty();
        if (cursor != null) {
            try {
                before = OptionalLong.of(Long.parseLong(Paging.decode(cursor)));
            } catch (NumberFormatException e) {
                throw new InvalidFieldsException("cursor", "not one that was given out");
            }
        }
        List<StoredEntry> page = services.auditLog().newest(most + 1, before);
        return new AuditPage(
                Paging.items(page, most).stream().map(AuditView::of).toList(),
                Paging.nextCursor(page, stored -> Long.toString(stored.sequence()), most));
    }

    @GET
    @Path("openapi.json")
    @Allow.Anyone
    @Operation(operationId = "openapi", summary = "This description")
    public Response openapi() throws IOException {
        try (InputStream in = SystemResource.class.getResourceAsStream("/openapi/openapi.json")) {
            return Response.ok(in.readAllBytes(), MediaType.APPLICATION_JSON).build();
        }
    }
}
