package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.TestOnvifClient.Answer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Metadata beside the video, and the rules behind it (Profile M). */
class MetadataTest {
    private static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";
    private static final String ANALYTICS = "http://www.onvif.org/ver20/analytics/wsdl";
    private static final Pattern FRAME_TIME = Pattern.compile("<tt:Frame UtcTime=\"([^\"]+)\">");

    @Test
    void sendsObjectsBesideTheVideo() throws Exception {
        TestOnvifClient client = new TestOnvifClient();
        try (Simulator simulator = Simulator.builder()
                .credentials("admin", "secret")
                .analytics(true)
                .discovery(false)
                .start()) {
            SimulatedCamera camera = simulator.camera(1);
            Answer profiles = client.ask(
                    client.service(camera, MEDIA2), "<tr2:GetProfiles><tr2:Type>All</tr2:Type></tr2:GetProfiles>");
            assertThat(profiles.texts("//Profiles/Configurations/Metadata/Analytics"))
                    .containsExactly("true");
            String rules = "<tan:GetRules><tan:ConfigurationToken>" + profiles.text("//Configurations/Analytics/@token")
                    + "</tan:ConfigurationToken></tan:GetRules>";
            assertThat(client.ask(client.service(camera, ANALYTICS), rules).texts("//Rule/@Type"))
                    .contains("tt:CellMotionDetector", "tt:LineDetector");

            URI uri = camera.stream(SimulatedCamera.MAIN);
            try (TestRtspClient rtsp = new TestRtspClient(uri)) {
                assertThat(rtsp.ask("DESCRIBE", uri.toString()).body())
                        .contains("m=application 0 RTP/AVP 107", "a=rtpmap:107 vnd.onvif.metadata/90000");
                TestRtspClient.Answer video =
                        rtsp.ask("SETUP", uri + "/trackID=1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
                String session = "Session: " + video.headers().get("session").split(";")[0];
                assertThat(rtsp.ask(
                                        "SETUP",
                                        uri + "/trackID=2",
                                        session,
                                        "Transport: RTP/AVP/TCP;unicast;interleaved=2-3")
                                .status())
                        .isEqualTo(200);
                TestRtspClient.Answer play = rtsp.ask("PLAY", uri.toString(), session);
                assertThat(play.headers().get("rtp-info")).contains("/trackID=1;seq=", "/trackID=2;seq=");
                String document = document(rtsp);
                assertThat(document).contains("<tt:Object ObjectId=\"7\">", "<tt:BoundingBox left=\"", ">Human<");
                Matcher time = FRAME_TIME.matcher(document);
                assertThat(time.find()).isTrue();
                assertThat(Duration.between(Instant.parse(time.group(1)), Instant.now())
                                .abs())
                        .isLessThan(Duration.ofSeconds(10));
                boolean seen = false;
                while (!seen) {
                    seen = rtsp.frame()[0] == 0;
                }
            }
        }
    }

    /** The next document on the metadata track, from its first packet to the marker. */
    private static String document(TestRtspClient rtsp) throws Exception {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        while (true) {
            byte[] frame = rtsp.frame();
            if (frame[0] == 2) {
                assertThat(frame[4] & 0x7f).isEqualTo(107);
                document.write(frame, 3 + 12, frame.length - 15);
                if (frame[4] < 0) {
                    return document.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }
}
