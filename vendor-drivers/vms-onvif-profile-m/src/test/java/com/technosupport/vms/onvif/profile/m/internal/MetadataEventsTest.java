package com.technosupport.vms.onvif.profile.m.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.onvif.profile.t.internal.ProfileT;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events of a metadata stream, whose documents the test makes up, in place of core. */
class MetadataEventsTest {

    private final List<RtspSource> asked = new ArrayList<>();
    private final List<DeviceEvent> events = new ArrayList<>();
    private int alive;

    private final DeviceEvents.Sink sink = new DeviceEvents.Sink() {
        @Override
        public void event(DeviceEvent event) {
            events.add(event);
        }

        @Override
        public void alive() {
            alive++;
        }
    };

    private static String motion(String change, boolean active) {
        return "<wsnt:NotificationMessage><wsnt:Topic>tns1:RuleEngine/CellMotionDetector/Motion</wsnt:Topic><wsnt:Message>"
                + "<tt:Message UtcTime=\"2026-03-01T10:00:00Z\" PropertyOperation=\"" + change
                + "\"><tt:Source><tt:SimpleItem Name=\"VideoSourceConfigurationToken\" Value=\"source-configuration\"/>"
                + "</tt:Source><tt:Data><tt:SimpleItem Name=\"IsMotion\" Value=\"" + active
                + "\"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>";
    }

    private static String document(String... messages) {
        return "<tt:MetadataStream xmlns:tt=\"http://www.onvif.org/ver10/schema\""
                + " xmlns:wsnt=\"http://docs.oasis-open.org/wsn/b-2\" xmlns:tns1=\"http://www.onvif.org/ver10/topics\">"
                + "<tt:VideoAnalytics/><tt:Event>" + String.join("", messages) + "</tt:Event></tt:MetadataStream>";
    }

    /** A connection whose metadata streams bring what they are told, and then end. */
    private DeviceConnection connection(Devices device, List<String> documents) {
        return new DeviceConnection() {
            @Override
            public DeviceAddress address() {
                return device.address();
            }

            @Override
            public Credential credential() {
                return device.credential();
            }

            @Override
            public Map<String, String> options() {
                return device.options();
            }

            @Override
            public DeviceHttp http() {
                return device.http();
            }

            @Override
            public void readMetadata(RtspSource source, MetadataSource.Documents sink) throws InterruptedException {
                asked.add(source);
                for (String document : documents) {
                    sink.document(device.http()
                            .parseXml(document.getBytes(StandardCharsets.UTF_8))
                            .getDocumentElement());
                }
                throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "ended");
            }
        };
    }

    private static Simulator simulator(boolean analytics) throws Exception {
        return Simulator.builder()
                .address("127.0.75.2")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(AuthScheme.DIGEST_MD5)
                .analytics(analytics)
                .discovery(false)
                .start();
    }

    private DeviceEvents events(DeviceSession session) {
        return session.facet(DeviceEvents.class).orElseThrow();
    }

    private DeviceSession connect(SimulatedCamera camera, String option, String... documents)
            throws InterruptedException {
        Devices device = Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT, Map.of("events", option));
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileM(), new ProfileT()))
                .connect(connection(device, List.of(documents)));
    }

    @Test
    void whatTheStreamSaysBecomesEventsOnceForEachChange() throws Exception {
        try (Simulator simulator = simulator(true)) {
            SimulatedCamera camera = simulator.camera(1);
            try (DeviceSession session = connect(
                    camera,
                    "metadata",
                    document(motion("Initialized", false)),
                    document(),
                    document(motion("Changed", true)),
                    document(motion("Changed", true)),
                    document(motion("Changed", false)))) {
                assertThatThrownBy(() -> events(session).listen(sink))
                        .isInstanceOfSatisfying(
                                VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STREAM_UNAVAILABLE));
            }
            assertThat(asked).extracting(RtspSource::uri).containsExactly(camera.stream(SimulatedCamera.MAIN));
            assertThat(alive).isEqualTo(5);
            assertThat(events)
                    .extracting(DeviceEvent::type)
                    .containsExactly(DeviceEvent.MOTION_STARTED, DeviceEvent.MOTION_ENDED);
            assertThat(events).allSatisfy(event -> assertThat(event.channel()).isPresent());
        }
    }

    @Test
    void oneDocumentCannotFloodTheBus() throws Exception {
        String[] many = new String[2000];
        for (int i = 0; i < many.length; i++) {
            many[i] = motion("Changed", i % 2 == 0);
        }
        try (Simulator simulator = simulator(true);
                DeviceSession session = connect(simulator.camera(1), "metadata", document(many))) {
            assertThatThrownBy(() -> events(session).listen(sink)).isInstanceOf(VmsException.class);
            assertThat(events).hasSize(256);
        }
    }

    @Test
    void aDeviceWithoutSuchAStreamSaysSo() throws Exception {
        try (Simulator simulator = simulator(false);
                DeviceSession session = connect(simulator.camera(1), "metadata")) {
            assertThatThrownBy(() -> events(session).listen(sink))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        }
    }
}
