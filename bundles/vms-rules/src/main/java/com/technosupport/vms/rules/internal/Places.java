package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.SiteStore;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the clock on the wall shows at a camera. Sites are read anew twice a minute; those known last count while they cannot be. */
final class Places {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SiteStore sites;
    private final Supplier<Optional<DeviceRegistry>> devices;
    private Map<SiteId, ZoneId> zones = Map.of();
    private long readAt;
    private boolean read;

    Places(SiteStore sites, Supplier<Optional<DeviceRegistry>> devices) {
        this.sites = sites;
        this.devices = devices;
    }

    /** The zone of the camera's site; that of the first site for what has no camera. */
    ZoneId zone(Optional<CameraId> camera) {
        SiteId site = camera.flatMap(id -> devices.get().flatMap(registry -> registry.camera(id)))
                .map(Camera::site)
                .orElse(SiteId.DEFAULT);
        Map<SiteId, ZoneId> known = zones();
        return known.getOrDefault(site, known.getOrDefault(SiteId.DEFAULT, ZoneId.systemDefault()));
    }

    private synchronized Map<SiteId, ZoneId> zones() {
        if (!read || System.nanoTime() - readAt > FRESH_NANOS) {
            try {
                zones = sites.sites().stream().collect(Collectors.toMap(Site::id, Site::timeZone));
                read = true;
                readAt = System.nanoTime();
            } catch (VmsException e) {
                if (!read) {
                    throw e;
                }
            }
        }
        return zones;
    }
}
