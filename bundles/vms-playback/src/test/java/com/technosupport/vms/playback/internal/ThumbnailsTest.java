package com.technosupport.vms.playback.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.api.recording.Timeline;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private final FolderRecordings recordings = new FolderRecordings();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final PlaybackService playback = PlaybackServiceTest.service(Clock.systemUTC(), recordings);

    private Thumbnail at(double seconds, int width) throws InterruptedException {
        return playback.thumbnail(camera, StreamRole.MAIN, NOON.plusMillis(Math.round(seconds * 1000)), width);
    }

    @Test
    void shows_the_key_frame_at_or_before_an_instant_in_the_size_that_is_asked_for() throws Exception {
        for (String name : List.of(Clips.H264_AAC, Clips.H265_AAC)) {
            RecordedSegment segment = recordings.add(camera, NOON, Clips.matroska(folder, name, 0, 5));
            int second = recordings.keyFrames(segment.id()).time(1);
            Thumbnail thumbnail = at(second / 1000.0 + 0.3, 320);
            assertThat(thumbnail.at()).isEqualTo(NOON.plusMillis(second));
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(thumbnail.jpeg()));
            assertThat(picture.getWidth()).isEqualTo(320);
            assertThat(picture.getHeight()).isEqualTo(180);
            assertThat(at(second / 1000.0 + 0.5, 310).jpeg()).isSameAs(thumbnail.jpeg());
            assertThat(at(0.1, 320).jpeg()).isNotEqualTo(thumbnail.jpeg());
            recordings.remove(segment);
        }
    }

    @Test
    void is_made_in_no_time() throws Exception {
        RecordedSegment segment = recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 6));
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int key = i % recordings.keyFrames(segment.id()).size();
            long begin = System.nanoTime();
            // Another width each time: else it would come from memory.
            at(recordings.keyFrames(segment.id()).time(key) / 1000.0, 64 + 32 * (i / 3 % 10));
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        List<Double> warm = millis.subList(10, 30).stream().sorted().toList();
        System.out.printf("a thumbnail of 720p: p50 %.1f ms, p95 %.1f ms%n", warm.get(10), warm.get(18));
        assertThat(warm.get(10)).isLessThan(500);
    }

    @Test
    void shows_nothing_far_away_and_the_next_before_the_first() throws Exception {
        recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 2));
        assertThat(at(-30, 64).at()).isBetween(NOON, NOON.plusMillis(40));
        assertThatThrownBy(() -> at(-90, 64))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> at(0, 0)).hasMessageContaining("from 16 to 1920");
        assertThatThrownBy(() -> at(0, 100_000)).hasMessageContaining("from 16 to 1920");
    }

    @Test
    void a_timeline_shows_a_short_gap_however_long_it_is() throws Exception {
        Path file = Clips.matroska(folder, Clips.H264_AAC, 0, 2);
        recordings.add(camera, StreamRole.MAIN, NOON, Duration.ofHours(5), file, false);
        recordings.add(
                camera,
                StreamRole.MAIN,
                NOON.plus(Duration.ofHours(5)).plusSeconds(3),
                Duration.ofHours(1),
                file,
                false);
        recordings.add(new RecordingGap(
                camera,
                StreamRole.MAIN,
                NOON.plus(Duration.ofHours(5)),
                Optional.of(NOON.plus(Duration.ofHours(5)).plusSeconds(3)),
                RecordingGap.Cause.CAMERA_UNREACHABLE,
                ""));
        Timeline timeline = playback.timeline(camera, StreamRole.MAIN, NOON, NOON.plus(Duration.ofHours(10)), 10);
        assertThat(timeline.coverage()).containsExactly(255, 255, 255, 255, 255, 254, 1, 0, 0, 0);
        assertThat(timeline.gapCount()).containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(timeline.gaps()).hasSize(1);
        assertThatThrownBy(() -> playback.timeline(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(1), 5000))
                .isInstanceOf(VmsException.class);
        assertThatThrownBy(() -> playback.timeline(camera, StreamRole.MAIN, NOON, NOON.minusSeconds(1), 5))
                .isInstanceOf(VmsException.class)
                .hasMessage("A range ends after its start");
        assertThatThrownBy(() -> playback.timeline(
                        camera, StreamRole.MAIN, Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"), 5))
                .isInstanceOf(VmsException.class);
    }
}
