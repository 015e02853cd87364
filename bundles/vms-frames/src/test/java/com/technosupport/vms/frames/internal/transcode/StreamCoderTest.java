package com.technosupport.vms.frames.internal.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.frames.internal.FakeMasks;
import com.technosupport.vms.frames.internal.transcode.Result.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamCoderTest {

    private static final int FULL_HD = 1920 * 1080;
    private static final String SUB = "cam_people_sub_640x360_h264.mp4";
    private static final String SOUND_AND_PICTURES = "cam_people_720p25_h264_aac.mp4";

    private final Figures figures = new Figures();
    private final Result result = new Result();
    private volatile PrivacyMask mask = PrivacyMask.NONE;

    private StreamCoder coder(StreamFormat format, TranscodeTarget target) {
        return new StreamCoder(format, target, FULL_HD, 25, () -> mask, figures, result);
    }

    private void code(Clip clip, TranscodeTarget target) throws CodingException {
        try (StreamCoder coder = coder(clip.format(), target)) {
            for (Packet packet : clip.packets()) {
                coder.packet(packet, false);
            }
        }
    }

    /** The coded pictures look like the original ones at the same times. */
    private void assertAlike(Track original, List<Packet> pictures, int least) throws CodingException {
        Track track = result.formats.get(0).video().orElseThrow();
        Map<Long, Look> before = Result.pictures(original, pictures);
        Map<Long, Look> after = Result.pictures(track, result.ofTrack(track.index()));
        assertThat(after.size()).isGreaterThanOrEqualTo(least);
        for (Map.Entry<Long, Look> one : after.entrySet()) {
            assertThat(before).containsKey(one.getKey());
            assertThat(one.getValue().difference(before.get(one.getKey())))
                    .as("difference in brightness at %d", one.getKey())
                    .isLessThan(4);
        }
    }

    @ParameterizedTest
    @CsvSource({"cam_people_720p25_h265_aac.mp4, 1280, 720", "cam_person_432p15_h264_bframes.mp4, 768, 432"})
    void picturesBecomeH264InTheOrderOfShowing(String name, int width, int height) throws Exception {
        Clip clip = Clip.of(name, 120).silent();
        code(clip, TranscodeTarget.H264_PICTURES);
        assertThat(result.formats).hasSize(1);
        Track track = result.formats.get(0).video().orElseThrow();
        assertThat(track.codec()).isEqualTo(Codec.H264);
        assertThat(track.reordered()).isFalse();
        assertThat(track.width()).isEqualTo(width);
        assertThat(track.height()).isEqualTo(height);
        assertThat(track.configuration()[1]).as("baseline profile").isEqualTo((byte) 66);
        assertThat(track.configuration()[2] & 0x40).as("constrained").isNotZero();
        assertThat(result.packets.get(0).key()).isTrue();
        long last = Long.MIN_VALUE;
        for (Packet packet : result.packets) {
            assertThat(packet.dts()).isEqualTo(packet.pts()).isGreaterThan(last);
            last = packet.pts();
        }
        // Those that a decoder keeps back for reordering are still to come.
        assertAlike(clip.video(), clip.packets(), clip.packets().size() - 5);
    }

    @Test
    void aMaskIsOnEachPictureFromWhenItIsSetAlsoWhereTheCodecWouldDo() throws Exception {
        Clip clip = Clip.of(SUB, 60).silent();
        mask = FakeMasks.LEFT;
        code(clip, TranscodeTarget.H264_PICTURES.withMask());
        Track track = result.formats.get(0).video().orElseThrow();
        Map<Long, Look> masked = Result.pictures(track, result.ofTrack(track.index()));
        Map<Long, Look> clear = Result.pictures(clip.video(), clip.packets());
        assertThat(masked.size()).isGreaterThan(50);
        masked.forEach((time, look) -> {
            for (int i = 0; i < 64; i++) {
                if (i % 8 < 4) {
                    assertThat(look.light()[i]).as("hidden at %d", time).isLessThan(24);
                } else {
                    assertThat(look.light()[i])
                            .as("clear at %d", time)
                            .isCloseTo(clear.get(time).light()[i], within(12));
                }
            }
        });
    }

    /** Pictures of a clip as JPEGs of full range, as cameras make them. */
    private static List<Packet> jpegs(Clip clip) throws Exception {
        List<Packet> jpegs = new ArrayList<>();
        AVPacket packet = av_packet_alloc();
        try (VideoDecoder decoder = new VideoDecoder(clip.video())) {
            for (Packet picture : clip.packets()) {
                decoder.decode(picture, frame -> jpegs.add(jpeg(frame, packet)));
            }
        } finally {
            av_packet_free(packet);
        }
        return jpegs;
    }

    private static Packet jpeg(AVFrame frame, AVPacket packet) {
        AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        AVCodecContext encoder = avcodec_alloc_context3(codec);
        try (AVRational tick = new AVRational()) {
            encoder.width(frame.width());
            encoder.height(frame.height());
            encoder.pix_fmt(AV_PIX_FMT_YUVJ420P);
            encoder.time_base(tick.num(1).den(25));
            assertThat(avcodec_open2(encoder, codec, (AVDictionary) null)).isZero();
            frame.format(AV_PIX_FMT_YUVJ420P);
            frame.color_range(AVCOL_RANGE_JPEG);
            frame.pict_type(0);
            assertThat(avcodec_send_frame(encoder, frame)).isZero();
            assertThat(avcodec_receive_packet(encoder, packet)).isZero();
            byte[] data = new byte[packet.size()];
            packet.data().get(data);
            return new Packet(0, frame.pts(), frame.pts(), Instant.EPOCH, true, data);
        } finally {
            avcodec_free_context(encoder);
        }
    }

    @Test
    void jpegsBecomeH264AndANewSizeIsANewFormat() throws Exception {
        List<Packet> small = jpegs(Clip.of(SUB, 30).silent());
        List<Packet> large = jpegs(Clip.of(SOUND_AND_PICTURES, 30).silent());
        StreamFormat format = new StreamFormat(List.of(new Track(0, Codec.MJPEG, 90_000, 0, 0, 0, new byte[0])));
        try (StreamCoder coder = coder(format, TranscodeTarget.H264_PICTURES)) {
            for (Packet packet : small) {
                coder.packet(packet, false);
            }
            for (Packet packet : large) {
                coder.packet(Clip.moved(packet, 0, 900_000), false);
            }
        }
        assertThat(result.formats).hasSize(2);
        Track first = result.formats.get(0).video().orElseThrow();
        Track second = result.formats.get(1).video().orElseThrow();
        assertThat(first.width()).isEqualTo(640);
        assertThat(second.width()).isEqualTo(1280);
        Packet atTheChange = result.packets.stream()
                .filter(packet -> packet.pts() >= 900_000)
                .findFirst()
                .orElseThrow();
        assertThat(atTheChange.key()).isTrue();
        assertThat(Result.pictures(
                        second, result.packets.subList(result.packets.indexOf(atTheChange), result.packets.size())))
                .hasSize(large.size())
                .allSatisfy((pts, look) -> assertThat(look.height()).isEqualTo(720));
    }

    @Test
    void keyFramesComeEveryTwoSecondsAndWhenAskedFor() throws Exception {
        Clip clip = Clip.of("cam_person_432p15_h264_bframes.mp4", 100).silent();
        try (StreamCoder coder = coder(clip.format(), TranscodeTarget.H264_PICTURES)) {
            for (int i = 0; i < clip.packets().size(); i++) {
                if (i == 50) {
                    coder.forceKey();
                }
                coder.packet(clip.packets().get(i), false);
            }
        }
        List<Long> keys =
                result.packets.stream().filter(Packet::key).map(Packet::pts).toList();
        long first = keys.get(0);
        assertThat(keys.get(1) - first).as("two seconds").isBetween(180_000L, 186_001L);
        assertThat(keys.get(2) - keys.get(1)).as("the one that was asked for").isLessThan(175_000);
        // A decoder can begin at it.
        Track track = result.formats.get(0).video().orElseThrow();
        int at = 0;
        while (result.packets.get(at).pts() != keys.get(2)) {
            at++;
        }
        List<Packet> rest = result.packets.subList(at, result.packets.size());
        assertThat(Result.pictures(track, rest)).hasSameSizeAs(rest);
    }

    @Test
    void picturesThatAreLeftOutAreStillBuiltOn() throws Exception {
        Clip clip = Clip.of("cam_people_720p25_h265_aac.mp4", 290).silent();
        try (StreamCoder coder = coder(clip.format(), TranscodeTarget.H264_PICTURES)) {
            for (int i = 0; i < clip.packets().size(); i++) {
                coder.packet(clip.packets().get(i), i % 3 != 0);
            }
        }
        assertThat(figures.leftOut.sum()).isBetween(60L, 67L);
        assertAlike(clip.video(), clip.packets(), 32);
    }

    @Test
    void picturesInTheRightCodecPassAsTheyAre() throws Exception {
        Clip clip = Clip.of(SOUND_AND_PICTURES, 200);
        code(clip, TranscodeTarget.H264_AND_OPUS);
        StreamFormat format = result.formats.get(0);
        assertThat(result.formats).hasSize(1);
        assertThat(format.video()).isEqualTo(clip.format().video());
        assertThat(format.audio().orElseThrow().codec()).isEqualTo(Codec.OPUS);
        assertThat(result.ofTrack(clip.video().index())).containsExactlyElementsOf(clip.pictures());
        assertThat(figures.pictures.sum()).isZero();
    }

    @Test
    void soundKeepsItsTimesBesidePicturesThatAreCodedAnew() throws Exception {
        Clip clip = Clip.of("cam_people_720p25_h265_aac.mp4", 200);
        code(clip, TranscodeTarget.H264_AND_OPUS);
        Track sound = result.formats.get(0).audio().orElseThrow();
        Track before = clip.format().audio().orElseThrow();
        assertThat(sound.index()).isEqualTo(before.index());
        List<Packet> frames = result.ofTrack(sound.index());
        assertThat(frames).hasSizeGreaterThan(100);
        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).pts() - frames.get(i - 1).pts()).isEqualTo(960);
        }
        OpusProbe.Heard heard = OpusProbe.listen(sound, frames);
        assertThat(heard.samples()).isBetween((frames.size() - 1) * 960, frames.size() * 960);
        assertThat(heard.loudness()).isGreaterThan(20);
    }

    /** A tone of 440 Hz, by ITU-T G.711. */
    private static byte[] tone(int from, Codec codec) {
        byte[] coded = new byte[160];
        for (int i = 0; i < coded.length; i++) {
            int sample = (int) Math.round(12_000 * Math.sin(2 * Math.PI * 440 * (from + i) / 8000));
            coded[i] = codec == Codec.PCMU ? OpusProbe.muLaw(sample) : OpusProbe.aLaw(sample);
        }
        return coded;
    }

    @ParameterizedTest
    @EnumSource(names = {"PCMU", "PCMA"})
    void telephoneSoundBecomesOpus(Codec codec) throws Exception {
        Track track = new Track(0, codec, 8000, 1, 0, 0, new byte[0]);
        try (StreamCoder coder = coder(new StreamFormat(List.of(track)), TranscodeTarget.OPUS_SOUND)) {
            for (int i = 0; i < 100; i++) {
                coder.packet(new Packet(0, 160L * i, 160L * i, Instant.EPOCH, true, tone(160 * i, codec)), false);
            }
        }
        Track sound = result.formats.get(0).audio().orElseThrow();
        assertThat(sound.clockRate()).isEqualTo(48_000);
        OpusProbe.Heard heard = OpusProbe.listen(sound, result.packets);
        assertThat(heard.loudness()).isBetween(7000.0, 9500.0);
        assertThat(heard.hertz()).isBetween(430.0, 450.0);
    }

    @Test
    void g722HasTwiceTheRateOfItsClock() throws Exception {
        Track track = new Track(0, Codec.G722, 8000, 1, 0, 0, new byte[0]);
        byte[] data = new byte[160];
        Random random = new Random(1);
        try (StreamCoder coder = coder(new StreamFormat(List.of(track)), TranscodeTarget.OPUS_SOUND)) {
            for (int i = 0; i < 50; i++) {
                random.nextBytes(data);
                coder.packet(new Packet(0, 160L * i, 160L * i, Instant.EPOCH, true, data.clone()), false);
            }
        }
        assertThat(result.packets.size()).as("frames of 20 ms in a second").isBetween(48, 50);
    }

    @Test
    void aGapInTheSoundIsAGapInItsTimes() throws Exception {
        Track track = new Track(0, Codec.PCMU, 8000, 1, 0, 0, new byte[0]);
        try (StreamCoder coder = coder(new StreamFormat(List.of(track)), TranscodeTarget.OPUS_SOUND)) {
            for (int i = 0; i < 50; i++) {
                long pts = 160L * i + (i >= 25 ? 8000 : 0);
                coder.packet(new Packet(0, pts, pts, Instant.EPOCH, true, tone(160 * i, Codec.PCMU)), false);
            }
        }
        long last = result.packets.get(result.packets.size() - 1).pts();
        assertThat(last).isBetween(48_000L + 46 * 960, 48_000L + 50 * 960);
    }

    @Test
    void largerPicturesAreMadeSmaller() throws Exception {
        Clip clip = Clip.of("cam_people_720p25_h265_aac.mp4", 60).silent();
        try (StreamCoder coder = new StreamCoder(
                clip.format(), TranscodeTarget.H264_PICTURES, 640 * 360, 25, () -> mask, figures, result)) {
            for (Packet packet : clip.packets()) {
                coder.packet(packet, false);
            }
        }
        Track track = result.formats.get(0).video().orElseThrow();
        assertThat(track.width()).isEqualTo(640);
        assertThat(track.height()).isEqualTo(360);
        assertAlike(clip.video(), clip.packets(), 10);
    }

    @Test
    void whatCannotBeDecodedIsSaid() {
        StreamFormat format = new StreamFormat(List.of(
                new Track(0, Codec.AAC, 48_000, 1, 0, 0, new byte[] {1}),
                new Track(1, Codec.H265, 90_000, 0, 0, 0, new byte[] {1, 2, 3})));
        // No configuration that makes sense: the decoder opens or not, but nothing breaks.
        try (StreamCoder coder = coder(format, TranscodeTarget.H264_AND_OPUS)) {
            assertThat(coder.makesKeys()).isTrue();
        } catch (VmsException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CODEC_UNSUPPORTED);
        }
        StreamFormat alone = new StreamFormat(List.of(new Track(0, Codec.AAC, 1, 200, 0, 0, new byte[0])));
        assertThatThrownBy(() -> coder(alone, TranscodeTarget.OPUS_SOUND).close())
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_UNSUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cam_people_720p25_h265_aac.mp4", "cam_person_432p15_h264_bframes.mp4"})
    void damageDoesNoHarm(String name) throws Exception {
        Clip clip = Clip.of(name, 60);
        Random random = new Random(7);
        try (StreamCoder coder = coder(clip.format(), TranscodeTarget.H264_AND_OPUS)) {
            for (Packet packet : clip.packets()) {
                byte[] data = new byte[packet.size()];
                packet.data().get(data);
                for (int i = 0; i < 10; i++) {
                    data[random.nextInt(data.length)] = (byte) random.nextInt();
                }
                coder.packet(
                        new Packet(packet.track(), packet.pts(), packet.dts(), Instant.EPOCH, packet.key(), data),
                        false);
            }
        }
    }

    /** Memory of this process, as the kernel counts it. */
    private static long residentBytes() throws Exception {
        Path status = Path.of("/proc/self/statm");
        Assumptions.assumeTrue(Files.exists(status), "no /proc here");
        return Long.parseLong(Files.readString(status).split(" ")[1]) * 4096;
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        Clip clip = Clip.of("cam_people_720p25_h265_aac.mp4", 8);
        long settled = 0;
        for (int i = 0; i < 60; i++) {
            code(clip, TranscodeTarget.H264_AND_OPUS);
            result.packets.clear();
            result.formats.clear();
            if (i == 20) {
                settled = residentBytes();
            }
        }
        // A single picture of each left behind would be 54 MB.
        assertThat(residentBytes() - settled).as("bytes more after 40 more").isLessThan(32L << 20);
    }
}
