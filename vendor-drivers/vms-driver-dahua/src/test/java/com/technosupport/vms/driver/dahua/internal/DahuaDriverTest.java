package com.technosupport.vms.driver.dahua.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.PtzControl.Velocity;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.SimulatedCommand;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class DahuaDriverTest {

    @Test
    void reads_a_recorder_with_its_channels() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            recorder.nvr.setOnline(3, false);
            recorder.nvr.renameChannel(2, "Hof = Ost");

            DeviceInfo info = session.info();
            assertThat(info.manufacturer()).isEqualTo("Dahua");
            assertThat(info.serial()).isEqualTo(recorder.nvr.serial());
            assertThat(info.model()).isEqualTo(recorder.nvr.model());
            assertThat(info.firmware()).startsWith("4.");
            List<Channel> channels = session.channels();
            assertThat(channels).extracting(Channel::id).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
            assertThat(channels.get(1).name()).isEqualTo("Hof = Ost");
            Channel first = channels.get(0);
            assertThat(first.streams())
                    .extracting(Channel.ChannelStream::role)
                    .containsExactly(StreamRole.MAIN, StreamRole.SUB);
            assertThat(first.streams().get(0).codec()).isEqualTo(Codec.H264);
            assertThat(first.streams().get(0).width()).isEqualTo(1280);
            assertThat(first.streams().get(0).framesPerSecond()).isEqualTo(25);
            assertThat(first.source().model()).isNotEmpty();
            assertThat(first.source().serial()).isNotEmpty();
            assertThat(channels).filteredOn(channel -> !channel.connected()).containsExactly(channels.get(2));
            assertThat(address(session, "2", StreamRole.SUB)).isEqualTo(recorder.nvr.stream(2, 1));
            assertThat(address(session, "3", StreamRole.MAIN)).isEqualTo(recorder.nvr.stream(3, 0));
        }
    }

    private static URI address(DeviceSession session, String channel, StreamRole role) throws InterruptedException {
        return ((RtspSource) session.source(channel, role)).uri();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BASIC_ONLY",
                "NO_QOP",
                "QOP_AUTH_INT",
                "SHA256_FIRST",
                "CONTROL_CHARACTER_NAMES",
                "PATH_NAMES",
                "MISSING_404",
                "MISSING_501",
                "MISSING_599",
                "UNUSED_SLOTS",
                "NO_CAMERA_STATE"
            },
            mode = Mode.INCLUDE)
    void gets_on_with_firmware_of_its_own_mind(NvrQuirk quirk) throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.dahua().channels(2).quirks(quirk))) {
            recorder.nvr.setOnline(2, false);
            try (DeviceSession session = recorder.connect()) {
                List<Channel> channels = session.channels();
                assertThat(channels).hasSize(2);
                assertThat(channels.get(0).name()).isNotEmpty().doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
                assertThat(channels.get(0).connected()).isTrue();
                boolean missing = quirk.name().startsWith("MISSING");
                assertThat(channels.get(1).connected()).isEqualTo(missing);
                assertThat(address(session, "1", StreamRole.MAIN).getPort())
                        .isEqualTo(missing ? 554 : recorder.nvr.rtspPort());
                assertThat(recorder.nvr.loginFailures()).isZero();
            }
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
    void two_channels_of_one_number_are_one() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.dahua().quirks(NvrQuirk.DUPLICATE_CHANNELS));
                DeviceSession session = recorder.connect()) {
            assertThat(session.channels()).extracting(Channel::id).containsExactly("1", "3", "4", "5", "6", "7", "8");
        }
    }

    @Test
    void lists_what_is_plugged_into_a_recorder() throws Exception {
        try (Recorder recorder = new Recorder(
                        NvrOptions.dahua().channels(2).analogChannels(2).quirks(NvrQuirk.UNUSED_SLOTS));
                DeviceSession session = recorder.connect()) {
            assertThat(session.channels()).extracting(Channel::id).containsExactly("1", "2", "3", "4");
            assertThat(session.channels().get(0).source()).isEqualTo(DeviceInfo.UNKNOWN);
            assertThat(session.channels().get(2).source()).isNotEqualTo(DeviceInfo.UNKNOWN);
        }
    }

    @Test
    void takes_the_streams_from_where_a_router_forwards_them() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session =
                        recorder.connect(RtspOptions.PORT.key(), "10554", RtspOptions.TRANSPORT.key(), "tcp")) {
            assertThat(session.source("1", StreamRole.MAIN)).isInstanceOfSatisfying(RtspSource.class, source -> {
                assertThat(source.uri().getPort()).isEqualTo(10554);
                assertThat(source.transport()).isEqualTo(RtspSource.Transport.TCP);
            });
        }
    }

    @Test
    void says_until_when_an_account_is_locked() throws Exception {
        try (Recorder recorder = Recorder.start()) {
            recorder.nvr.lock(Duration.ofMinutes(20));
            assertThatThrownBy(() -> recorder.connect().close()).isInstanceOfSatisfying(VmsException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_LOCKED);
                assertThat(Duration.between(Instant.now(), e.retryAt().orElseThrow()))
                        .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(21));
            });
        }
    }

    @Test
    void gives_up_at_the_first_refusal() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            recorder.nvr.password("another");
            assertThatThrownBy(session::channels)
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS));
            assertThat(recorder.nvr.loginFailures()).isEqualTo(1);
        }
    }

    @Test
    void takes_pictures() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            recorder.nvr.setOnline(3, false);
            StillImage still = session.facet(StillImage.class).orElseThrow();
            assertThat(still.capture("8")).startsWith(0xff, 0xd8);
            assertThatThrownBy(() -> still.capture("3")).isInstanceOf(VmsException.class);
            assertThatThrownBy(() -> still.capture("9"))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        }
    }

    @Test
    void moves_and_stops_what_it_moved() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            PtzControl ptz = session.facet(PtzControl.class).orElseThrow();
            ptz.move("2", new Velocity(0.5, -1, 0));
            ptz.move("2", new Velocity(0, 0, 0.1));
            ptz.stop("2");
            ptz.move("2", new Velocity(-0.25, 0, -1));
            ptz.move("2", new Velocity(0, 0, 0));
            ptz.stop("1");
            ptz.recall("1", "3");
            assertThat(recorder.nvr.commands())
                    .containsExactly(
                            command("start", 2, "RightDown", 8, 4),
                            command("stop", 2, "RightDown", 0, 0),
                            command("start", 2, "ZoomTele", 0, 1),
                            command("stop", 2, "ZoomTele", 0, 0),
                            command("start", 2, "Left", 0, 2),
                            command("start", 2, "ZoomWide", 0, 8),
                            command("stop", 2, "Left", 0, 0),
                            command("stop", 2, "ZoomWide", 0, 0),
                            command("stop", 1, "Up", 0, 0),
                            command("stop", 1, "ZoomTele", 0, 0),
                            command("start", 1, "GotoPreset", 0, 3));
            assertThat(ptz.presets("1")).hasSize(4).first().isEqualTo(new PtzControl.Preset("1", "Preset 1"));
            assertThatThrownBy(() -> ptz.recall("1", "9")).isInstanceOf(VmsException.class);
            assertThatThrownBy(() -> ptz.recall("1", "1&code=Up")).isInstanceOf(VmsException.class);
        }
    }

    private static SimulatedCommand command(String name, int channel, String code, int first, int second) {
        return new SimulatedCommand(
                name,
                channel,
                Map.of("code", code, "arg1", String.valueOf(first), "arg2", String.valueOf(second), "arg3", "0"));
    }

    @Test
    void reads_and_switches_contacts() throws Exception {
        try (Recorder recorder = Recorder.start();
                DeviceSession session = recorder.connect()) {
            DigitalIo contacts = session.facet(DigitalIo.class).orElseThrow();
            recorder.nvr.setInput(2, true);
            assertThat(contacts.inputs())
                    .extracting(port -> port.active().orElseThrow())
                    .containsExactly(false, true, false, false);
            assertThat(contacts.inputs().get(1).id()).isEqualTo("2");
            assertThat(contacts.inputs().get(1).name()).isEqualTo("Alarm in 2");
            contacts.switchOutput("2", true);
            assertThat(recorder.nvr.outputs()).containsExactly(false, true);
            assertThat(contacts.outputs().get(1).active()).contains(true);
            contacts.switchOutput("2", false);
            assertThat(recorder.nvr.outputs()).containsExactly(false, false);
            assertThatThrownBy(() -> contacts.switchOutput("3", true))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
            assertThat(recorder.nvr.commands()).hasSize(2);
        }
    }

    @Test
    void finds_recordings_in_the_devices_time() throws Exception {
        Instant to = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Recorder recorder = new Recorder(NvrOptions.dahua().zone(ZoneId.of("Asia/Shanghai")));
                DeviceSession session = recorder.connect()) {
            DeviceArchive archive = session.facet(DeviceArchive.class).orElseThrow();
            List<DeviceArchive.Span> spans = archive.search("1", to.minus(Duration.ofHours(30)), to);
            // Files of an hour that touch are one span; an hour in the middle is missing.
            assertThat(spans).hasSize(2);
            Instant start = recorder.nvr.recordings(1).get(0).start();
            assertThat(spans.get(0).start()).isEqualTo(start);
            assertThat(archive.replay("1", StreamRole.MAIN, start, spans.get(0).end())
                            .source()
                            .uri())
                    .isEqualTo(recorder.nvr.replay(1, start, spans.get(0).end()));
            assertThat(archive.search("1", start.plusSeconds(60), start.plusSeconds(90)))
                    .containsExactly(new DeviceArchive.Span(start.plusSeconds(60), start.plusSeconds(90)));
            assertThat(archive.search("1", start.minusSeconds(60), start)).isEmpty();
        }
    }

    @Test
    void reads_as_many_pages_as_there_are_and_leaves_no_search_behind() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.dahua().recorded(Duration.ZERO));
                DeviceSession session = recorder.connect()) {
            Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.DAYS);
            for (int i = 0; i < 250; i++) {
                Instant begin = start.plusSeconds(300L * i);
                recorder.nvr.addRecording(2, new NvrRecording(begin, begin.plusSeconds(60), true));
            }
            DeviceArchive archive = session.facet(DeviceArchive.class).orElseThrow();
            assertThat(archive.search("2", start, Instant.now())).hasSize(250);
            assertThat(recorder.nvr.requests())
                    .filteredOn(request -> request.contains("findNextFile"))
                    .as("three pages, each asked twice for the login")
                    .hasSize(6);
            assertThat(recorder.nvr.requests())
                    .filteredOn(request -> request.contains("action=destroy"))
                    .hasSize(2);
        }
    }
}
