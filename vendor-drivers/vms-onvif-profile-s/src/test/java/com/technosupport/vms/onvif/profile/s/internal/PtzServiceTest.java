package com.technosupport.vms.onvif.profile.s.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.PtzControl.Velocity;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heads that differ from the simulated one. */
class PtzServiceTest {

    private static final String SPACES = "http://www.onvif.org/ver10/tptz/";

    private AnsweringDevice device;

    @BeforeEach
    void begin() throws IOException {
        device = new AnsweringDevice();
        device.answerAll();
        device.serve(ProfileS.PTZ);
        device.answers.put(
                "GetProfiles",
                AnsweringDevice.envelope("<GetProfilesResponse><Profiles token=\"p1\"><VideoSourceConfiguration"
                        + " token=\"vc\"><SourceToken>s1</SourceToken></VideoSourceConfiguration>"
                        + "<VideoEncoderConfiguration><Encoding>H264</Encoding></VideoEncoderConfiguration>"
                        + "<PTZConfiguration token=\"head\"/></Profiles></GetProfilesResponse>"));
        device.answers.put("ContinuousMove", AnsweringDevice.envelope("<ContinuousMoveResponse/>"));
    }

    @AfterEach
    void end() {
        device.close();
    }

    private void options(String spaces) {
        device.answers.put(
                "GetConfigurationOptions",
                AnsweringDevice.envelope("<GetConfigurationOptionsResponse><PTZConfigurationOptions><Spaces>" + spaces
                        + "</Spaces><PTZTimeout><Min>PT0S</Min><Max>PT1M</Max></PTZTimeout></PTZConfigurationOptions>"
                        + "</GetConfigurationOptionsResponse>"));
    }

    private static String panTilt(String uri, String min, String max) {
        String range = "<Min>" + min + "</Min><Max>" + max + "</Max>";
        return "<ContinuousPanTiltVelocitySpace><URI>" + uri + "</URI><XRange>" + range + "</XRange><YRange>" + range
                + "</YRange></ContinuousPanTiltVelocitySpace>";
    }

    private String moved(Velocity velocity) throws Exception {
        try (DeviceSession session = connect()) {
            session.facet(PtzControl.class).orElseThrow().move("s1", velocity);
        }
        List<String> requests = device.requests("ContinuousMove");
        return requests.get(requests.size() - 1);
    }

    private DeviceSession connect() throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS()))
                .connect(Devices.at("127.0.0.1", device.port(), Credential.NONE));
    }

    @Test
    void speedsGoByTheDevicesOwnRange() throws Exception {
        options(panTilt(SPACES + "PanTiltSpaces/VelocitySpaceDegrees", "-60", "120"));

        assertThat(moved(new Velocity(0.5, -0.5, 0)))
                .contains("x=\"60.0000\" y=\"-30.0000\"", "VelocitySpaceDegrees", "<Timeout>PT10S</Timeout>")
                .doesNotContain("<Zoom");
    }

    @Test
    void theGenericSpaceIsTakenOfSeveral() throws Exception {
        options(panTilt(SPACES + "PanTiltSpaces/VelocitySpaceDegrees", "-60", "120")
                + panTilt(SPACES + "PanTiltSpaces/VelocityGenericSpace", "-1.0", "1.0"));

        assertThat(moved(new Velocity(0.5, 0, 0))).contains("x=\"0.5000\" y=\"0.0000\"", "VelocityGenericSpace");
    }

    @Test
    void aHeadWithoutSuchASpaceSaysSo() throws Exception {
        options(panTilt(SPACES + "PanTiltSpaces/VelocityGenericSpace", "-1", "1"));
        try (DeviceSession session = connect()) {
            PtzControl ptz = session.facet(PtzControl.class).orElseThrow();
            assertThatThrownBy(() -> ptz.move("s1", new Velocity(0, 0, 1)))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
                    .hasMessageContaining("zoomed");
            ptz.move("s1", new Velocity(1, 0, 0));
        }
        assertThat(device.requests("GetConfigurationOptions")).as("asked once").hasSize(1);
    }

    @Test
    void aDeviceThatDoesNotTellItsSpacesGetsTheGenericOne() throws Exception {
        assertThat(moved(new Velocity(1, 1, -1)))
                .contains("x=\"1.0000\" y=\"1.0000\"", "<Zoom", "x=\"-1.0000\"")
                .doesNotContain("space=", "<Timeout>");
    }

    @Test
    void whatCannotBeMovedIsSaid() throws Exception {
        device.answers.put("GetProfiles", AnsweringDevice.profiles("H264"));
        try (DeviceSession session = connect()) {
            PtzControl ptz = session.facet(PtzControl.class).orElseThrow();
            assertThatThrownBy(() -> ptz.stop("s1")).hasMessageContaining("cannot be moved");
        }
    }

    @Test
    void recordedPresetsHaveAllTheirTokens() throws Exception {
        device.answers.put("GetPresets", recorded("ptz.GetPresets.xml"));
        try (DeviceSession session = connect()) {
            List<PtzControl.Preset> presets =
                    session.facet(PtzControl.class).orElseThrow().presets("s1");
            assertThat(presets).hasSizeGreaterThan(40);
            assertThat(presets.get(0)).isEqualTo(new PtzControl.Preset("P001", "P001"));
        }
    }

    private static String recorded(String file) throws IOException {
        return Recorded.text("agsh-onvif-mockup-MIT/test/serverMockup/" + file);
    }
}
