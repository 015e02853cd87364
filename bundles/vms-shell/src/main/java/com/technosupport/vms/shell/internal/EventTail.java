package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:event-tail}. Ends by Ctrl-C, or after as many events as were asked for. */
@Service
@Command(scope = "vms", name = "event-tail", description = "Shows events as they happen; Ctrl-C ends it")
public class EventTail implements Action {

    private static final int WAITING = 1000;

    @Reference(optional = true)
    private EventBus bus;

    @Reference
    private DeviceRegistry registry;

    @Option(name = "--count", description = "End after so many events")
    private int count = Integer.MAX_VALUE;

    @Option(name = "--camera", description = "Only those of this camera, by id or name")
    @Completion(CameraNames.class)
    private String camera = "";

    @Option(name = "--type", description = "Only those of this type, such as MotionStarted")
    private String type = "";

    @Option(name = "--json", description = "Write JSON, one event a line")
    private boolean json;

    @Override
    public Object execute() {
        Optional<CameraId> wanted = camera.isEmpty()
                ? Optional.empty()
                : Optional.of(CameraNames.find(registry, camera).id());
        // The bus counts what is lost when this console is too slow; a full queue makes its thread wait.
        BlockingQueue<EventMessage> heard = new LinkedBlockingQueue<>(WAITING);
        EventBus.Subscription subscription = Output.require(bus, "Events").subscribe("event-tail", heard::put);
        try {
            int shown = 0;
            while (shown < count) {
                EventMessage event = heard.take();
                if ((wanted.isEmpty() || event.cameraId().equals(wanted))
                        && (type.isEmpty() || event.type().equalsIgnoreCase(type))) {
                    System.out.println(json ? Output.jsonLine(row(event)) : line(event));
                    System.out.flush();
                    shown++;
                }
            }
        } catch (InterruptedException e) {
            // Ctrl-C is how it is meant to end.
            Thread.interrupted();
        } finally {
            subscription.close();
            if (subscription.dropped() > 0) {
                System.err.println(subscription.dropped() + " events were too fast to be shown");
            }
        }
        return null;
    }

    private String line(EventMessage event) {
        String name = event.cameraId()
                .map(id -> registry.camera(id).map(Camera::name).orElse(id.toString()))
                .orElse("-");
        // What a device or a client sends must not steer the terminal.
        return (event.time() + "  " + event.type() + "  " + name + "  " + event.source() + "  "
                        + event.label().map(label -> label + " ").orElse("") + event.data())
                .replaceAll("\\p{Cntrl}", " ");
    }

    private static Row row(EventMessage event) {
        return new Row(
                event.id().toString(),
                event.type(),
                event.cameraId().map(CameraId::toString).orElse(null),
                event.source(),
                event.time(),
                event.label().orElse(null),
                event.confidence().isPresent() ? event.confidence().getAsDouble() : null,
                event.data());
    }

    record Row(
            String id,
            String type,
            String cameraId,
            String source,
            Instant time,
            String label,
            Double confidence,
            Map<String, Object> data) {}
}
