package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.recording.RecordingStorage.Volume;
import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import com.technosupport.vms.web.internal.http.Readiness;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** How the server is. What it tells is at hand: to ask it often costs nothing. */
@Path("system")
@Tag(name = "system")
@Produces(MediaType.APPLICATION_JSON)
public final class ServerResource {

    private final Services services;
    private final WebSettings settings;
    private final Clock clock;

    ServerResource(Services services, WebSettings settings, Clock clock) {
        this.services = services;
        this.settings = settings;
        this.clock = clock;
    }

    /** A part of the server. */
    @Schema(name = "SystemPart")
    public record PartView(
            String name,

            @Schema(nullable = true, description = "Why it does not work")
            String problem,

            @Schema(nullable = true, description = "What is wrong though it works")
            String warning) {

        static PartView of(Readiness.Part part) {
            return new PartView(
                    part.name(), part.problem().orElse(null), part.warning().orElse(null));
        }
    }

    /**
     * A volume for footage.
     *
     * @param archive whether footage is moved there when it is older
     * @param total bytes; 0 while it is away, as free
     * @param keepFree bytes that footage leaves free
     * @param detail why it is not ready; else empty
     */
    @Schema(name = "StorageVolume")
    public record VolumeView(
            String path, boolean archive, VolumeState state, long total, long free, long keepFree, String detail) {

        static VolumeView of(Volume volume) {
            return new VolumeView(
                    volume.root().toString(),
                    volume.archive(),
                    volume.state(),
                    volume.total(),
                    volume.free(),
                    volume.keepFree(),
                    volume.detail());
        }
    }

    /**
     * The server.
     *
     * @param status UP, DEGRADED where a part works with less than it should, DOWN where one does not work
     * @param time by its clock
     * @param load processes that wanted to run over the last minute, on average; null where the system does not tell
     * @param cpuSeconds that it has used since it was started, of all processors together
     * @param heapUsed bytes
     */
    @Schema(name = "System")
    public record SystemView(
            Readiness.Status status,
            List<PartView> parts,
            String version,
            Instant startedAt,
            Instant time,
            String timeZone,
            int processors,
            @Schema(nullable = true) Double load,
            double cpuSeconds,
            long heapUsed,
            long heapMax,
            List<VolumeView> volumes) {}

    @GET
    @Allow(Role.ADMIN)
    @Operation(operationId = "getSystem", summary = "How the server is: its parts, load, memory and disks")
    public SystemView get() {
        Readiness readiness = Readiness.of(services, settings);
        Runtime runtime = Runtime.getRuntime();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new SystemView(
                readiness.status(),
                readiness.parts().stream().map(PartView::of).toList(),
                version(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                clock.instant(),
                ZoneId.systemDefault().getId(),
                runtime.availableProcessors(),
                load < 0 ? null : load,
                used.toMillis() / 1000.0,
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                services.recordingStorageIfThere()
                        .map(storage ->
                                storage.volumes().stream().map(VolumeView::of).toList())
                        .orElse(List.of()));
    }

    /** Empty outside of the container. */
    private static String version() {
        return Optional.ofNullable(FrameworkUtil.getBundle(ServerResource.class))
                .map(Bundle::getVersion)
                .map(Object::toString)
                .orElse("");
    }
}
