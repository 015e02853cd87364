package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.SiteStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds what readers of an event want to know of its camera, from memory: no event waits for a look-up. Cameras are followed as
 * they change; names of sites, which nobody tells of, are read now and then.
 */
final class Enricher {

    private static final Logger LOG = LoggerFactory.getLogger(Enricher.class);

    private final CameraStore cameraStore;
    private final SiteStore siteStore;
    private final Clock clock;
    private final Map<CameraId, Camera> cameras = new ConcurrentHashMap<>();
    private volatile Map<SiteId, String> sites = Map.of();

    Enricher(CameraStore cameraStore, SiteStore siteStore, Clock clock) {
        this.cameraStore = cameraStore;
        this.siteStore = siteStore;
        this.clock = clock;
    }

    /** Reads all anew; what cannot be read stays as it was. May block for the database. */
    void refresh() {
        try {
            Map<CameraId, Camera> now = new HashMap<>();
            cameraStore.all().forEach(camera -> now.put(camera.id(), camera));
            cameras.putAll(now);
            cameras.keySet().retainAll(now.keySet());
            Map<SiteId, String> names = new HashMap<>();
            for (Site site : siteStore.sites()) {
                names.put(site.id(), site.name());
            }
            sites = Map.copyOf(names);
        } catch (VmsException e) {
            LOG.debug("Names of cameras and sites stay as they were", e);
        }
    }

    void changed(Camera camera) {
        cameras.put(camera.id(), camera);
    }

    void removed(CameraId id) {
        cameras.remove(id);
    }

    EnrichedEvent enrich(EventMessage event) {
        Optional<Camera> camera = event.cameraId().map(cameras::get);
        return new EnrichedEvent(
                precise(event),
                camera.map(Camera::name),
                camera.map(Camera::site).map(sites::get),
                Severities.of(event),
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** With what the database keeps of the time, so that an event is the same before and after. */
    private static EventMessage precise(EventMessage event) {
        Instant time = event.time().truncatedTo(ChronoUnit.MICROS);
        return time.equals(event.time())
                ? event
                : new EventMessage(
                        event.id(),
                        event.type(),
                        event.cameraId(),
                        event.source(),
                        time,
                        event.label(),
                        event.confidence(),
                        event.box(),
                        event.trackId(),
                        event.data());
    }
}
