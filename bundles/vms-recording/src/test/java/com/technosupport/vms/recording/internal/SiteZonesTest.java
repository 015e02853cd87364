package com.technosupport.vms.recording.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.SiteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules go by their sites' clocks, also where the database is away when the server starts. */
class SiteZonesTest implements SiteStore {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");

    @TempDir
    Path data;

    private ZoneId zone = AUCKLAND;
    private boolean away;

    @Test
    void aStartWithoutTheDatabaseGoesByTheClocksThatWereKnownLast() {
        SiteZones zones = new SiteZones(this, data);
        assertThat(zones.isEmpty()).isTrue();
        assertThat(zones.zone(SiteId.DEFAULT)).isEqualTo(ZoneId.systemDefault());
        zones.refresh();
        assertThat(zones.zone(SiteId.DEFAULT)).isEqualTo(AUCKLAND);
        away = true;
        SiteZones started = new SiteZones(this, data);
        started.refresh();
        assertThat(started.zone(SiteId.DEFAULT)).isEqualTo(AUCKLAND);
        away = false;
        zone = ZoneId.of("Europe/Berlin");
        started.refresh();
        assertThat(new SiteZones(this, data).zone(SiteId.DEFAULT)).isEqualTo(zone);
    }

    @Test
    void aFileThatCannotBeReadIsLeftAlone() throws IOException {
        Files.createDirectories(data.resolve("recording"));
        Files.writeString(data.resolve("recording/zones"), SiteId.DEFAULT + "\tNowhere/Land\n");
        SiteZones zones = new SiteZones(this, data);
        assertThat(zones.zone(SiteId.DEFAULT)).isEqualTo(ZoneId.systemDefault());
        zones.refresh();
        assertThat(zones.zone(SiteId.DEFAULT)).isEqualTo(AUCKLAND);
    }

    @Override
    public List<Site> sites() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "away");
        }
        return List.of(new Site(SiteId.DEFAULT, "Default", zone, Instant.EPOCH));
    }

    @Override
    public void insert(Site site) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(Site site) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(SiteId id) {
        throw new UnsupportedOperationException();
    }
}
