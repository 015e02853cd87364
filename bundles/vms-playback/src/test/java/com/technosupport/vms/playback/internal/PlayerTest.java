package com.technosupport.vms.playback.internal;

import static com.technosupport.vms.playback.internal.PlayerPage.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.PlaybackRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium plays footage by hls.js, over segments and gaps, to the picture. */
class PlayerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private final FolderRecordings recordings = new FolderRecordings();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final PlaybackService playback = PlaybackServiceTest.service(Clock.systemUTC(), recordings);

    @BeforeEach
    void need() {
        Optional<String> missing = PlayerPage.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    private PlaybackRequest range(double from, double to, boolean keyFramesOnly) {
        return new PlaybackRequest(
                camera,
                StreamRole.MAIN,
                NOON.plusMillis(Math.round(from * 1000)),
                NOON.plusMillis(Math.round(to * 1000)),
                keyFramesOnly);
    }

    @Test
    void plays_from_the_picture_that_was_asked_for_and_jumps_at_once() throws Exception {
        recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 20));
        try (PlayerPage player = new PlayerPage(playback, camera)) {
            player.open(range(5, 20, false), "&seek=10,2,13,6.5,0.5,11,3.3,8,4.4,12");
            Map<String, String> first = player.await("picture", seen -> seen.containsKey("firstPicture"));
            // The part begins at 4 s; a player begins at the second that was asked for.
            assertThat(number(first, "firstDate") / 1000)
                    .isCloseTo(NOON.plusSeconds(5).toEpochMilli() / 1000.0, within(0.3));
            Map<String, String> jumped =
                    player.await("jumps", seen -> seen.getOrDefault("jumps", "").split(",").length == 10);
            Map<String, String> after = player.await("sound and pictures", seen -> number(seen, "soundBytes") > 1000);
            System.out.println("Chromium, hls.js: first picture after " + first.get("firstPicture") + " ms, jumps in "
                    + jumped.get("jumps") + " ms; " + after);
            // To the picture: 25 a second.
            assertThat(number(jumped, "worst")).isLessThan(0.05);
            int[] jumps = Arrays.stream(jumped.get("jumps").split(","))
                    .mapToInt(Integer::parseInt)
                    .sorted()
                    .toArray();
            assertThat(jumps[jumps.length / 2]).isLessThan(2000);
            // Of a jump before the last one was over, hls.js says that it was aborted.
            assertThat(after.get("problems").replaceAll("aborted,?", "")).isEmpty();
        }
    }

    @Test
    void plays_on_over_gaps_and_changes_of_size_and_tells_the_time() throws Exception {
        Path first = Clips.matroska(folder, Clips.H264_AAC, 0, 4);
        recordings.add(camera, NOON, first);
        // Of another size, with pictures out of order, and without sound.
        recordings.add(camera, NOON.plusSeconds(60), Clips.matroska(folder, Clips.B_FRAMES, 0, 4));
        try (PlayerPage player = new PlayerPage(playback, camera)) {
            player.open(range(0, 100, false), "&seek=5.5");
            player.await("jump", seen -> seen.containsKey("jumps"));
            Map<String, String> over = player.await("the time behind the gap", seen -> number(seen, "currentTime") > 6);
            double wall = number(over, "date") / 1000 - NOON.plusSeconds(60).toEpochMilli() / 1000.0;
            assertThat(wall).isCloseTo(number(over, "currentTime") - 4, within(0.15));
            Map<String, String> end = player.await("end", seen -> "true".equals(seen.get("ended")));
            assertThat(number(end, "currentTime")).isCloseTo(number(end, "duration"), within(0.1));
        }
    }

    @Test
    @Tag("endure")
    void plays_sixteen_times_faster_by_key_frames() throws Exception {
        recordings.add(camera, NOON, Clips.matroska(folder, Clips.H264_AAC, 0, 20));
        try (PlayerPage player = new PlayerPage(playback, camera)) {
            player.open(range(0, 20, true), "&rate=16");
            Map<String, String> end = player.await("end", seen -> "true".equals(seen.get("ended")));
            System.out.println("Chromium, hls.js, key frames at 16 times the speed: " + end);
            assertThat(number(end, "decoded")).isPositive();
        }
    }
}
