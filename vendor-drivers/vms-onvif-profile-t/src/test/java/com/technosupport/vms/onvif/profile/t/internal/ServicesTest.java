package com.technosupport.vms.onvif.profile.t.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.ImagingControl;
import com.technosupport.vms.api.driver.ImagingControl.InfraredFilter;
import com.technosupport.vms.api.driver.ImagingControl.Settings;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {

    private AnsweringDevice device;

    @BeforeEach
    void begin() throws IOException {
        device = new AnsweringDevice();
        device.answerAll();
    }

    @AfterEach
    void end() {
        device.close();
    }

    private DeviceSession connect() throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileT()))
                .connect(Devices.at("127.0.0.1", device.port(), Credential.NONE));
    }

    @Test
    void media2NamesWhatTheFirstServiceCannot() throws Exception {
        device.answers.put(
                "GetProfiles",
                AnsweringDevice.envelope("<GetProfilesResponse><Profiles token=\"t\"><Configurations><VideoSource"
                        + " token=\"c\"><SourceToken>s9</SourceToken></VideoSource><VideoEncoder><Encoding>H265</Encoding>"
                        + "</VideoEncoder></Configurations></Profiles></GetProfilesResponse>"));
        device.answers.put(
                "GetStreamUri",
                AnsweringDevice.envelope(
                        "<GetStreamUriResponse><Uri>rtsp://10.0.0.1/h265</Uri></GetStreamUriResponse>"));
        try (DeviceSession session = connect()) {
            Channel channel = session.channels().get(0);
            assertThat(channel.streams())
                    .extracting(Channel.ChannelStream::codec)
                    .containsExactly(Codec.H265);
            assertThat(((RtspSource) session.source("s9", StreamRole.MAIN)).uri())
                    .hasToString("rtsp://127.0.0.1/h265");
        }
    }

    @Test
    void settingsArePartsOfTheDevicesRanges() throws Exception {
        device.serve(ProfileT.IMAGING);
        String folder = "agsh-onvif-mockup-MIT/test/serverMockup/imaging.";
        device.answers.put("GetOptions", Recorded.text(folder + "GetOptions.xml"));
        device.answers.put("GetImagingSettings", Recorded.text(folder + "GetImagingSettings.xml"));
        device.answers.put("SetImagingSettings", AnsweringDevice.envelope("<SetImagingSettingsResponse/>"));
        try (DeviceSession session = connect()) {
            ImagingControl imaging = session.facet(ImagingControl.class).orElseThrow();
            Settings settings = imaging.settings("s1");
            assertThat(settings.brightness()).hasValue(1);
            assertThat(settings.contrast().orElseThrow()).isCloseTo(0.502, within(0.001));
            assertThat(settings.sharpness()).as("has no range").isEmpty();
            imaging.change(
                    "s1",
                    new Settings(
                            OptionalDouble.of(0.5),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            Optional.of(InfraredFilter.AUTOMATIC)));
            assertThat(device.requests("SetImagingSettings").get(0))
                    .contains(
                            ">127.5000</Brightness>", ">AUTO</IrCutFilter>", "<VideoSourceToken>s1</VideoSourceToken>")
                    .doesNotContain("Contrast");
            assertThatThrownBy(() -> imaging.change(
                            "s1",
                            new Settings(
                                    OptionalDouble.empty(),
                                    OptionalDouble.empty(),
                                    OptionalDouble.empty(),
                                    OptionalDouble.of(1),
                                    Optional.empty())))
                    .hasMessageContaining("sharpness");
        }
    }
}
