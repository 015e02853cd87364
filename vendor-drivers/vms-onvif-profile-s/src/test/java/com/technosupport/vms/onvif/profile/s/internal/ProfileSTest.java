package com.technosupport.vms.onvif.profile.s.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.PtzControl.Velocity;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.RtspSource.Transport;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileSTest {

    private Simulator simulator;

    private SimulatedCamera camera(AuthScheme scheme) throws IOException {
        simulator = Simulator.builder()
                .address("127.0.71.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(scheme)
                .discovery(false)
                .start();
        return simulator.camera(1);
    }

    @AfterEach
    void end() {
        if (simulator != null) {
            simulator.close();
        }
    }

    private static DeviceSession connect(SimulatedCamera camera, Credential credential) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS()))
                .connect(Devices.at(camera.address(), camera.httpPort(), credential));
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @EnumSource(AuthScheme.class)
    void readsACameraHoweverItAsksForThePassword(AuthScheme scheme) throws Exception {
        SimulatedCamera camera = camera(scheme);
        try (DeviceSession session = connect(camera, Devices.RIGHT)) {
            assertThat(session.info().serial()).isEqualTo(camera.serial());
            assertThat(session.info().model()).isEqualTo(camera.model());
            Channel channel = session.channels().get(0);
            assertThat(channel.name()).isEqualTo(camera.name());
            assertThat(channel.streams())
                    .extracting(Channel.ChannelStream::codec)
                    .containsExactly(Codec.H264, Codec.H264);
            assertThat(channel.streams().get(1).width()).isEqualTo(640);
            assertThat(session.source(channel.id(), StreamRole.MAIN))
                    .isEqualTo(new RtspSource(camera.stream(SimulatedCamera.MAIN), Transport.AUTOMATIC));
            assertThat(session.source(channel.id(), StreamRole.SUB))
                    .isEqualTo(new RtspSource(camera.stream(SimulatedCamera.SUB), Transport.AUTOMATIC));
            byte[] still = session.facet(StillImage.class).orElseThrow().capture(channel.id());
            assertThat(still).startsWith(0xff, 0xd8).hasSizeGreaterThan(1000);
            session.facet(KeyFrameRequest.class).orElseThrow().request(channel.id(), StreamRole.SUB);
            assertThat(session.facet(Runnable.class)).isEmpty();
            assertCode(ErrorCode.NOT_SUPPORTED, () -> session.source("another", StreamRole.MAIN));
        }
        assertThat(camera.stats().refused()).isZero();
    }

    @Test
    void aWrongPasswordIsTriedOnce() throws IOException {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);

        assertCode(ErrorCode.BAD_CREDENTIALS, () -> connect(camera, new Credential("admin", "wrong")));

        assertThat(camera.stats().refused()).isEqualTo(1);
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> connect(camera, Credential.NONE));
        assertThat(camera.stats().refused()).isEqualTo(1);
    }

    @Test
    void aClockThatIsDaysOffDoesNotMatter() throws Exception {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);
        camera.clockSkew(Duration.ofDays(-400));
        try (DeviceSession session = connect(camera, Devices.RIGHT)) {
            assertThat(session.channels()).hasSize(1);
        }
    }

    @Test
    void faultsAreSaidForWhatTheyAre() throws IOException {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);
        Map<Fault, ErrorCode> codes = Map.of(
                Fault.WRONG_PASSWORD, ErrorCode.BAD_CREDENTIALS,
                Fault.HTML, ErrorCode.DEVICE_PROTOCOL,
                Fault.XXE, ErrorCode.DEVICE_PROTOCOL,
                Fault.ENDLESS, ErrorCode.DEVICE_PROTOCOL,
                Fault.SILENT, ErrorCode.DEVICE_UNREACHABLE,
                Fault.DROP_CONNECTION, ErrorCode.DEVICE_UNREACHABLE);
        codes.forEach((fault, code) -> {
            camera.fault(fault);
            assertCode(code, () -> connect(camera, Devices.RIGHT));
            camera.clear(fault);
        });
    }

    @Test
    void takesTheTransportThatTheUserWants() throws Exception {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);
        Devices connection = Devices.at(
                camera.address(),
                camera.httpPort(),
                Devices.RIGHT,
                Map.of("transport", "udp", "mainProfile", "sub", "rtspPort", "1554"));
        try (DeviceSession session = new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS())).connect(connection)) {
            Channel channel = session.channels().get(0);
            assertThat(channel.streams().get(0).width()).isEqualTo(640);
            RtspSource source = (RtspSource) session.source(channel.id(), StreamRole.MAIN);
            assertThat(source.transport()).isEqualTo(Transport.UDP);
            assertThat(source.uri().getPort()).isEqualTo(1554);
        }
    }

    @Test
    void aRecordersChannelsHaveTheirOwnNamesAndStreams() throws Exception {
        simulator = Simulator.builder()
                .address("127.0.71.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .discovery(false)
                .channels(8)
                .start();
        SimulatedCamera recorder = simulator.camera(1);
        try (DeviceSession session = connect(recorder, Devices.RIGHT)) {
            List<Channel> channels = session.channels();
            assertThat(channels).hasSize(8);
            assertThat(channels.stream().map(Channel::id)).doesNotHaveDuplicates();
            assertThat(channels)
                    .allSatisfy(channel -> assertThat(channel.streams()).hasSize(2));
            // Two channels of this recorder have one name, so it tells none apart.
            assertThat(channels.stream().map(Channel::name)).doesNotHaveDuplicates();
        }
    }

    @Test
    void namesOfChannelsAreTheDevicesWhereTheyDiffer() throws Exception {
        simulator = Simulator.builder()
                .address("127.0.71.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .discovery(false)
                .channels(4)
                .start();
        try (DeviceSession session = connect(simulator.camera(1), Devices.RIGHT)) {
            assertThat(session.channels().stream().map(Channel::name))
                    .containsExactlyInAnyOrder("Entrance", "Yard & gate", "Lagerhalle Süd", "Dock <3>");
        }
    }

    @Test
    void movesAndStopsAndRecalls() throws Exception {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);
        try (DeviceSession session = connect(camera, Devices.RIGHT)) {
            String channel = session.channels().get(0).id();
            PtzControl ptz = session.facet(PtzControl.class).orElseThrow();
            ptz.move(channel, new Velocity(0.5, -0.25, 0));
            ptz.stop(channel);
            List<PtzControl.Preset> presets = ptz.presets(channel);
            assertThat(presets).isNotEmpty();
            ptz.recall(channel, presets.get(0).id());
            PtzControl.Preset stored = ptz.store(channel, Optional.empty(), "Gate & yard");
            assertThat(ptz.presets(channel)).hasSize(presets.size() + 1).contains(stored);
            ptz.forget(channel, stored.id());
            assertThat(ptz.presets(channel)).isEqualTo(presets);

            assertThat(camera.commands())
                    .extracting(SimulatedCommand::name)
                    .containsExactly("ContinuousMove", "Stop", "GotoPreset", "SetPreset", "RemovePreset");
            SimulatedCommand move = camera.commands().get(0);
            assertThat(Double.parseDouble(move.arguments().get("pan"))).isEqualTo(0.5);
            assertThat(Double.parseDouble(move.arguments().get("tilt"))).isEqualTo(-0.25);
            assertThat(move.arguments()).containsEntry("Timeout", "PT10S");
            assertCode(ErrorCode.NOT_SUPPORTED, () -> ptz.stop("no such channel"));
        }
    }

    @Test
    void isReadWithTheQuirksOfOthers() throws Exception {
        SimulatedCamera camera = camera(AuthScheme.DIGEST_MD5);
        for (OnvifQuirk quirk : List.of(
                OnvifQuirk.CLOCK_WITHOUT_UTC,
                OnvifQuirk.ONLY_HTTP_DIGEST,
                OnvifQuirk.ONLY_USERNAME_TOKEN,
                OnvifQuirk.NO_GET_SERVICES,
                OnvifQuirk.NO_MEDIA2,
                OnvifQuirk.INNER_ADDRESS,
                OnvifQuirk.REFUSES_WITH_500,
                OnvifQuirk.NOT_SUPPORTED_WITH_400,
                OnvifQuirk.ODD_PREFIXES,
                OnvifQuirk.PERCENT_SCOPES)) {
            camera.quirk(quirk, true);
            try (DeviceSession session = connect(camera, Devices.RIGHT)) {
                Channel channel = session.channels().get(0);
                RtspSource source = (RtspSource) session.source(channel.id(), StreamRole.MAIN);
                assertThat(source.uri().getHost()).as(quirk.name()).isEqualTo(camera.address());
                session.facet(PtzControl.class).orElseThrow().presets(channel.id());
            }
            camera.quirk(quirk, false);
        }
    }
}
