package com.technosupport.vms.recording.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.recording.internal.keep.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which clock a site's schedules go. What the database said last is kept in a file, so that a start without it goes by the same
 * clocks. Read by any thread, refreshed by one.
 */
final class SiteZones {

    private static final Logger LOG = LoggerFactory.getLogger(SiteZones.class);

    private final SiteStore sites;
    private final Path file;
    private volatile Map<SiteId, ZoneId> zones;

    SiteZones(SiteStore sites, Path dataDirectory) {
        this.sites = sites;
        this.file = dataDirectory.resolve("recording").resolve("zones");
        this.zones = read();
    }

    /** This machine's own where the site is not known. */
    ZoneId zone(SiteId site) {
        return zones.getOrDefault(site, ZoneId.systemDefault());
    }

    boolean isEmpty() {
        return zones.isEmpty();
    }

    /** Asks the database; where it does not answer, they stay as they are. */
    void refresh() {
        Map<SiteId, ZoneId> found = new HashMap<>();
        try {
            for (Site site : sites.sites()) {
                found.put(site.id(), site.timeZone());
            }
        } catch (VmsException e) {
            LOG.debug("The time zones of sites stay as they were: {}", e.getMessage());
            return;
        }
        if (!found.equals(zones)) {
            zones = Map.copyOf(found);
            write();
        }
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        zones.forEach(
                (site, zone) -> text.append(site).append('\t').append(zone).append('\n'));
        try {
            StateFile.replace(file, text.toString());
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    private Map<SiteId, ZoneId> read() {
        Map<SiteId, ZoneId> read = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, UTF_8)) {
                String[] parts = line.split("\t", 2);
                if (parts.length == 2) {
                    read.put(SiteId.parse(parts[0]), ZoneId.of(parts[1]));
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | DateTimeException | VmsException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
        }
        return Map.copyOf(read);
    }
}
