package com.technosupport.vms.onvif.profile.s.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaServiceTest {

    @Test
    void readsARecordedCamera() throws IOException {
        List<OnvifMediaProfile> profiles =
                MediaService.read(Recorded.answer("bosch-onvif-go-MIT/capture_005_response.xml"));

        OnvifMediaProfile first = profiles.get(0);
        assertThat(first.token()).isEqualTo("0");
        assertThat(first.source()).isEqualTo("1");
        assertThat(first.codec()).isEqualTo(Codec.H264);
        assertThat(first.pixels()).isEqualTo(1920 * 1080);
        assertThat(first.framesPerSecond()).isEqualTo(30);
        assertThat(first.ptz()).isEmpty();
        assertThat(first.configurations()).isNotEmpty();
        assertThat(Elements.text(Recorded.answer("bosch-onvif-go-MIT/capture_006_response.xml"), "MediaUri", "Uri"))
                .isEqualTo("rtsp://192.168.1.201/rtsp_tunnel?p=0&line=1&inst=1&vcd=2");
    }

    @Test
    void readsAMovingCamerasRecordedProfiles() throws IOException {
        List<OnvifMediaProfile> profiles =
                MediaService.read(Recorded.answer("agsh-onvif-mockup-MIT/test/serverMockup/GetProfiles.xml"));

        assertThat(profiles).isNotEmpty();
        assertThat(profiles.get(0).ptz()).isEqualTo(Optional.of("default"));
        assertThat(profiles.get(0).source()).isEqualTo("vidsrc0");
        assertThat(profiles.get(0).configurations()).contains("vscfg0");
    }
}
