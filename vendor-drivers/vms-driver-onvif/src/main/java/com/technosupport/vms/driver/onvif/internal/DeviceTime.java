package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.w3c.dom.Element;

/** Reads GetSystemDateAndTimeResponse (ONVIF Core Specification, "GetSystemDateAndTime"). */
final class DeviceTime {

    private DeviceTime() {}

    /** UTC only: the time zones that devices tell are often wrong. */
    static Optional<Instant> read(Element response) {
        return Elements.find(response, "SystemDateAndTime", "UTCDateTime").flatMap(DeviceTime::instant);
    }

    private static Optional<Instant> instant(Element time) {
        try {
            return Optional.of(LocalDateTime.of(
                            whole(time, "Date", "Year"),
                            whole(time, "Date", "Month"),
                            whole(time, "Date", "Day"),
                            whole(time, "Time", "Hour"),
                            whole(time, "Time", "Minute"),
                            // A leap second is no time of day in Java.
                            Math.min(59, whole(time, "Time", "Second")))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int whole(Element time, String part, String field) {
        String text = Elements.text(time, part, field);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
    }
}
