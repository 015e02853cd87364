package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.technosupport.vms.api.detection.DetectionListener;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Boxes over the live picture, for sockets that asked for them: of each frame that was looked at, with the time at which it came in. A
 * socket for which much waits is left out, since the next boxes come soon.
 */
@Component(
        service = {DetectionPush.class, DetectionListener.class},
        immediate = true)
public final class DetectionPush implements DetectionListener {

    /** One object. */
    @JsonPropertyOrder({"trackId", "label", "confidence", "x", "y", "w", "h"})
    record BoxView(String trackId, String label, double confidence, double x, double y, double w, double h) {

        static BoxView of(TrackedObject object) {
            Box box = object.box();
            return new BoxView(
                    object.trackId(), object.label(), object.confidence(), box.x(), box.y(), box.w(), box.h());
        }
    }

    @JsonPropertyOrder("type")
    record Boxes(String type, long seq, UUID cameraId, Instant time, List<BoxView> boxes) {}

    private final Sockets sockets;

    /** Which cameras a socket asked for; none named means all. */
    private final Map<SocketClient, Set<CameraId>> asked = new ConcurrentHashMap<>();

    @Activate
    public DetectionPush(@Reference Sockets sockets) {
        this.sockets = sockets;
    }

    /** @param cameras empty for all */
    void subscribe(SocketClient client, Set<CameraId> cameras) {
        asked.keySet().retainAll(sockets.all());
        asked.put(client, Set.copyOf(cameras));
    }

    void unsubscribe(SocketClient client) {
        asked.remove(client);
    }

    @Override
    public void detected(CameraId camera, Instant time, List<TrackedObject> objects) {
        if (asked.isEmpty()) {
            return;
        }
        Set<SocketClient> present = Set.copyOf(sockets.all());
        asked.keySet().retainAll(present);
        Boxes boxes = null;
        for (Map.Entry<SocketClient, Set<CameraId>> each : asked.entrySet()) {
            boolean wanted = each.getValue().isEmpty() || each.getValue().contains(camera);
            if (wanted && each.getKey().identity().caller().maySee(camera)) {
                if (boxes == null) {
                    boxes = new Boxes(
                            "detections",
                            sockets.nextSequence(),
                            camera.value(),
                            time,
                            objects.stream().map(BoxView::of).toList());
                }
                boolean unused = each.getKey().offer(boxes);
            }
        }
    }
}
