package com.technosupport.vms.playback.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Files of footage as the recorder leaves them, made of the test data by the ffmpeg program. */
public final class Clips {

    public static final String H264_AAC = "cam_people_720p25_h264_aac.mp4";
    public static final String H265_AAC = "cam_people_720p25_h265_aac.mp4";
    public static final String B_FRAMES = "cam_person_432p15_h264_bframes.mp4";
    public static final String H264_PCMA = "cam_cars_432p25_h264_pcma.mkv";

    /** Made once for all tests. */
    private static final Map<List<String>, Path> MADE = new ConcurrentHashMap<>();

    private Clips() {}

    /** Matroska with the footage between two seconds, copied, its times from 0. */
    public static Path matroska(Path folder, String name, double from, double seconds, String... more)
            throws Exception {
        Path source = Path.of(System.getProperty("vms.root", "."))
                .resolve(System.getenv().getOrDefault("VMS_TEST_DATA", "../shared/data"))
                .resolve("video")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(source), "test data is absent: " + name + " (set VMS_TEST_DATA)");
        Path file = Files.createTempFile(folder, "clip", ".mkv");
        List<String> asked = new ArrayList<>(List.of(name, Double.toString(from), Double.toString(seconds)));
        asked.addAll(List.of(more));
        Path made = MADE.get(asked);
        if (made != null) {
            return Files.copy(made, file, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line = new ArrayList<>(List.of("ffmpeg", "-y", "-v", "error", "-ss", Double.toString(from)));
        line.addAll(List.of("-i", source.toString(), "-t", Double.toString(seconds), "-map", "0:v", "-map", "0:a?"));
        line.addAll(List.of("-c", "copy", "-cluster_time_limit", "500"));
        line.addAll(List.of(more));
        line.add(file.toString());
        run(line.toArray(String[]::new));
        Path kept = Files.createTempFile("vms-clip", ".mkv");
        kept.toFile().deleteOnExit();
        MADE.put(asked, Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING));
        return file;
    }

    /** What a program says; fails when it fails. */
    public static String run(String... line) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", line[0])),
                () -> "needs " + line[0] + ": apt-get install ffmpeg");
        Path log = Files.createTempFile("vms", ".log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("does not end: " + String.join(" ", line));
            }
            String said = Files.readString(log, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", line) + ": " + said);
            }
            return said;
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    /** When each picture of a file is shown, in seconds, in the order of showing. */
    public static List<Double> pictures(Path file) throws Exception {
        return run(
                        "ffprobe",
                        "-v",
                        "error",
                        "-select_streams",
                        "v",
                        "-show_entries",
                        "frame=pts_time",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .lines()
                .map(line -> line.replace(",", ""))
                .filter(line -> !line.isBlank())
                .map(Double::parseDouble)
                .toList();
    }

    /** What FFmpeg complains of while it decodes a file whole; empty for a sound one. */
    public static String complaints(Path file) throws Exception {
        return run("ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "null", "-")
                .toLowerCase(Locale.ROOT);
    }
}
