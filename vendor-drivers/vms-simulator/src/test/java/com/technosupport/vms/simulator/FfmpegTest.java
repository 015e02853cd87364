package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client: FFmpeg finds the right streams, plays them without a complaint, and shows the clock. */
class FfmpegTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsFfmpeg() {
        assumeThat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "ffmpeg"))))
                .as("ffmpeg is not installed (apt-get install ffmpeg): its tests are skipped")
                .isTrue();
    }

    private static Simulator simulator() throws IOException {
        return Simulator.builder()
                .cameras(4)
                .credentials("admin", "secret")
                .discovery(false)
                .start();
    }

    private static String withCredentials(URI uri) {
        return "rtsp://admin:secret@" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    }

    private String run(String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private String probe(String transport, URI uri) throws Exception {
        return run(
                "ffprobe",
                "-v",
                "error",
                "-rtsp_transport",
                transport,
                "-show_entries",
                "stream=codec_name,profile,width,height,has_b_frames,r_frame_rate",
                "-of",
                "csv=p=0",
                withCredentials(uri));
    }

    @Test
    void probesEachMount() throws Exception {
        try (Simulator simulator = simulator()) {
            SimulatedCamera camera = simulator.camera(1);
            for (String transport : List.of("tcp", "udp")) {
                assertThat(probe(transport, camera.stream(SimulatedCamera.MAIN)))
                        .isEqualToIgnoringNewLines("h264,Main,1280,720,0,25/1");
                assertThat(probe(transport, camera.stream(SimulatedCamera.SUB)))
                        .isEqualToIgnoringNewLines("h264,Constrained Baseline,640,360,0,25/1");
            }
            assertThat(probe("tcp", camera.stream(SimulatedCamera.SPROP)))
                    .isEqualToIgnoringNewLines("h264,Constrained Baseline,640,360,0,25/1");
            assertThat(run(
                            "ffprobe",
                            "-v",
                            "error",
                            camera.stream(SimulatedCamera.MAIN).toString()))
                    .contains("401");
        }
    }

    @Test
    void decodesEachSceneOverItsLoop() throws Exception {
        try (Simulator simulator = simulator()) {
            // The drawn scenes last 8 s.
            URI uri = simulator.camera(2).stream(SimulatedCamera.MAIN);
            assertThat(run(
                            "ffmpeg",
                            "-v",
                            "warning",
                            "-xerror",
                            "-rtsp_transport",
                            "tcp",
                            "-i",
                            withCredentials(uri),
                            "-t",
                            "10",
                            "-f",
                            "null",
                            "-"))
                    .isEmpty();
        }
    }

    @Test
    void playsARecordingOverItsGap() throws Exception {
        try (Simulator simulator = simulator()) {
            SimulatedCamera camera = simulator.camera(2);
            camera.clearRecordings(1);
            Instant start = Instant.parse("2026-03-01T10:00:00Z");
            camera.addRecording(1, start, start.plusSeconds(2));
            camera.addRecording(1, start.plusSeconds(100), start.plusSeconds(102));
            URI uri = URI.create("rtsp://" + camera.address() + ":" + camera.rtspPort() + "/replay/recording-source");
            String frames = run(
                    "ffprobe",
                    "-v",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-count_packets",
                    "-show_entries",
                    "stream=codec_name,nb_read_packets",
                    "-of",
                    "csv=p=0",
                    withCredentials(uri));
            // Four seconds, of which those before the first key picture of each part are not to be had.
            assertThat(frames.strip()).matches("h264,\\d{2,3}");
            assertThat(Integer.parseInt(frames.strip().split(",")[1])).isBetween(40, 101);
        }
    }

    @Test
    void seesMetadataBesideTheVideo() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .credentials("admin", "secret")
                .analytics(true)
                .discovery(false)
                .start()) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.MAIN);
            assertThat(run(
                            "ffprobe",
                            "-v",
                            "error",
                            "-rtsp_transport",
                            "tcp",
                            "-show_entries",
                            "stream=codec_type,codec_name,width",
                            "-of",
                            "csv=p=0",
                            withCredentials(uri)))
                    .startsWith("h264,video,1280")
                    .contains("data");
        }
    }

    @Test
    void everyPictureOfTheClockShowsItsNumber() throws Exception {
        Path file = folder.resolve("clock.h264");
        try (InputStream in = Simulator.class.getResourceAsStream("footage/clock.h264")) {
            Files.copy(in, file);
        }
        Process process = grey("-i", file.toString());
        try (InputStream in = process.getInputStream()) {
            for (int i = 0; i < ClockPicture.PICTURES; i++) {
                byte[] luma = in.readNBytes(WIDTH * HEIGHT);
                assertThat(ClockPicture.read(luma, WIDTH, WIDTH)).hasValue(i);
            }
            assertThat(in.read()).isEqualTo(-1);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theClockTellsHowOldAPictureIs() throws Exception {
        try (Simulator simulator = simulator()) {
            String uri = withCredentials(simulator.camera(1).stream(SimulatedCamera.CLOCK));
            Process process = grey("-rtsp_transport", "tcp", "-fflags", "nobuffer", "-flags", "low_delay", "-i", uri);
            List<Duration> ages = new ArrayList<>();
            try (InputStream in = process.getInputStream()) {
                for (int i = 0; i < 75; i++) {
                    byte[] luma = in.readNBytes(WIDTH * HEIGHT);
                    OptionalInt number = ClockPicture.read(luma, WIDTH, WIDTH);
                    assertThat(number).isPresent();
                    ages.add(ClockPicture.age(number.getAsInt(), Instant.now()));
                }
            } finally {
                process.destroyForcibly();
            }
            // FFmpeg holds pictures back while it looks at the stream; what counts is that ages are steady and small.
            assertThat(Collections.min(ages)).isLessThan(Duration.ofSeconds(2));
            assertThat(ages.get(74).minus(ages.get(60)).abs()).isLessThan(Duration.ofMillis(500));
        }
    }

    private static Process grey(String... input) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error"));
        command.addAll(List.of(input));
        command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "gray", "-fps_mode", "passthrough", "-"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void theProgramSaysWhereItsCamerasAre() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "other\n");
        var out = new java.io.ByteArrayOutputStream();
        String[] arguments = {
            "--cameras",
            "2",
            "--address",
            "127.0.9.1",
            "--http-port",
            "0",
            "--rtsp-port",
            "0",
            "--discovery-port",
            "0",
            "--password-file",
            password.toString()
        };
        try (var print = new java.io.PrintStream(out, true, StandardCharsets.UTF_8);
                Simulator simulator = SimulatorMain.start(arguments, print)) {
            URI uri = simulator.camera(2).stream(SimulatedCamera.MAIN);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains(uri.toString(), "127.0.9.1", "Ready")
                    .doesNotContain("other");
            String address = "rtsp://admin:other@" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
            assertThat(run("ffprobe", "-v", "error", "-rtsp_transport", "tcp", address))
                    .isEmpty();
        }
    }
}
