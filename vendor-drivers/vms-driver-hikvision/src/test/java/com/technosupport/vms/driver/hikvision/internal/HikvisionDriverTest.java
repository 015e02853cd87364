package com.technosupport.vms.driver.hikvision.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.tck.internal.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HikvisionDriverTest {

    @Test
    void reads_a_recorder_with_its_channels() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            recorder.nvr.setOnline(3, false);

            assertThat(session.info().manufacturer()).isEqualToIgnoringCase("Hikvision");
            assertThat(session.info().serial()).isEqualTo(recorder.nvr.serial());
            List<Channel> channels = session.channels();
            assertThat(channels).hasSize(8);
            Channel first = channels.get(0);
            assertThat(first.id()).isEqualTo("1");
            assertThat(first.name()).isEqualTo(recorder.nvr.channelList().get(0).name());
            assertThat(first.streams())
                    .extracting(Channel.ChannelStream::role)
                    .containsExactly(StreamRole.MAIN, StreamRole.SUB);
            assertThat(first.streams().get(0).codec()).isEqualTo(Codec.H264);
            assertThat(first.streams().get(0).width()).isPositive();
            assertThat(first.source().model()).isNotEmpty();
            assertThat(channels.get(2).connected()).isFalse();
            assertThat(session.source("2", StreamRole.SUB))
                    .isInstanceOfSatisfying(
                            RtspSource.class, source -> assertThat(source.uri()).isEqualTo(recorder.nvr.stream(2, 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NAMESPACE_ISAPI",
                "NAMESPACE_PSIA",
                "NO_NAMESPACE",
                "PREFIXED_NAMESPACE",
                "BASIC_ONLY",
                "NO_QOP",
                "QOP_AUTH_INT",
                "SHA256_FIRST",
                "SESSION_ONLY",
                "CONTROL_CHARACTER_NAMES",
                "PATH_NAMES",
                "MISSING_404",
                "MISSING_501",
                "MISSING_599"
            },
            mode = Mode.INCLUDE)
    void gets_on_with_firmware_of_its_own_mind(NvrQuirk quirk) throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.hikvision().channels(2).quirks(quirk));
                DeviceSession session = recorder.connect()) {
            List<Channel> channels = session.channels();
            assertThat(channels).hasSize(2);
            assertThat(channels.get(0).name()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(session.source("1", StreamRole.MAIN)).isNotNull();
            assertThat(recorder.nvr.loginFailures()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"HTML_DEVICE_INFO", "REDIRECT", "ENDLESS_CHUNKED", "LENGTH_TOO_LONG", "XML_BOMB", "HUGE_ANSWER"},
            mode = Mode.INCLUDE)
    void refuses_what_is_hostile(NvrQuirk quirk) throws Exception {
        try (Recorder recorder = Recorder.start()) {
            recorder.nvr.quirk(quirk);
            assertThatThrownBy(() -> recorder.connect().close()).isInstanceOf(VmsException.class);
        }
    }

    @Test
    void counts_channels_as_the_device_does() throws Exception {
        try (Recorder recorder = new Recorder(
                        NvrOptions.hikvision().channels(2).analogChannels(2).quirks(NvrQuirk.CHANNELS_FROM_33));
                DeviceSession session = recorder.connect()) {
            assertThat(session.channels()).extracting(Channel::id).containsExactly("1", "2", "33", "34");
            assertThat(session.source("33", StreamRole.MAIN))
                    .isInstanceOfSatisfying(
                            RtspSource.class, source -> assertThat(source.uri()).isEqualTo(recorder.nvr.stream(3, 0)));
        }
    }

    @Test
    void a_camera_is_a_device_with_one_channel() throws Exception {
        try (Recorder camera = new Recorder(NvrOptions.hikvisionCamera());
                DeviceSession session = camera.connect()) {
            assertThat(session.channels()).extracting(Channel::id).containsExactly("1");
        }
    }

    @Test
    void says_for_how_long_an_account_is_locked() throws Exception {
        try (Recorder recorder = Recorder.start()) {
            recorder.nvr.lock(Duration.ofMinutes(20));
            assertThatThrownBy(() -> recorder.connect().close())
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_LOCKED));
        }
    }

    @Test
    void a_wrong_password_of_a_session_login_is_tried_once() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.hikvision().quirks(NvrQuirk.SESSION_ONLY))) {
            HikvisionDriver driver = new HikvisionDriver();
            Connection wrong =
                    Connection.to(driver.descriptor(), recorder.address(), new Credential("admin", "wrong"), Map.of());
            assertThatThrownBy(() -> driver.connect(wrong).close())
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS));
            assertThat(recorder.nvr.loginFailures()).isEqualTo(1);
        }
    }

    @Test
    void takes_pictures_wherever_the_device_has_them() throws Exception {
        for (NvrQuirk quirk : List.of(NvrQuirk.PICTURE_BY_PROXY, NvrQuirk.PICTURE_SECOND_TIME)) {
            try (Recorder recorder = new Recorder(NvrOptions.hikvision().quirks(quirk));
                    DeviceSession session = recorder.connect()) {
                assertThat(session.facet(StillImage.class).orElseThrow().capture("1"))
                        .as(quirk.name())
                        .startsWith(0xff, 0xd8);
            }
        }
    }

    @Test
    void moves_and_switches() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            PtzControl ptz = session.facet(PtzControl.class).orElseThrow();
            ptz.move("2", new PtzControl.Velocity(0.5, -1, 0));
            ptz.stop("2");
            assertThat(recorder.nvr.commands()).hasSize(2);
            DigitalIo contacts = session.facet(DigitalIo.class).orElseThrow();
            recorder.nvr.setInput(2, true);
            assertThat(contacts.inputs()).hasSize(4);
            assertThat(contacts.inputs().get(1).active()).contains(true);
            contacts.switchOutput("1", true);
            assertThat(recorder.nvr.outputs().get(0)).isTrue();
            assertThat(contacts.outputs().get(0).active()).contains(true);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NO_NAMESPACE",
                "UNESCAPED_AMPERSAND",
                "MIME_BOUNDARY",
                "JSON_EVENTS",
                "WRONG_EVENT_LENGTH",
                "NO_EVENT_LENGTH",
                "SPLIT_EVENTS",
                "EVENT_CHANNELS_FROM_33"
            },
            mode = Mode.INCLUDE)
    void hears_events_however_they_are_written(NvrQuirk quirk) throws Exception {
        try (Recorder recorder = new Recorder(
                        NvrOptions.hikvision().heartbeat(Duration.ofMillis(300)).quirks(quirk));
                DeviceSession session = recorder.connect();
                Listening listening =
                        new Listening(session.facet(DeviceEvents.class).orElseThrow())) {
            listening.awaitAlive();
            recorder.nvr.raise(SimulatedEvent.MOTION, 3, true);
            DeviceEvent started = listening.next();
            assertThat(started.type()).isEqualTo(DeviceEvent.MOTION_STARTED);
            assertThat(started.channel()).contains("3");
            assertThat(started.data()).containsKey("eventType").doesNotContainKey("macAddress");
            recorder.nvr.raise(SimulatedEvent.MOTION, 3, false);
            assertThat(listening.next().type()).isEqualTo(DeviceEvent.MOTION_ENDED);
            recorder.nvr.setInput(2, true);
            DeviceEvent input = listening.next();
            assertThat(input.type()).isEqualTo(DeviceEvent.DIGITAL_INPUT_CHANGED);
            assertThat(input.input()).contains("2");
            assertThat(input.active()).contains(true);
            recorder.nvr.raise(SimulatedEvent.VIDEO_LOSS, 1, true);
            assertThat(listening.next().type()).isEqualTo(DeviceEvent.VIDEO_LOST);
        }
    }

    @Test
    void tells_the_true_time_of_a_device_whose_clock_is_off() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.hikvision().zone(ZoneId.of("Asia/Shanghai")))) {
            recorder.nvr.clockSkew(Duration.ofHours(3));
            try (DeviceSession session = recorder.connect();
                    Listening listening =
                            new Listening(session.facet(DeviceEvents.class).orElseThrow())) {
                listening.awaitAlive();
                recorder.nvr.raise(SimulatedEvent.MOTION, 1, true);
                assertThat(Duration.between(listening.next().time(), Instant.now())
                                .abs())
                        .isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void finds_recordings_in_local_time() throws Exception {
        Instant to = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (boolean local : List.of(true, false)) {
            NvrOptions options = NvrOptions.hikvision().zone(ZoneId.of("Asia/Shanghai"));
            try (Recorder recorder = new Recorder(local ? options.quirks(NvrQuirk.LOCAL_TIME_WITH_Z) : options);
                    DeviceSession session = recorder.connect(HikvisionDriver.ARCHIVE_CLOCK, local ? "local" : "utc")) {
                DeviceArchive archive = session.facet(DeviceArchive.class).orElseThrow();
                List<DeviceArchive.Span> spans = archive.search("1", to.minus(Duration.ofHours(30)), to);
                var pieces = recorder.nvr.recordings(1);
                assertThat(spans).isNotEmpty();
                assertThat(spans.get(0).start()).isEqualTo(pieces.get(0).start().truncatedTo(ChronoUnit.SECONDS));
                DeviceArchive.Replay replay = archive.replay(
                        "1", StreamRole.MAIN, spans.get(0).start(), spans.get(0).end());
                assertThat(replay.source().uri())
                        .isEqualTo(recorder.nvr.replay(
                                1, spans.get(0).start(), spans.get(0).end()));
            }
        }
    }

    /** Listens on a thread of its own until closed. */
    private static final class Listening implements AutoCloseable, DeviceEvents.Sink {

        private final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
        private final BlockingQueue<Boolean> alive = new LinkedBlockingQueue<>();
        private final Thread thread;
        private volatile Optional<Throwable> failure = Optional.empty();

        Listening(DeviceEvents events) {
            thread = new Thread(
                    () -> {
                        try {
                            events.listen(this);
                        } catch (InterruptedException e) {
                            return;
                        } catch (RuntimeException e) {
                            failure = Optional.of(e);
                        }
                    },
                    "listening");
            thread.start();
        }

        void awaitAlive() throws InterruptedException {
            assertThat(alive.poll(20, TimeUnit.SECONDS))
                    .as("alive; failure: " + failure)
                    .isNotNull();
        }

        DeviceEvent next() throws InterruptedException {
            DeviceEvent event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event; failure: " + failure).isNotNull();
            return event;
        }

        @Override
        public void event(DeviceEvent event) {
            events.add(event);
        }

        @Override
        public void alive() {
            alive.add(true);
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join(5000);
        }
    }
}
