package com.technosupport.vms.api.model;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A place with cameras.
 *
 * @param name as operators call it; unique, not blank
 * @param timeZone of its schedules; instants are UTC everywhere
 */
public record Site(SiteId id, String name, ZoneId timeZone, Instant createdAt) {

    public Site {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a site has a name");
        }
        Objects.requireNonNull(timeZone, "timeZone");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
