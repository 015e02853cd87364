package com.technosupport.vms.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Real footage, sent by an RTSP server that nobody here wrote: GStreamer's, which many cameras have inside. It says nothing
 * that a simulator of ours would have been made to say.
 */
final class Footage implements AutoCloseable {

    private static final Path DATA =
            Path.of(System.getenv().getOrDefault("VMS_TEST_DATA", "../../shared/data"), "video");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static final String H264_AAC = "/h264-aac";
    static final String H264_PCMA = "/h264-pcma";
    static final String H265 = "/h265";
    static final String B_FRAMES = "/b-frames";
    static final String MJPEG = "/mjpeg";

    private static final Map<String, List<String>> FILES = Map.of(
            H264_AAC,
            List.of(
                    "cam_people_720p25_h264_aac.mp4",
                    "d.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96"
                            + " d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97"),
            H264_PCMA,
            List.of(
                    "cam_cars_432p25_h264_pcma.mkv",
                    "d.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96 d.audio_0 ! queue ! rtppcmapay name=pay1"),
            H265,
            List.of("cam_people_720p25_h265_aac.mp4", "d.video_0 ! queue ! h265parse ! rtph265pay name=pay0 pt=96"),
            B_FRAMES,
            List.of(
                    "cam_person_432p15_h264_bframes.mp4",
                    "d.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96"));

    private final Program program;
    private final String address;
    private final int port;

    /** Why it cannot be sent here; empty when it can. */
    static String obstacle() {
        if (!Files.isDirectory(DATA)) {
            return "there is no test footage at " + DATA.toAbsolutePath() + " (VMS_TEST_DATA)";
        }
        if (!Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib"))) {
            return "GStreamer's RTSP server is not installed: apt-get install gir1.2-gst-rtsp-server-1.0"
                    + " gstreamer1.0-plugins-good gstreamer1.0-plugins-bad python3-gi";
        }
        return Files.isExecutable(Path.of("/usr/bin/ffmpeg")) ? "" : "ffmpeg is not installed: apt-get install ffmpeg";
    }

    /**
     * @param directory for files
     * @param address of ours to send from
     */
    Footage(Path directory, String address) throws IOException, InterruptedException {
        this.address = address;
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3",
                Path.of("src/test/resources/rtsp-server.py").toAbsolutePath().toString(),
                address));
        for (Map.Entry<String, List<String>> file : FILES.entrySet()) {
            // Longer than any test, and in a container that GStreamer reads without seeking.
            Path looped = directory.resolve(file.getKey().substring(1) + ".mkv");
            run(
                    directory,
                    "/usr/bin/ffmpeg",
                    "-v",
                    "error",
                    "-y",
                    "-stream_loop",
                    "20",
                    "-i",
                    DATA.resolve(file.getValue().get(0)).toString(),
                    "-c",
                    "copy",
                    "-t",
                    "300",
                    looped.toString());
            command.add(file.getKey() + "=filesrc location=" + looped + " ! matroskademux name=d "
                    + file.getValue().get(1));
        }
        Path mjpeg = directory.resolve("mjpeg.mkv");
        run(
                directory,
                "/usr/bin/ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=640x360:r=10",
                "-t",
                "300",
                "-c:v",
                "mjpeg",
                "-q:v",
                "8",
                "-pix_fmt",
                "yuvj420p",
                mjpeg.toString());
        command.add(MJPEG + "=filesrc location=" + mjpeg + " ! matroskademux ! queue ! rtpjpegpay name=pay0");
        program = new Program(directory.resolve("rtsp-server.out"), command);
        Await.until("the RTSP server listens", PATIENCE, () -> program.said().contains("\n"));
        port = Integer.parseInt(program.said().lines().findFirst().orElseThrow().strip());
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ffmpeg.out").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(directory.resolve("ffmpeg.out")));
        }
    }

    /** Where a stream is, by its name here. */
    String url(String stream) {
        return "rtsp://" + address + ":" + port + stream;
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}
