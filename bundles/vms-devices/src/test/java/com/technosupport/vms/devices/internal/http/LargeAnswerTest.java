package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a large recorder has to say of itself at once. */
class LargeAnswerTest {

    private static final int CHANNELS = 64;
    private static final int PROFILES = 3;

    private final SocketDeviceHttp http = new SocketDeviceHttp("127.0.0.1", Credential.NONE, Optional.empty());

    /** An answer to GetProfiles (ONVIF Media, section 5.2.2), as verbose and indented as devices give it. */
    private static String profiles() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
                    xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema">
                  <s:Body>
                    <trt:GetProfilesResponse>
                """
                + IntStream.rangeClosed(1, CHANNELS)
                        .boxed()
                        .flatMap(channel ->
                                IntStream.rangeClosed(1, PROFILES).mapToObj(profile -> profile(channel, profile)))
                        .collect(Collectors.joining())
                + "    </trt:GetProfilesResponse>\n  </s:Body>\n</s:Envelope>\n";
    }

    private static String profile(int channel, int number) {
        String token = "Channel" + channel + "Profile" + number;
        return "      <trt:Profiles token=\"" + token + "\" fixed=\"true\">\n"
                + named("Name", token)
                + configuration("VideoSourceConfiguration", token, """
                          <tt:SourceToken>VideoSource_%d</tt:SourceToken>
                          <tt:Bounds x="0" y="0" width="3840" height="2160"></tt:Bounds>
                        """.formatted(channel))
                + configuration("AudioSourceConfiguration", token, named("SourceToken", "AudioSource_" + channel))
                + configuration("VideoEncoderConfiguration", token, """
                          <tt:Encoding>H264</tt:Encoding>
                          <tt:Resolution>
                            <tt:Width>3840</tt:Width>
                            <tt:Height>2160</tt:Height>
                          </tt:Resolution>
                          <tt:Quality>3.000000</tt:Quality>
                          <tt:RateControl>
                            <tt:FrameRateLimit>25</tt:FrameRateLimit>
                            <tt:EncodingInterval>1</tt:EncodingInterval>
                            <tt:BitrateLimit>8192</tt:BitrateLimit>
                          </tt:RateControl>
                          <tt:H264>
                            <tt:GovLength>50</tt:GovLength>
                            <tt:H264Profile>Main</tt:H264Profile>
                          </tt:H264>
                        """ + multicast())
                + configuration("AudioEncoderConfiguration", token, """
                          <tt:Encoding>G711</tt:Encoding>
                          <tt:Bitrate>64</tt:Bitrate>
                          <tt:SampleRate>8</tt:SampleRate>
                        """ + multicast())
                + configuration(
                        "VideoAnalyticsConfiguration",
                        token,
                        engine("AnalyticsEngineConfiguration", "AnalyticsModule")
                                + engine("RuleEngineConfiguration", "Rule"))
                + configuration("PTZConfiguration", token, """
                          <tt:NodeToken>PtzNode_%d</tt:NodeToken>
                          <tt:DefaultAbsolutePantTiltPositionSpace>http://www.onvif.org/ver10/tptz/PanTiltSpaces/PositionGenericSpace</tt:DefaultAbsolutePantTiltPositionSpace>
                          <tt:DefaultContinuousPanTiltVelocitySpace>http://www.onvif.org/ver10/tptz/PanTiltSpaces/VelocityGenericSpace</tt:DefaultContinuousPanTiltVelocitySpace>
                          <tt:DefaultContinuousZoomVelocitySpace>http://www.onvif.org/ver10/tptz/ZoomSpaces/VelocityGenericSpace</tt:DefaultContinuousZoomVelocitySpace>
                          <tt:DefaultPTZTimeout>PT5S</tt:DefaultPTZTimeout>
                        """.formatted(channel))
                + configuration("MetadataConfiguration", token, named("Analytics", "true") + multicast())
                + "      </trt:Profiles>\n";
    }

    private static String named(String name, String text) {
        return "          <tt:" + name + ">" + text + "</tt:" + name + ">\n";
    }

    private static String configuration(String name, String token, String content) {
        return "        <tt:" + name + " token=\"" + name + token + "\">\n" + named("Name", name + token)
                + named("UseCount", "3") + content + named("SessionTimeout", "PT60S") + "        </tt:" + name + ">\n";
    }

    private static String multicast() {
        return """
                          <tt:Multicast>
                            <tt:Address>
                              <tt:Type>IPv4</tt:Type>
                              <tt:IPv4Address>0.0.0.0</tt:IPv4Address>
                            </tt:Address>
                            <tt:Port>8860</tt:Port>
                            <tt:TTL>128</tt:TTL>
                            <tt:AutoStart>false</tt:AutoStart>
                          </tt:Multicast>
                """;
    }

    private static String engine(String name, String item) {
        return "          <tt:" + name + ">\n"
                + IntStream.range(0, 4).mapToObj(i -> """
                                            <tt:%1$s Name="My%1$s%2$d" Type="tt:%1$sEngine%2$d">
                                              <tt:Parameters>
                                                <tt:SimpleItem Name="Sensitivity" Value="60"></tt:SimpleItem>
                                                <tt:ElementItem Name="Layout">
                                                  <tt:CellLayout Columns="22" Rows="18">
                                                    <tt:Transformation>
                                                      <tt:Translate x="-1.000000" y="-1.000000"></tt:Translate>
                                                      <tt:Scale x="0.090909" y="0.111111"></tt:Scale>
                                                    </tt:Transformation>
                                                  </tt:CellLayout>
                                                </tt:ElementItem>
                                              </tt:Parameters>
                                            </tt:%1$s>
                                """.formatted(item, i)).collect(Collectors.joining())
                + "          </tt:" + name + ">\n";
    }

    @Test
    void theProfilesOfSixtyFourChannelsAreRead() throws Exception {
        byte[] answer = profiles().getBytes(StandardCharsets.UTF_8);
        assertThat(answer.length).isBetween(3 << 19, 4 << 20);
        try (HostileServer server =
                HostileServer.saying("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: "
                        + answer.length + "\r\n\r\n" + profiles())) {
            Response response = http.send(Request.get(server.uri("/")).within(Duration.ofSeconds(20)));

            assertThat(response.body()).hasSize(answer.length);
            assertThat(http.parseXml(response.body())
                            .getElementsByTagNameNS("http://www.onvif.org/ver10/media/wsdl", "Profiles")
                            .getLength())
                    .isEqualTo(CHANNELS * PROFILES);
        }
    }

    @Test
    void moreThanThatIsRefused() {
        byte[] large = ("<a>" + "b".repeat(4 << 20) + "</a>").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> http.parseXml(large))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL));
    }
}
