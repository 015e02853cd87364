package com.technosupport.vms.live.fmp4.internal.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.VmsException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that browsers compare with what they can do, and what cameras may put wrongly into their descriptions. */
class CodecNamesTest {

    private static String name(Codec codec, String configuration) {
        return CodecNames.of(new Track(0, codec, 90_000, 0, 0, 0, HexFormat.of().parseHex(configuration)));
    }

    @Test
    void h264_has_profile_constraints_and_level() {
        assertThat(name(Codec.H264, "0142c01fffe100")).isEqualTo("avc1.42c01f");
        assertThat(name(Codec.H264, "01640028ffe100")).isEqualTo("avc1.640028");
    }

    @ParameterizedTest
    @CsvSource({
        // Main, level 3.1; Main 10, high tier, level 5.1; a profile space; constraints with a zero within.
        "0101600000009000000000005d, hvc1.1.6.L93.90",
        "0122200000009000000000009996, hvc1.2.4.H153.90",
        "0141600000009000000000005d, hvc1.A1.6.L93.90",
        "010160000000b000800000005d, hvc1.1.6.L93.B0.0.80",
        "0101600000000000000000005d, hvc1.1.6.L93"
    })
    void h265_has_its_bits_in_reverse(String start, String expected) {
        byte[] record = Arrays.copyOf(HexFormat.of().parseHex(start), 23);
        assertThat(name(Codec.H265, HexFormat.of().formatHex(record))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1190, mp4a.40.2", "2b11, mp4a.40.5", "f94610, mp4a.40.42", "0000, mp4a.40.1"})
    void aac_has_its_object_type(String configuration, String expected) {
        assertThat(name(Codec.AAC, configuration)).isEqualTo(expected);
    }

    @Test
    void what_has_no_name_is_refused() {
        Stream.of(Codec.PCMA, Codec.PCMU, Codec.G722, Codec.MJPEG)
                .forEach(codec -> assertThatThrownBy(() -> name(codec, ""))
                        .isInstanceOf(VmsException.class)
                        .hasMessageContaining(codec.name()));
        assertThatThrownBy(() -> name(Codec.H264, "01")).isInstanceOf(VmsException.class);
        assertThatThrownBy(() -> name(Codec.H265, "0101600000")).isInstanceOf(VmsException.class);
        assertThatThrownBy(() -> name(Codec.AAC, "")).isInstanceOf(VmsException.class);
    }

    @ParameterizedTest
    @CsvSource({"00, 480", "18, 2880", "fc, 960", "fd, 1920", "e0, 120", "60, 480", "ff03, 2880", "ff, 0", "fb3f, 5760"
    })
    void opus_packets_tell_how_long_they_play(String packet, int samples) {
        assertThat(OpusPackets.samples(ByteBuffer.wrap(HexFormat.of().parseHex(packet))))
                .isEqualTo(samples);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "000000", "ffffffff67", "7fffffff6742", "0000000167", "00000000000000"})
    void a_picture_that_is_none_does_no_harm(String bytes) {
        byte[] configuration = HexFormat.of().parseHex("0142c01fffe10002674201000268ce");
        SampleUnits units = new SampleUnits(new Track(0, Codec.H264, 90_000, 0, 16, 16, configuration));
        ByteBuffer picture = ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
        assertThat(units.sample(picture).remaining()).isLessThanOrEqualTo(picture.remaining());
        // A description cut short anywhere does none either.
        for (int i = 0; i < configuration.length; i++) {
            byte[] cut = Arrays.copyOf(configuration, i);
            for (Codec codec : new Codec[] {Codec.H264, Codec.H265}) {
                new SampleUnits(new Track(0, codec, 90_000, 0, 16, 16, cut)).sample(picture);
            }
        }
    }
}
