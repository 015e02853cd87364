package com.technosupport.vms.onvif.profile.t.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.Loudspeaker;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loudspeakers of simulated devices. */
class AudioOutputsTest {

    private Simulator simulator;

    @AfterEach
    void end() {
        simulator.close();
    }

    private SimulatedCamera start(int channels) throws Exception {
        simulator = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .channels(channels)
                .start();
        return simulator.camera(1);
    }

    private static DeviceSession connect(SimulatedCamera camera) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileT()))
                .connect(Devices.at(camera.address(), camera.httpPort(), new Credential("admin", "admin")));
    }

    private static Loudspeaker loudspeaker(DeviceSession session, String channel) throws InterruptedException {
        return session.facet(TalkBack.class).orElseThrow().loudspeaker(channel);
    }

    private static void assertNone(DeviceSession session, String channel) {
        assertThatThrownBy(() -> loudspeaker(session, channel))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void isBehindTheStreamWhoseProfileHasAnOutput() throws Exception {
        SimulatedCamera camera = start(1);
        try (DeviceSession session = connect(camera)) {
            assertThat(loudspeaker(session, session.channels().get(0).id()))
                    .isEqualTo(new RtspLoudspeaker(camera.stream(SimulatedCamera.MAIN)));
        }
    }

    @Test
    void aDeviceThatDeclaresNoneHasNone() throws Exception {
        SimulatedCamera camera = start(1);
        camera.quirk(OnvifQuirk.NO_LOUDSPEAKER);
        try (DeviceSession session = connect(camera)) {
            assertNone(session, session.channels().get(0).id());
        }
    }

    @Test
    void aRecordersLoudspeakerBelongsToTheChannelsThatHaveIt() throws Exception {
        SimulatedCamera camera = start(3);
        try (DeviceSession session = connect(camera)) {
            List<String> ids =
                    session.channels().stream().map(channel -> channel.id()).toList();
            assertThat(loudspeaker(session, "source"))
                    .isEqualTo(new RtspLoudspeaker(camera.stream(SimulatedCamera.MAIN)));
            ids.stream().filter(id -> !id.equals("source")).forEach(id -> assertNone(session, id));
        }
    }

    @Test
    void aDeviceWithoutMedia2IsNotSpokenBy() throws Exception {
        SimulatedCamera camera = start(1);
        camera.quirk(OnvifQuirk.NO_MEDIA2);
        try (DeviceSession session = connect(camera)) {
            assertThat(session.facet(TalkBack.class)).isEmpty();
        }
    }
}
