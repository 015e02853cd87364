package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /metrics} in the Prometheus text format, for programs on this machine and for administrators' tokens. Figures of
 * cameras, streams and viewers are read when they are asked for.
 */
@Component(service = Servlet.class, immediate = true, reference = @Reference(name = "http", service = HttpReady.class))
@HttpWhiteboardServletName("metrics")
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final transient Services services;
    private final transient Authenticator authenticator;

    @Activate
    public MetricsServlet(@Reference Services services, @Reference Authenticator authenticator) {
        this.services = services;
        this.authenticator = authenticator;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isLocal(request)) {
            Optional<Identity> identity = authenticator.identify(request);
            if (identity.isEmpty()) {
                response.sendError(401);
                return;
            }
            AccessRules.requireOwnPassword(identity.get().caller());
            if (identity.get().caller().role() != Role.ADMIN) {
                response.sendError(403);
                return;
            }
        }
        Optional<PrometheusMeterRegistry> registry = services.metersIfThere();
        if (registry.isEmpty()) {
            response.sendError(503);
            return;
        }
        collect(registry.get());
        String accept = request.getHeader("Accept");
        String type = accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
        ByteArrayOutputStream text = new ByteArrayOutputStream(64 * 1024);
        registry.get().scrape(text, type);
        response.setContentType(type);
        response.setContentLength(text.size());
        text.writeTo(response.getOutputStream());
    }

    /** A proxy on this machine asks for others. */
    private static boolean isLocal(HttpServletRequest request) throws UnknownHostException {
        return request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null
                && InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    private synchronized void collect(MeterRegistry registry) {
        List<Camera> cameras =
                services.deviceRegistryIfThere().map(DeviceRegistry::cameras).orElse(List.of());
        collectCameras(registry, cameras);
        collectStreams(registry, cameras);
        List<MultiGauge.Row<?>> viewers = new ArrayList<>();
        for (LiveEgress egress : services.liveEgresses()) {
            viewers.add(MultiGauge.Row.of(
                    Tags.of("protocol", egress.protocol()), egress.sessions().size()));
        }
        register(registry, "vms.live.sessions", "Viewers by way of sending", viewers);
    }

    private void collectCameras(MeterRegistry registry, List<Camera> cameras) {
        Map<CameraState, Integer> counts = new EnumMap<>(CameraState.class);
        for (CameraState state : CameraState.values()) {
            counts.put(state, 0);
        }
        services.deviceRegistryIfThere()
                .ifPresent(devices -> cameras.forEach(camera -> {
                    try {
                        counts.merge(devices.status(camera.id()).state(), 1, Integer::sum);
                    } catch (VmsException removedMeanwhile) {
                        // Not counted then.
                    }
                }));
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        counts.forEach((state, count) -> rows.add(MultiGauge.Row.of(Tags.of("state", state.name()), count)));
        register(registry, "vms.cameras", "Cameras by state", rows);
    }

    private void collectStreams(MeterRegistry registry, List<Camera> cameras) {
        Map<StreamId, Tags> tags = new HashMap<>();
        for (Camera camera : cameras) {
            camera.streams()
                    .forEach(stream -> tags.put(
                            stream.id(),
                            Tags.of(
                                    "camera",
                                    camera.id().toString(),
                                    "name",
                                    camera.name(),
                                    "role",
                                    stream.role().name())));
        }
        List<StreamStatistics> streams = services.streamHubIfThere()
                .map(hub -> hub.statistics().stream()
                        .filter(stream -> tags.containsKey(stream.stream()))
                        .toList())
                .orElse(List.of());
        register(registry, "vms.stream.bits.per.second", "Bit rate", rows(streams, tags, s -> s.bitsPerSecond()));
        register(
                registry,
                "vms.stream.frames.per.second",
                "Video frames",
                rows(streams, tags, s -> s.framesPerSecond()));
        register(registry, "vms.stream.lost", "RTP packets that never came", rows(streams, tags, s -> s.lost()));
        register(registry, "vms.stream.dropped", "Packets slow readers lost", rows(streams, tags, s -> s.dropped()));
        register(registry, "vms.stream.reconnects", "Times opened again", rows(streams, tags, s -> s.reconnects()));
        register(
                registry,
                "vms.stream.readers",
                "Readers",
                rows(streams, tags, s -> s.subscribers().size()));
    }

    private static List<MultiGauge.Row<?>> rows(
            List<StreamStatistics> streams, Map<StreamId, Tags> tags, ToDoubleFunction<StreamStatistics> figure) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (StreamStatistics stream : streams) {
            rows.add(MultiGauge.Row.of(tags.get(stream.stream()), figure.applyAsDouble(stream)));
        }
        return rows;
    }

    private final transient Map<String, MultiGauge> gauges = new HashMap<>();
    private transient MeterRegistry gaugesOf;

    /** What stays in the registry would stand in the way of the next servlet's, and be told of for ever. */
    @Deactivate
    synchronized void forget() {
        gauges.values().forEach(gauge -> gauge.register(List.of(), true));
        gauges.clear();
        gaugesOf = null;
    }

    private void register(MeterRegistry registry, String name, String description, List<MultiGauge.Row<?>> rows) {
        if (gaugesOf != registry) {
            gauges.clear();
            gaugesOf = registry;
        }
        gauges.computeIfAbsent(
                        name,
                        absent -> MultiGauge.builder(name)
                                .description(description)
                                .register(registry))
                .register(rows, true);
    }
}
