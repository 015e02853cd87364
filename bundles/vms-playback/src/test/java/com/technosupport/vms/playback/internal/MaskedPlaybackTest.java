package com.technosupport.vms.playback.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Playback.Content;
import com.technosupport.vms.api.recording.PlaybackRequest;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.ThumbnailStrip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown under a privacy mask, and strips of thumbnails. */
class MaskedPlaybackTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pattern PART =
            Pattern.compile("playback/([0-9a-f-]+)/masked-(\\d+)-(\\d+)(\\.key|\\.silent)?\\.m4s");

    @TempDir
    Path folder;

    private final FolderRecordings recordings = new FolderRecordings();
    private final FakeMasks masks = new FakeMasks();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final PlaybackService playback = PlaybackServiceTest.service(Clock.systemUTC(), recordings);

    private Path joined(String playlist, Content content) throws IOException {
        Path file = Files.createTempFile(folder, "joined", ".mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            Matcher part = PART.matcher(playlist);
            boolean first = true;
            while (part.find()) {
                SegmentId segment = SegmentId.parse(part.group(1));
                if (first) {
                    write(out, playback.initialisation(camera, segment, content));
                    first = false;
                }
                int from = Integer.parseInt(part.group(2));
                write(out, playback.media(camera, segment, from, Integer.parseInt(part.group(3)), content));
            }
        }
        return file;
    }

    private static void write(OutputStream out, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.write(copy);
    }

    private PlaybackRequest range(double seconds, boolean keyFrames) {
        return new PlaybackRequest(
                camera, StreamRole.MAIN, NOON, NOON.plusMillis(Math.round(seconds * 1000)), keyFrames, true);
    }

    @Test
    void parts_under_a_mask_play_as_one_with_each_picture_at_its_time() throws Exception {
        playback.masks = masks;
        masks.save(camera, FakeMasks.LEFT);
        RecordedSegment segment = recordings.add(camera, NOON, Clips.matroska(folder, Clips.B_FRAMES, 0, 5));
        List<Double> recorded = Clips.pictures(recordings.file(segment.id()));
        String playlist = playback.playlist(range(5, false));
        assertThat(playlist).doesNotContain("/init.mp4").contains("/masked-");
        Content content = playlist.contains(".silent.m4s") ? Content.MASKED_SILENT : Content.MASKED;
        Path whole = joined(playlist, content);
        assertThat(Clips.complaints(whole)).isEmpty();
        List<Double> played = Clips.pictures(whole);
        assertThat(played).hasSameSizeAs(recorded);
        for (int i = 0; i < recorded.size(); i++) {
            assertThat(played.get(i)).isCloseTo(NOON.getEpochSecond() + recorded.get(i), within(0.0011));
        }
        assertLeftIsBlack(ImageIO.read(still(whole).toFile()));
        Path fast = joined(playback.playlist(range(5, true)), Content.MASKED_KEY_FRAMES);
        assertThat(Clips.pictures(fast))
                .hasSize(recordings.keyFrames(segment.id()).size());
        assertLeftIsBlack(ImageIO.read(still(fast).toFile()));
    }

    private Path still(Path clip) throws Exception {
        Path png = Files.createTempFile(folder, "still", ".png");
        Clips.run("ffmpeg", "-y", "-v", "error", "-i", clip.toString(), "-frames:v", "1", png.toString());
        return png;
    }

    private static void assertLeftIsBlack(BufferedImage picture) {
        int half = picture.getWidth() / 2;
        assertThat(brightest(picture, 0, half - 8)).isLessThan(20);
        assertThat(brightest(picture, half + 8, picture.getWidth())).isGreaterThan(80);
    }

    private static int brightest(BufferedImage picture, int from, int to) {
        int most = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = from; x < to; x++) {
                most = Math.max(most, picture.getRGB(x, y) >> 8 & 0xFF);
            }
        }
        return most;
    }

    @Test
    void thumbnails_are_masked_at_once_whoever_looks() throws Exception {
        playback.masks = masks;
        recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 5));
        byte[] clear = playback.thumbnail(camera, StreamRole.MAIN, NOON.plusSeconds(1), 320)
                .jpeg();
        assertThat(brightest(ImageIO.read(new ByteArrayInputStream(clear)), 0, 150))
                .isGreaterThan(80);
        masks.save(camera, FakeMasks.LEFT);
        byte[] hidden = playback.thumbnail(camera, StreamRole.MAIN, NOON.plusSeconds(1), 320)
                .jpeg();
        assertLeftIsBlack(ImageIO.read(new ByteArrayInputStream(hidden)));
    }

    @Test
    void a_strip_tells_what_each_of_its_pictures_shows() throws Exception {
        RecordedSegment first = recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 5));
        recordings.add(camera, NOON.plusSeconds(15), Clips.matroska(folder, Clips.H264_AAC, 5, 5));
        ThumbnailStrip strip = playback.strip(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(20), 12, 160);
        assertThat(strip.columns()).isEqualTo(10);
        assertThat(strip.width()).isEqualTo(160);
        assertThat(strip.height()).isEqualTo(90);
        assertThat(strip.times()).hasSize(12);
        assertThat(strip.times().get(0))
                .contains(NOON.plusMillis(recordings.keyFrames(first.id()).time(0)));
        assertThat(strip.times().subList(4, 9)).containsOnly(Optional.empty());
        for (int i = 0; i < 12; i++) {
            Instant middle = NOON.plusMillis(20_000L * i / 12 + 833);
            strip.times().get(i).ifPresent(time -> assertThat(time).isBefore(middle.plusMillis(900)));
        }
        BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(strip.jpeg()));
        assertThat(sheet.getWidth()).isEqualTo(1600);
        assertThat(sheet.getHeight()).isEqualTo(180);
        // Of the gap nothing is shown, and of the footage something is.
        assertThat(brightest(sheet.getSubimage(5 * 160, 0, 160, 90), 0, 160)).isLessThan(10);
        assertThat(brightest(sheet.getSubimage(0, 0, 160, 90), 0, 160)).isGreaterThan(80);
        assertThat(playback.strip(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(20), 12, 160)
                        .jpeg())
                .isSameAs(strip.jpeg());
    }
}
