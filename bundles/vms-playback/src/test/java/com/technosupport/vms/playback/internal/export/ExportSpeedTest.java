package com.technosupport.vms.playback.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.playback.internal.Clips;
import com.technosupport.vms.playback.internal.FakeMasks;
import com.technosupport.vms.playback.internal.FolderRecordings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long an export takes against FFmpeg's own program, which neither hashes nor signs nor waits for the disk. */
@Tag("endure")
class ExportSpeedTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int ROUNDS = 5;

    @TempDir
    Path folder;

    @Test
    void an_export_is_about_as_fast_as_a_copy_by_ffmpeg() throws Exception {
        Path once = Clips.matroska(folder, Clips.H264_AAC, 0, 30);
        Path file = folder.resolve("long.mkv");
        Clips.run(
                "ffmpeg",
                "-v",
                "error",
                "-stream_loop",
                "40",
                "-i",
                once.toString(),
                "-c",
                "copy",
                "-cluster_time_limit",
                "500",
                file.toString());
        FolderRecordings recordings = new FolderRecordings();
        CameraId camera = CameraId.next(Clock.systemUTC());
        recordings.add(camera, NOON, file);
        double best = Double.MAX_VALUE;
        double reference = Double.MAX_VALUE;
        ExportService exports = new ExportService(Clock.systemUTC(), folder.resolve("data"), Duration.ofDays(1), 0, 5);
        exports.recordings = recordings;
        exports.masks = new FakeMasks();
        exports.start();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                Clips.run(
                        "ffmpeg",
                        "-y",
                        "-v",
                        "error",
                        "-i",
                        file.toString(),
                        "-c",
                        "copy",
                        folder.resolve("copy.mp4").toString());
                reference = Math.min(reference, (System.nanoTime() - begin) / 1e9);
                begin = System.nanoTime();
                Export export = exports.start(new ExportRequest(
                        Map.of(camera, "Yard"),
                        StreamRole.MAIN,
                        NOON,
                        NOON.plus(Duration.ofHours(2)),
                        ExportRequest.Format.MP4,
                        Actor.CONSOLE));
                while (exports.get(export.id()).orElseThrow().expires().isEmpty()) {
                    Thread.sleep(2);
                }
                best = Math.min(best, (System.nanoTime() - begin) / 1e9);
                assertThat(exports.get(export.id()).orElseThrow().state()).isEqualTo(Export.State.DONE);
                exports.delete(export.id());
            }
        } finally {
            exports.close();
        }
        System.out.printf(
                "%d MiB: ffmpeg %.2f s, export %.2f s, of ffmpeg's speed %.2f%n",
                Files.size(file) >> 20, reference, best, reference / best);
        assertThat(reference / best).isGreaterThan(0.2);
    }
}
