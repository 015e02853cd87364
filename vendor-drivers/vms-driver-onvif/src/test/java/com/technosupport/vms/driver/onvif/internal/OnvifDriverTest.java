package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.FixedStreaming;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the simulator has no switch for. */
class OnvifDriverTest {

    private static final FixedStreaming STREAMING = new FixedStreaming(
            "test",
            Services.MEDIA,
            List.of(new OnvifMediaProfile(
                    "p&1", "s1", "", Codec.H264, 1920, 1080, 25, Optional.empty(), Set.of("c1"))));

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

    private DeviceSession connect(Credential credential) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(STREAMING))
                .connect(Devices.at("127.0.0.1", device.port(), credential));
    }

    private void assertFails(ErrorCode code, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VmsException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(sentence).doesNotContain(Devices.RIGHT.password());
        });
    }

    @Test
    void replacesTheHostsOfADeviceBehindAddressTranslation() throws Exception {
        try (DeviceSession session = connect(Credential.NONE)) {
            Channel channel = session.channels().get(0);
            assertThat(channel.id()).isEqualTo("s1");
            RtspSource source = (RtspSource) session.source("s1", StreamRole.MAIN);
            assertThat(source.uri()).hasToString("rtsp://127.0.0.1:8554/a%20b?x=%7B1%7D");
            assertThat(session.info().manufacturer()).isEqualTo("Maker");
            assertThat(device.requests).anyMatch(request -> request.contains("<ProfileToken>p&amp;1</ProfileToken>"));
        }
    }

    @Test
    void tokensAreMadeByTheDevicesClock() throws Exception {
        device.wantsToken = true;
        try (DeviceSession session = connect(Devices.RIGHT)) {
            session.channels();
        }
        Pattern created = Pattern.compile("<wsu:Created>([^<]+)</wsu:Created>");
        assertThat(device.requests.stream()
                        .map(created::matcher)
                        .filter(Matcher::find)
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .allMatch(time -> time.startsWith("2001-02-03T01:0"));
        assertThat(device.requests).noneMatch(request -> request.contains(Devices.RIGHT.password()));
    }

    @Test
    void refusalsAreToldApartAndTheTokenIsTriedOnce() {
        device.wantsToken = true;
        device.refusal = AnsweringDevice.fault("ter:NotAuthorized", "The sender is not authorized");
        assertFails(ErrorCode.BAD_CREDENTIALS, "password", () -> connect(Devices.RIGHT));
        assertThat(device.requests)
                .filteredOn(request -> request.contains("UsernameToken"))
                .hasSize(1);
        device.refusal = AnsweringDevice.fault("ter:NotAuthorized", "Account locked for 300 s");
        assertFails(ErrorCode.DEVICE_LOCKED, "300 s", () -> connect(Devices.RIGHT));
    }

    @Test
    void faultsComeWithTheirReasonCleaned() {
        device.answers.put("GetDeviceInformation", AnsweringDevice.fault("ter:Strange", "a\nb" + "c".repeat(5000)));
        assertFails(ErrorCode.DEVICE_PROTOCOL, "a bccc", () -> connect(Credential.NONE));
        device.answers.put("GetDeviceInformation", AnsweringDevice.fault("ter:ActionNotSupported", "not here"));
        assertFails(ErrorCode.NOT_SUPPORTED, "not here", () -> connect(Credential.NONE));
    }

    @Test
    void aDeviceThatIsOpenUntilMediaIsLoggedInToAtTheStart() {
        device.answers.put("GetProfiles", AnsweringDevice.NOT_AUTHORIZED);
        assertFails(ErrorCode.BAD_CREDENTIALS, "password", () -> connect(Devices.RIGHT));
    }

    @Test
    void olderDevicesAreAskedForCapabilities() throws Exception {
        device.answers.remove("GetServices");
        device.answers.put(
                "GetCapabilities",
                AnsweringDevice.envelope(
                        "<GetCapabilitiesResponse><Capabilities><Media><XAddr>http://10.1.1.1/m</XAddr>"
                                + "</Media></Capabilities></GetCapabilitiesResponse>"));
        try (DeviceSession session = connect(Credential.NONE)) {
            assertThat(session.channels()).hasSize(1);
        }
    }

    @Test
    void whatIsNoOnvifIsSaidWithAHint() {
        device.answers.put("GetSystemDateAndTime", "<html><body>Login</body></html>");
        assertFails(ErrorCode.DEVICE_PROTOCOL, "web page", () -> connect(Credential.NONE));
        device.answers.put("GetSystemDateAndTime", "<a/>");
        assertFails(ErrorCode.DEVICE_PROTOCOL, "does not speak ONVIF", () -> connect(Credential.NONE));
        device.answerAll();
        device.answers.put(
                "GetStreamUri", AnsweringDevice.envelope("<r><MediaUri><Uri>http://127.0.0.1/x</Uri></MediaUri></r>"));
        assertFails(
                ErrorCode.NOT_SUPPORTED, "RTSP", () -> connect(Credential.NONE).source("s1", StreamRole.MAIN));
    }
}
