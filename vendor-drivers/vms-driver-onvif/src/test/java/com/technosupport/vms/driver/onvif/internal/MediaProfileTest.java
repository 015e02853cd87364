package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.devices.internal.http.SocketDeviceHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class MediaProfileTest {

    private static final DeviceHttp XML = new SocketDeviceHttp("127.0.0.1", Credential.NONE, Optional.empty());

    private static MediaProfile profile(String token, Codec codec, int width, int height) {
        return new MediaProfile(token, "s", codec, width, height, 25, false);
    }

    @Test
    void mainIsTheLargestH264AndSubASmallOne() {
        List<MediaProfile> profiles = List.of(
                profile("a", Codec.MJPEG, 4000, 3000),
                profile("b", Codec.H264, 640, 360),
                profile("c", Codec.H264, 1920, 1080),
                profile("d", Codec.H264, 1920, 1080),
                profile("e", Codec.H265, 3840, 2160),
                profile("f", Codec.H264, 1600, 900));

        MediaProfile.Choice choice = MediaProfile.choose(profiles, "", "");

        assertThat(choice.main().token()).isEqualTo("c");
        assertThat(choice.sub().orElseThrow().token()).isEqualTo("b");
        assertThat(MediaProfile.choose(profiles, "e", "f").main().token()).isEqualTo("e");
        assertThat(MediaProfile.choose(profiles, "e", "f").sub().orElseThrow().token())
                .isEqualTo("f");
        assertThat(MediaProfile.choose(profiles.subList(2, 4), "", "").sub()).isEmpty();
    }

    @Test
    void readsARecordedCamera() throws IOException {
        Path folder = Path.of(
                System.getenv().getOrDefault("VMS_TEST_DATA", System.getProperty("vms.root") + "/../shared/data"),
                "onvif/bosch-onvif-go-MIT");
        assumeTrue(Files.isDirectory(folder), "recorded answers are not there: set VMS_TEST_DATA");

        List<MediaProfile> profiles = MediaProfile.read(body(folder.resolve("capture_005_response.xml")), false);
        MediaProfile.Choice choice = MediaProfile.choose(profiles, "", "");

        assertThat(choice.main()).isEqualTo(new MediaProfile("0", "1", Codec.H264, 1920, 1080, 30, false));
        assertThat(choice.sub().orElseThrow().width()).isEqualTo(1280);
        assertThat(Elements.text(body(folder.resolve("capture_006_response.xml")), "MediaUri", "Uri"))
                .isEqualTo("rtsp://192.168.1.201/rtsp_tunnel?p=0&line=1&inst=1&vcd=2");
        assertThat(DeviceTime.read(body(folder.resolve("capture_002_response.xml")))
                        .orElseThrow())
                .hasToString("2023-05-24T21:25:05Z");
        assertThat(Elements.text(body(folder.resolve("capture_001_response.xml")), "SerialNumber"))
                .isEqualTo("404754734001050102");
    }

    private static Element body(Path answer) throws IOException {
        Element envelope = XML.parseXml(Files.readAllBytes(answer)).getDocumentElement();
        Element body = Elements.find(envelope, "Body").orElseThrow();
        for (var node = body.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                return element;
            }
        }
        throw new AssertionError("an empty body in " + answer);
    }
}
