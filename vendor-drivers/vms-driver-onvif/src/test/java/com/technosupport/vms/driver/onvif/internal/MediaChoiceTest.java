package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.Codec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MediaChoiceTest {

    private static OnvifMediaProfile profile(String token, Codec codec, int width, int height) {
        return new OnvifMediaProfile(token, "s", "", codec, width, height, 25, Optional.empty(), Set.of());
    }

    @Test
    void mainIsTheLargestH264AndSubASmallOne() {
        List<OnvifMediaProfile> profiles = List.of(
                profile("a", Codec.MJPEG, 4000, 3000),
                profile("b", Codec.H264, 640, 360),
                profile("c", Codec.H264, 1920, 1080),
                profile("d", Codec.H264, 1920, 1080),
                profile("e", Codec.H265, 2560, 1440),
                profile("f", Codec.H264, 1600, 900));

        MediaChoice choice = MediaChoice.of(profiles, "", "");

        assertThat(choice.main().token()).isEqualTo("c");
        assertThat(choice.sub().orElseThrow().token()).isEqualTo("b");
        MediaChoice wanted = MediaChoice.of(profiles, "e", "f");
        assertThat(wanted.main().token()).isEqualTo("e");
        assertThat(wanted.sub().orElseThrow().token()).isEqualTo("f");
        assertThat(MediaChoice.of(profiles.subList(2, 4), "", "").sub()).isEmpty();
    }

    @Test
    void h265IsMainWhereH264IsMeantForTheSmallPictureAlone() {
        List<OnvifMediaProfile> profiles =
                List.of(profile("small", Codec.H264, 640, 360), profile("large", Codec.H265, 3840, 2160));

        MediaChoice choice = MediaChoice.of(profiles, "", "");

        assertThat(choice.main().token()).isEqualTo("large");
        assertThat(choice.sub().orElseThrow().token()).isEqualTo("small");
    }

    @Test
    void aServiceThatCanNameTheCodecKnowsMore() {
        OnvifMediaProfile h264 = profile("a", Codec.H264, 1, 1);
        OnvifMediaProfile h265 = profile("a", Codec.H265, 1, 1);
        OnvifMediaProfile unknown = profile("a", Codec.UNKNOWN, 1, 1);
        assertThat(MediaChoice.knowsMore(h265, h264)).isTrue();
        assertThat(MediaChoice.knowsMore(h264, unknown)).isTrue();
        assertThat(MediaChoice.knowsMore(h264, h264)).isFalse();
        assertThat(MediaChoice.knowsMore(unknown, h264)).isFalse();
    }
}
