package com.technosupport.vms.driver.dahua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EventStreamTest {

    private static Listening listen(DeviceSession session) throws InterruptedException {
        return new Listening(session.facet(DeviceEvents.class).orElseThrow()).awaitAlive();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"UNUSED_SLOTS", "INDEXED_EVENTS", "WRONG_EVENT_LENGTH", "NO_EVENT_LENGTH", "SPLIT_EVENTS"},
            mode = Mode.INCLUDE)
    void hears_events_however_they_are_written(NvrQuirk quirk) throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.dahua().quirks(quirk));
                DeviceSession session = recorder.connect();
                Listening listening = listen(session)) {
            recorder.nvr.raise(SimulatedEvent.MOTION, 3, true);
            DeviceEvent started = listening.next();
            assertThat(started.type()).isEqualTo(DeviceEvent.MOTION_STARTED);
            assertThat(started.channel()).contains("3");
            assertThat(started.active()).contains(true);
            assertThat(started.data()).containsEntry("Code", "VideoMotion").containsEntry("index", 2L);
            recorder.nvr.raise(SimulatedEvent.MOTION, 3, false);
            DeviceEvent ended = listening.next();
            assertThat(ended.type()).isEqualTo(DeviceEvent.MOTION_ENDED);
            assertThat(ended.active()).contains(false);
            recorder.nvr.setInput(2, true);
            DeviceEvent input = listening.next();
            assertThat(input.type()).isEqualTo(DeviceEvent.DIGITAL_INPUT_CHANGED);
            assertThat(input.input()).contains("2");
            assertThat(input.channel()).isEmpty();
            assertThat(input.active()).contains(true);
            recorder.nvr.raise(SimulatedEvent.VIDEO_LOSS, 1, true);
            assertThat(listening.next().type()).isEqualTo(DeviceEvent.VIDEO_LOST);
        }
    }

    @Test
    void names_what_it_knows_and_leaves_the_rest_its_name() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect();
                Listening listening = listen(session)) {
            recorder.nvr.raise(SimulatedEvent.PERSON, 1, true);
            DeviceEvent person = listening.next();
            assertThat(person.type()).isEqualTo(DeviceEvent.MOTION_STARTED);
            assertThat(person.label()).contains("person");
            recorder.nvr.raise(SimulatedEvent.OBJECT, 1, true);
            assertThat(listening.next().label()).contains("vehicle");
            recorder.nvr.raise(SimulatedEvent.LINE_CROSSED, 2, true);
            DeviceEvent crossed = listening.next();
            assertThat(crossed.type()).isEqualTo(DeviceEvent.LINE_CROSSED);
            assertThat(crossed.active()).isEmpty();
            assertThat(crossed.label()).contains("person");
            assertThat(crossed.data().get("data"))
                    .isInstanceOfSatisfying(
                            Map.class, data -> assertThat(data.get("Direction")).isEqualTo("LeftToRight"));
            recorder.nvr.raise(SimulatedEvent.FIELD, 2, true);
            assertThat(listening.next().type()).isEqualTo(DeviceEvent.AREA_ENTERED);
            recorder.nvr.raise(SimulatedEvent.TAMPER, 2, true);
            assertThat(listening.next().type()).isEqualTo(DeviceEvent.TAMPERED);
            recorder.nvr.raise(SimulatedEvent.VENDOR, 2, true);
            DeviceEvent vendor = listening.next();
            assertThat(vendor.type()).isEqualTo("NumberStat");
            assertThat(vendor.active()).isEmpty();
            assertThat(vendor.channel()).contains("2");
            recorder.nvr.raise(SimulatedEvent.RELAY, 2, true);
            DeviceEvent relay = listening.next();
            assertThat(relay.type()).isEqualTo("AlarmOutput");
            assertThat(relay.channel()).isEmpty();
        }
    }

    @Test
    void tells_the_true_time_of_a_device_whose_clock_is_off() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.dahua().zone(ZoneId.of("Asia/Shanghai")))) {
            recorder.nvr.clockSkew(Duration.ofHours(3).plusSeconds(47));
            try (DeviceSession session = recorder.connect();
                    Listening listening = listen(session)) {
                recorder.nvr.raise(SimulatedEvent.MOTION, 1, true);
                assertThat(Duration.between(listening.next().time(), Instant.now())
                                .abs())
                        .isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    /** What the device of a test sends, and nothing else. */
    private static List<DeviceEvent> events(CannedDevice device) throws InterruptedException {
        device.config("ChannelTitle", "table.ChannelTitle[0].Name=Gate", "table.ChannelTitle[1].Name=Yard")
                .answer("global.cgi?action=getCurrentTime", "result = 2026-3-10 16:20:00");
        List<DeviceEvent> events = new ArrayList<>();
        device.session().facet(DeviceEvents.class).orElseThrow().listen(new DeviceEvents.Sink() {
            @Override
            public void event(DeviceEvent event) {
                events.add(event);
            }

            @Override
            public void alive() {}
        });
        return events;
    }

    private static CannedDevice parts(String... texts) {
        CannedDevice device = new CannedDevice();
        for (String text : texts) {
            device.part("text/plain", CannedDevice.bytes(text));
        }
        return device;
    }

    @Test
    void tells_a_beginning_that_is_repeated_once() throws Exception {
        assertThat(events(parts(
                        "Code=VideoLoss;action=Start;index=0",
                        "Heartbeat",
                        "Code=VideoLoss;action=Start;index=0",
                        "Code=VideoLoss;action=Start;index=1",
                        "Code=VideoLoss;action=Stop;index=0",
                        "Code=VideoLoss;action=Start;index=0")))
                .extracting(
                        event -> event.channel().orElseThrow() + event.active().orElseThrow())
                .containsExactly("1true", "2true", "1false", "1true");
    }

    @Test
    void a_line_is_crossed_once_and_each_time() throws Exception {
        assertThat(events(parts(
                        "Code=CrossLineDetection;action=Start;index=0",
                        "Code=CrossLineDetection;action=Stop;index=0",
                        "Code=CrossLineDetection;action=Pulse;index=0")))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.active()).isEmpty());
    }

    @Test
    void takes_pictures_and_nonsense_for_nothing() throws Exception {
        CannedDevice device = parts("", "Code=", "Code=;action=Start", "Code=\u0000;action=Start;index=99999", "x");
        device.part("image/jpeg", CannedDevice.bytes("Code=VideoMotion;action=Start;index=0"));
        device.part("", new byte[] {(byte) 0xff, (byte) 0xd8, 'C', 'o', 'd', 'e', '='});
        device.part("text/plain", CannedDevice.bytes("Code=7up;action=Start;index=700"));
        List<DeviceEvent> events = events(device);
        assertThat(events).extracting(DeviceEvent::type).containsOnly("DeviceNotification");
        assertThat(events).allSatisfy(event -> assertThat(event.channel()).isEmpty());
    }

    @Test
    void believes_the_devices_time_of_what_it_kept_for_a_while() throws Exception {
        String kept = "Code=VideoMotion;action=Start;index=0;data={\"LocaleTime\":\"2026-03-10 16:10:00\"}";
        String wild = "Code=VideoMotion;action=Start;index=1;data={\"LocaleTime\":\"2000-01-01 00:00:00\"}";
        assertThat(events(parts(kept, wild)))
                .extracting(DeviceEvent::time)
                .containsExactly(CannedDevice.NOW.minusSeconds(600), CannedDevice.NOW);
    }
}
