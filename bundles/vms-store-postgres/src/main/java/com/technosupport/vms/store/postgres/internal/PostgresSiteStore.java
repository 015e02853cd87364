package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.SiteStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sites in the database; nothing is kept in memory. */
@Component(service = SiteStore.class, immediate = true)
public final class PostgresSiteStore implements SiteStore {

    private static final Logger log = LoggerFactory.getLogger(PostgresSiteStore.class);

    private final Database database;

    @Activate
    public PostgresSiteStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Site> sites() {
        return database.transact(connection -> {
            List<Site> sites = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT id, name, time_zone, created_at FROM sites ORDER BY lower(name), name");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String name = row.getString("name");
                    sites.add(new Site(
                            new SiteId(row.getObject("id", UUID.class)),
                            name,
                            zone(name, row.getString("time_zone")),
                            CameraRows.instant(row, "created_at")));
                }
            }
            return sites;
        });
    }

    /** A zone that this Java does not know, or that somebody else wrote, must not hide the site. */
    private static ZoneId zone(String site, String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            log.error("site {}: the time zone {} is not known; UTC is used", site, name);
            return ZoneOffset.UTC;
        }
    }

    @Override
    public void insert(Site site) {
        write("INSERT INTO sites (name, time_zone, created_at, id) VALUES (?, ?, ?, ?)", site);
    }

    @Override
    public void update(Site site) {
        write("UPDATE sites SET name = ?, time_zone = ?, created_at = ? WHERE id = ?", site);
    }

    private void write(String sql, Site site) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, site.name());
                statement.setString(2, site.timeZone().getId());
                statement.setObject(3, CameraRows.timestamp(site.createdAt()));
                statement.setObject(4, site.id().value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            } catch (SQLException e) {
                if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                    throw new VmsException(ErrorCode.ALREADY_EXISTS, "A site of this name exists");
                }
                throw e;
            }
            return null;
        });
    }

    @Override
    public void delete(SiteId id) {
        if (id.equals(SiteId.DEFAULT)) {
            throw new VmsException(ErrorCode.IN_USE, "The first site stays: new cameras are put there");
        }
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM sites WHERE id = ?")) {
                statement.setObject(1, id.value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            } catch (SQLException e) {
                if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                    throw new VmsException(
                            ErrorCode.IN_USE, "There are cameras or plans at this site: move them first");
                }
                throw e;
            }
            return null;
        });
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such site");
    }
}
