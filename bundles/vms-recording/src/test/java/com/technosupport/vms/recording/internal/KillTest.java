package com.technosupport.vms.recording.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingVerification.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes, several times on one volume: every file is ended and indexed after, and little is lost. */
@Tag("endure")
class KillTest {

    private static final int KILLS = 4;
    private static final int PICTURES = 320;

    @TempDir
    Path data;

    @Test
    void everyFileOfAKilledProcessIsEndedAndIndexed() throws Exception {
        List<Instant> kills = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            // Each time at another place in a group of pictures, and beyond the first segment.
            kills.add(recordAndKill(PICTURES + 7 * i));
        }
        MemoryStore store = new MemoryStore();
        OneCamera camera = new OneCamera();
        Recording recording = new Recording(
                RecordingTest.settings(data.toString()),
                camera,
                camera,
                store,
                new RecordingTest.OneSite(),
                Clock.systemUTC());
        try {
            FootageReader reader = new FootageReader(
                    store,
                    recording.index(),
                    recording.finisher(),
                    recording.volumes(),
                    new RecordingTest.NoLog(),
                    Clock.systemUTC());
            List<Path> files = files();
            assertThat(files).hasSizeGreaterThanOrEqualTo(2 * KILLS);
            long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (store.all(Optional.empty(), 1000).size() < files.size()) {
                assertThat(System.nanoTime()).as("indexed").isLessThan(until);
                Thread.sleep(50);
            }
            List<RecordedSegment> segments = reader.footage(
                            OneCamera.ID,
                            StreamRole.MAIN,
                            Instant.EPOCH,
                            Instant.now().plusSeconds(60),
                            1000)
                    .segments();
            assertThat(segments).hasSize(files.size()).noneMatch(RecordedSegment::open);
            Instant end = Instant.EPOCH;
            long stored = 0;
            for (RecordedSegment segment : segments) {
                assertThat(segment.start()).isAfterOrEqualTo(end);
                end = segment.end();
                stored += Duration.between(segment.start(), end).toMillis();
                Player.Played played = Player.play(reader.file(segment.id()));
                assertThat(played.times()).isSorted().isNotEmpty();
            }
            long sent = 0;
            for (int i = 0; i < kills.size(); i++) {
                Instant killed = kills.get(i);
                sent += (PICTURES + 7 * i) * 40L;
                Instant last = segments.stream()
                        .map(RecordedSegment::end)
                        .filter(at -> at.isBefore(killed.plusMillis(200)))
                        .reduce((a, b) -> b)
                        .orElseThrow();
                assertThat(Duration.between(last, killed)).as("lost by a kill").isLessThan(Duration.ofSeconds(1));
            }
            System.out.println("Killed " + KILLS + " times: sent " + sent + " ms, stored " + stored + " ms, lost "
                    + (sent - stored) + " ms");
            Report report = recording.verify();
            assertThat(report.problems()).isEmpty();
            assertThat(report.mended()).isEmpty();
        } finally {
            recording.close();
        }
    }

    /** @return when the last picture was sent that was told of */
    private Instant recordAndKill(int pictures) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        data.toString())
                .redirectError(data.resolve("killed.log").toFile())
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            String line = "";
            for (int i = 0; i < pictures && line != null; i++) {
                line = said.readLine();
            }
            process.destroyForcibly().waitFor();
            assertThat(line).as(Files.readString(data.resolve("killed.log"))).isNotNull();
            return Instant.ofEpochMilli(Long.parseLong(line));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".mkv")).toList();
        }
    }
}
