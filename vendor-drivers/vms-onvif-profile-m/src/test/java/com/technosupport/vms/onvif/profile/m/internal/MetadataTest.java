package com.technosupport.vms.onvif.profile.m.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.Listener;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.onvif.profile.t.internal.ProfileT;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.Simulator;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataTest {

    private static DeviceSession connect(Devices device) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileM(), new ProfileT()))
                .connect(device);
    }

    private static Simulator.Builder simulator() {
        return Simulator.builder()
                .address("127.0.75.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(AuthScheme.DIGEST_MD5)
                .discovery(false);
    }

    @Test
    void findsTheMetadataOfASimulatedDevice() throws Exception {
        try (Simulator simulator = simulator().analytics(true).channels(2).start()) {
            SimulatedCamera camera = simulator.camera(1);
            for (boolean media2 : new boolean[] {true, false}) {
                camera.quirk(OnvifQuirk.NO_MEDIA2, !media2);
                try (DeviceSession session = connect(Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT))) {
                    MetadataSource metadata =
                            session.facet(MetadataSource.class).orElseThrow();
                    assertThat(metadata.metadata("source").orElseThrow().uri())
                            .isEqualTo(camera.stream(SimulatedCamera.MAIN));
                }
            }
        }
    }

    @Test
    void aDeviceWithoutAnalyticsHasNone() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera camera = simulator.camera(1);
            try (DeviceSession session = connect(Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT))) {
                String channel = session.channels().get(0).id();
                assertThat(session.facet(MetadataSource.class).orElseThrow().metadata(channel))
                        .isEmpty();
            }
        }
    }

    @Test
    void whatAnalyticsSeeComesWithItsLabel() throws Exception {
        try (Simulator simulator = simulator().analytics(true).start()) {
            SimulatedCamera camera = simulator.camera(1);
            try (DeviceSession session = connect(Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT));
                    Listener listener =
                            new Listener(session.facet(DeviceEvents.class).orElseThrow()).awaitAlive()) {
                camera.raise(SimulatedEvent.OBJECT, 1, true);
                DeviceEvent seen = listener.next(AnalyticsTopics.OBJECT_DETECTED);
                assertThat(seen.label()).contains("person");
                assertThat(seen.active()).contains(true);
                assertThat(seen.channel()).isPresent();
                camera.raise(SimulatedEvent.OBJECT, 1, false);
                assertThat(listener.next(AnalyticsTopics.OBJECT_DETECTED).active())
                        .contains(false);
                camera.raise(SimulatedEvent.PERSON, 1, true);
                assertThat(listener.next(AnalyticsTopics.OBJECT_DETECTED).label())
                        .contains("person");
            }
        }
    }

    @Test
    void aProfileWithoutVideoIsPreferred() throws Exception {
        try (AnsweringDevice device = new AnsweringDevice()) {
            device.answerAll();
            String source = "<VideoSourceConfiguration><SourceToken>s1</SourceToken></VideoSourceConfiguration>";
            String video = "<VideoEncoderConfiguration><Encoding>H264</Encoding></VideoEncoderConfiguration>";
            device.serve();
            device.answers.put(
                    "GetProfiles",
                    AnsweringDevice.envelope("<GetProfilesResponse><Profiles token=\"both\">" + source + video
                            + "<MetadataConfiguration/></Profiles><Profiles token=\"alone\">" + source
                            + "<MetadataConfiguration/></Profiles></GetProfilesResponse>"));
            try (DeviceSession session = connect(Devices.at("127.0.0.1", device.port(), Credential.NONE))) {
                assertThat(session.facet(MetadataSource.class).orElseThrow().metadata("s1"))
                        .isPresent();
            }
            assertThat(device.requests("GetStreamUri").get(0)).contains("<ProfileToken>alone</ProfileToken>");
        }
    }
}
