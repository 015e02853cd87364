package com.technosupport.vms.live.fmp4.internal.mux;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.fmp4.internal.Boxes;
import com.technosupport.vms.live.fmp4.internal.Boxes.Box;
import com.technosupport.vms.live.fmp4.internal.Boxes.Run;
import com.technosupport.vms.live.fmp4.internal.Boxes.Sample;
import com.technosupport.vms.live.fmp4.internal.Footage;
import com.technosupport.vms.live.fmp4.internal.MediaFile;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of the muxer is read as a player reads it, box by box, and by FFmpeg's own demuxer. */
class MovieTest {

    private static final Footage FOOTAGE = Footage.read("campus-main", 1280, 720);

    @TempDir
    Path directory;

    /** Everything that came out. */
    private record Output(ByteBuffer initialisation, List<Fragment> fragments, MovieFormat format) {

        List<Run> runs(int track) {
            return fragments.stream()
                    .flatMap(fragment -> Boxes.runs(fragment.data()).stream())
                    .filter(run -> run.track() == track)
                    .toList();
        }
    }

    private static Output mux(StreamFormat format, boolean audio, List<Packet> packets) throws Exception {
        List<Fragment> fragments = new ArrayList<>();
        try (Movie movie = new Movie(MovieFormat.of(format, audio), 0)) {
            movie.expect(packets.subList(0, Math.min(20, packets.size())));
            for (Packet packet : packets) {
                Fragment fragment = movie.take(packet);
                if (fragment != null) {
                    fragments.add(fragment);
                }
            }
            return new Output(movie.initialisation(), fragments, movie.format());
        }
    }

    private static List<Packet> packets(int count, long firstTicks) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Footage.Picture picture =
                    FOOTAGE.pictures().get(i % FOOTAGE.pictures().size());
            long pts = firstTicks + i * 3600L;
            packets.add(new Packet(0, pts, pts, Instant.EPOCH, picture.key(), picture.data()));
        }
        return packets;
    }

    private MediaFile readBack(Output output) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        append(bytes, output.initialisation());
        output.fragments().forEach(fragment -> append(bytes, fragment.data()));
        Path file = directory.resolve("out.mp4");
        Files.write(file, bytes.toByteArray());
        return MediaFile.read(file, Integer.MAX_VALUE);
    }

    private static void append(ByteArrayOutputStream out, ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        out.writeBytes(bytes);
    }

    @Test
    void each_picture_is_a_fragment_whose_time_grows() throws Exception {
        Output output = mux(FOOTAGE.format(), false, packets(100, 123_456_789_000L));
        assertThat(output.fragments()).hasSize(100);
        assertThat(Boxes.boxes(output.initialisation())).extracting(Box::type).containsExactly("ftyp", "moov");
        Fragment first = output.fragments().get(0);
        assertThat(Boxes.boxes(first.data())).extracting(Box::type).containsExactly("moof", "mdat");
        List<Run> runs = output.runs(1);
        for (int i = 0; i < 100; i++) {
            assertThat(runs.get(i).decodeTime()).isEqualTo(i * 3600L);
            assertThat(runs.get(i).samples()).hasSize(1);
            Sample sample = runs.get(i).samples().get(0);
            assertThat(sample.duration()).isEqualTo(3600);
            assertThat(sample.compositionOffset()).isZero();
            assertThat(sample.sync())
                    .isEqualTo(output.fragments().get(i).key())
                    .isEqualTo(FOOTAGE.pictures().get(i).key());
        }
        int overhead = output.fragments().stream()
                        .mapToInt(f -> f.data().remaining())
                        .sum()
                - runs.stream().mapToInt(run -> run.samples().get(0).size()).sum();
        System.out.println("fragment of one picture: " + overhead / 100 + " bytes beside the picture");
        assertThat(overhead / 100).isLessThan(140);
    }

    @Test
    void parameter_sets_stand_in_the_description_alone() throws Exception {
        Output output = mux(FOOTAGE.format(), false, packets(30, 0));
        assertThat(output.format().mimeType()).matches("video/mp4; codecs=\"avc1\\.[0-9a-f]{6}\"");
        Box mdat = Boxes.boxes(output.fragments().get(0).data()).get(1);
        assertThat(mdat.body().get(4) & 0x1f).isNotIn(7, 8);
        // One that the description does not have stays.
        byte[] sets = FOOTAGE.format().video().orElseThrow().configuration().clone();
        sets[8 + 5] ^= 1;
        Track other = new Track(0, Codec.H264, 90_000, 0, 1280, 720, sets);
        Output kept = mux(new StreamFormat(List.of(other)), false, packets(1, 0));
        assertThat(Boxes.boxes(kept.fragments().get(0).data()).get(1).body().get(4) & 0x1f)
                .isEqualTo(7);
    }

    @Test
    void a_clock_that_jumps_or_a_pause_leaves_no_hole() throws Exception {
        List<Packet> packets = new ArrayList<>(packets(50, 1_000_000));
        packets.addAll(packets(50, 500));
        packets.addAll(packets(50, 9_000_000_000L));
        // Three seconds without pictures.
        packets.addAll(packets(50, 9_000_000_000L + 50 * 3600L + 270_000));
        List<Run> runs = mux(FOOTAGE.format(), false, packets).runs(1);
        assertThat(runs).hasSize(200);
        for (int i = 1; i < runs.size(); i++) {
            assertThat(runs.get(i).decodeTime() - runs.get(i - 1).decodeTime()).isEqualTo(3600);
        }
    }

    @Test
    void a_camera_of_one_picture_in_two_seconds_keeps_its_times() throws Exception {
        List<Packet> packets = packets(10, 0).stream()
                .map(packet -> new Packet(
                        0, packet.pts() * 50, packet.dts() * 50, Instant.EPOCH, packet.key(), bytes(packet.data())))
                .toList();
        List<Run> runs = mux(FOOTAGE.format(), false, packets).runs(1);
        assertThat(runs.get(9).decodeTime()).isEqualTo(9 * 180_000L);
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @Test
    void pictures_out_of_order_are_shown_in_order() throws Exception {
        MediaFile file = MediaFile.ofTestData("cam_person_432p15_h264_bframes.mp4", 200);
        Output output = mux(file.format(), false, file.packets());
        List<Packet> video =
                file.packets().stream().filter(packet -> packet.track() == 0).toList();
        List<Run> runs = output.runs(1);
        assertThat(runs).hasSameSizeAs(video);
        long shown = runs.get(0).decodeTime() - video.get(0).dts();
        for (int i = 0; i < runs.size(); i++) {
            assertThat(runs.get(i).decodeTime() - video.get(i).dts()).isEqualTo(shown);
            assertThat(runs.get(i).samples().get(0).compositionOffset())
                    .isEqualTo(video.get(i).pts() - video.get(i).dts());
        }
        assertThat(runs.stream().map(run -> run.samples().get(0).compositionOffset()))
                .anyMatch(offset -> offset > 3600);
        assertThat(readBack(output).packets()).hasSameSizeAs(video);
    }

    @Test
    void sound_goes_with_its_pictures() throws Exception {
        MediaFile file = MediaFile.ofTestData("cam_people_720p25_h264_aac.mp4", 500);
        Output output = mux(file.format(), true, file.packets());
        assertThat(output.format().mimeType()).matches("video/mp4; codecs=\"avc1\\.4d401f,mp4a\\.40\\.2\"");
        long end = -1;
        int samples = 0;
        for (Run run : output.runs(2)) {
            assertThat(run.decodeTime()).isGreaterThanOrEqualTo(end);
            end = run.decodeTime()
                    + run.samples().stream().mapToLong(Sample::duration).sum();
            samples += run.samples().size();
        }
        long heard =
                file.packets().stream().filter(packet -> packet.track() == 1).count();
        assertThat(samples).isBetween((int) heard - 12, (int) heard);
        MediaFile back = readBack(output);
        assertThat(back.format().audio()).isPresent();
        assertThat(back.format().video().orElseThrow().width()).isEqualTo(1280);
    }

    @Test
    void high_efficiency_video_is_hvc1() throws Exception {
        MediaFile file = MediaFile.ofTestData("cam_people_720p25_h265_aac.mp4", 300);
        Output output = mux(file.format(), false, file.packets());
        assertThat(output.format().mimeType()).isEqualTo("video/mp4; codecs=\"hvc1.1.6.L93.90\"");
        Box entry = Boxes.boxes(output.initialisation())
                .get(1)
                .child("trak")
                .child("mdia")
                .child("minf")
                .child("stbl")
                .child("stsd");
        assertThat(new String(bytes(entry.body().duplicate()), StandardCharsets.ISO_8859_1))
                .contains("hvc1", "hvcC");
        assertThat(readBack(output).packets()).hasSameSizeAs(output.fragments());
    }

    @Test
    void sound_that_browsers_do_not_take_is_left_out_with_the_reason() throws Exception {
        MediaFile file = MediaFile.ofTestData("cam_cars_432p25_h264_pcma.mkv", 100);
        Output output = mux(file.format(), true, file.packets());
        assertThat(output.format().sound()).isEmpty();
        assertThat(output.format().reason()).contains("Without sound", "PCMA");
        assertThat(output.runs(2)).isEmpty();
    }

    @Test
    void opus_is_written_with_its_durations() throws Exception {
        Track video = FOOTAGE.format().video().orElseThrow();
        Track sound = new Track(1, Codec.OPUS, 48_000, 2, 0, 0, new byte[0]);
        List<Packet> packets = new ArrayList<>();
        for (Packet picture : packets(50, 0)) {
            packets.add(picture);
            long at = picture.pts() * 48_000 / 90_000;
            // CELT, 20 ms, one frame; then the same again.
            packets.add(new Packet(1, at, at, Instant.EPOCH, true, new byte[] {(byte) 0xfc, 1, 2, 3}));
            packets.add(new Packet(1, at + 960, at + 960, Instant.EPOCH, true, new byte[] {(byte) 0xfc, 1, 2, 3}));
        }
        Output output = mux(new StreamFormat(List.of(video, sound)), true, packets);
        assertThat(output.format().mimeType()).endsWith(",opus\"");
        List<Run> runs = output.runs(2);
        assertThat(runs.get(1).decodeTime()).isEqualTo(1920);
        assertThat(runs.get(1).samples()).extracting(Sample::duration).containsExactly(960L, 960L);
        assertThat(runs.get(40).decodeTime()).isEqualTo(40 * 1920L);
    }

    @Test
    void sound_that_drifts_away_is_put_back() throws Exception {
        Track video = FOOTAGE.format().video().orElseThrow();
        Track sound = new Track(1, Codec.OPUS, 48_000, 2, 0, 0, new byte[0]);
        List<Packet> packets = new ArrayList<>();
        for (Packet picture : packets(400, 0)) {
            packets.add(picture);
            // Its clock is set an hour ahead after a while.
            long at = picture.pts() * 48_000 / 90_000 + (picture.pts() > 90_000 * 4 ? 3600 * 48_000L : 0);
            packets.add(new Packet(1, at, at, Instant.EPOCH, true, new byte[] {(byte) 0xfc, 1, 2, 3}));
        }
        List<Run> runs =
                mux(new StreamFormat(List.of(video, sound)), true, packets).runs(2);
        double end = runs.get(runs.size() - 1).decodeTime() / 48_000.0;
        assertThat(end).isBetween(15.0, 16.5);
    }
}
