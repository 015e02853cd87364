package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DeviceTimeTest {

    @Test
    void readsARecordedClock() throws IOException {
        assertThat(DeviceTime.read(Recorded.answer("bosch-onvif-go-MIT/capture_002_response.xml")))
                .contains(Instant.parse("2023-05-24T21:25:05Z"));
    }

    @Test
    void localTimeIsReckonedBackByItsZone() {
        String time =
                "<r><SystemDateAndTime><DaylightSavings>true</DaylightSavings><TimeZone><TZ>CET-1CEST,M3.5.0,M10.5.0"
                        + "</TZ></TimeZone><LocalDateTime><Time><Hour>12</Hour><Minute>0</Minute><Second>0</Second></Time><Date>"
                        + "<Year>2026</Year><Month>7</Month><Day>1</Day></Date></LocalDateTime></SystemDateAndTime></r>";
        var response = Recorded.body(AnsweringDevice.envelope(time));
        assertThat(DeviceTime.read(response)).isEmpty();
        assertThat(DeviceTime.readLocal(response)).contains(Instant.parse("2026-07-01T10:00:00Z"));
    }

    @Test
    void zonesAreReadAsPosixHasThem() {
        assertThat(DeviceTime.offset("UTC0", false)).contains(ZoneOffset.UTC);
        assertThat(DeviceTime.offset("IST-5:30", false)).contains(ZoneOffset.ofHoursMinutes(5, 30));
        assertThat(DeviceTime.offset("EST5EDT", true)).contains(ZoneOffset.ofHours(-4));
        assertThat(DeviceTime.offset("<+03>-3", false)).contains(ZoneOffset.ofHours(3));
        assertThat(DeviceTime.offset("nonsense", false)).isEmpty();
        assertThat(DeviceTime.offset("X99", false)).isEmpty();
    }

    @Test
    void timesAreReadInTheFormsOfTheSchema() {
        Instant time = Instant.parse("2026-05-01T10:00:00Z");
        assertThat(DeviceTime.parse("2026-05-01T10:00:00Z")).contains(time);
        assertThat(DeviceTime.parse(" 2026-05-01T12:00:00.000+02:00 ")).contains(time);
        assertThat(DeviceTime.parse("2026-05-01T10:00:00")).contains(time);
        assertThat(DeviceTime.parse("")).isEmpty();
        assertThat(DeviceTime.parse("+999999999-12-31T23:59:59Z")).isEmpty();
        assertThat(DeviceTime.parse("yesterday")).isEmpty();
    }
}
