package com.technosupport.vms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Await;
import com.technosupport.vms.itests.PostgresServer;
import com.technosupport.vms.itests.Server;
import com.technosupport.vms.itests.bench.Figure.Goal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recording and playback, against FFmpeg that copies the same streams: one {@code ffmpeg -rtsp_transport tcp -c copy -f segment} a
 * camera. Both record at the same time, so that whatever else the machine does harms both alike. PostgreSQL is a process of its
 * own, and not part of either's account.
 */
final class RecordingBenchmark implements Benchmark {

    private static final int[] COUNTS = Arrays.stream(
                    System.getProperty("bench.cameras", "1,16,64").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    private static final int WINDOW_MILLIS = Integer.getInteger("bench.window", 15_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int ROWS = Integer.getInteger("bench.segments", 1_000_000);

    /** For work on one of them. */
    private static final Set<String> PARTS = Set.of(
            System.getProperty("bench.parts", "record,play,export,index,many").split(","));

    /** Whether none of their packets is lost, with a core for the server and one for the cameras. */
    private static final int MANY = Integer.getInteger("bench.many", 128);

    private static final int FEW_CAMERAS = 16;
    private static final int FEW_ROWS = 10_000;
    private static final int QUERIES = 100;
    private static final int PLAYED = 100;
    private static final int PICTURES = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String FFMPEG = "ffmpeg";

    /** 720p, 2 Mbit/s, 25 pictures a second, a key frame every 2 s. */
    private static final String CLIP = "-f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=8:allf=t -t 20"
            + " -pix_fmt yuv420p -c:v libx264 -preset veryfast -b:v 2M -maxrate 2M -bufsize 1M -g 50 -bf 0"
            + " -x264-params repeat-headers=1:scenecut=0";

    private static final Pattern PART = Pattern.compile("(?m)^playback/\\S+\\.m4s$");

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public String obstacle() {
        if (!Files.isExecutable(Path.of("/usr/bin/ffmpeg"))) {
            return "ffmpeg is not installed: apt-get install ffmpeg";
        }
        return PostgresServer.isInstalled() ? "" : "PostgreSQL is not installed: apt-get install postgresql";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("bench-recording");
        Path clip = clip(directory);
        try (RtspFeed feed = new RtspFeed(
                        "127.0.0.1",
                        directory.resolve("feed.out"),
                        new String[] {"-re", "-stream_loop", "-1", "-i", clip.toString()},
                        new String[] {"-c", "copy"});
                PostgresServer database = PostgresServer.start(directory);
                Server server = Server.start(directory.resolve("data"), database.environment())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            List<String> cameras = new ArrayList<>();
            Instant begin = Instant.now();
            double idle = pss(List.of(server.pid()));
            List<Process> theirs = new ArrayList<>();
            try {
                for (int count : COUNTS) {
                    grow(api, feed, cameras, count);
                    if (PARTS.contains("record")) {
                        growTheirs(feed, directory, theirs, count);
                        record(figures, server, theirs, count, idle);
                    }
                }
            } finally {
                theirs.forEach(Process::destroy);
                for (Process process : theirs) {
                    process.waitFor();
                }
            }
            if (PARTS.contains("play")) {
                play(figures, api, server, cameras.get(0), begin);
            }
            if (PARTS.contains("many")) {
                new ManyCameras(server, feed, () -> grow(api, feed, cameras, MANY)).run(figures, MANY, WINDOW_MILLIS);
            }
            for (String camera : cameras) {
                require(api.put("/api/cameras/" + camera + "/recording", Map.of("mode", "OFF")));
            }
            if (PARTS.contains("export")) {
                export(figures, api, directory, cameras, begin);
            }
            if (PARTS.contains("index")) {
                index(figures, api, database, cameras.get(0));
            }
        }
    }

    /** Made once, and again when it is to be another. */
    private static Path clip(Path directory) throws IOException, InterruptedException {
        Path clip = directory.resolveSibling("bench-clip-" + Integer.toHexString(CLIP.hashCode()) + ".ts");
        if (Files.exists(clip)) {
            return clip;
        }
        Path coming = directory.resolve("clip.ts");
        List<String> command = new ArrayList<>(List.of("/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(CLIP.split(" ")));
        command.add(coming.toString());
        program(directory, command);
        return Files.move(coming, clip);
    }

    private static void program(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "program", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + ": " + Files.readString(output));
        }
    }

    private static Api.Answer require(Api.Answer answer) throws IOException {
        if (answer.status() >= 300) {
            throw new IOException(answer.status() + " " + answer.body());
        }
        return answer;
    }

    private static void grow(Api api, RtspFeed feed, List<String> cameras, int count)
            throws IOException, InterruptedException {
        while (cameras.size() < count) {
            String name = "record-" + cameras.size();
            String id = require(api.post(
                            "/api/cameras/onboard",
                            Map.of("driver", "rtsp", "streamUrl", feed.url(name), "name", name)))
                    .body()
                    .path("id")
                    .asText();
            require(api.put("/api/cameras/" + id + "/recording", Map.of("mode", "CONTINUOUS", "segmentSeconds", 600)));
            cameras.add(id);
        }
        Await.until(count + " cameras are recorded", PATIENCE, () -> recorded(api) == count);
    }

    private static int recorded(Api api) throws IOException, InterruptedException {
        int recorded = 0;
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            recorded += camera.path("recording").path("recording").asBoolean() ? 1 : 0;
        }
        return recorded;
    }

    private static void growTheirs(RtspFeed feed, Path directory, List<Process> theirs, int count) throws IOException {
        while (theirs.size() < count) {
            Path folder = Files.createDirectories(directory.resolve("ffmpeg").resolve(Integer.toString(theirs.size())));
            theirs.add(new ProcessBuilder(
                            "/usr/bin/ffmpeg",
                            "-nostdin",
                            "-v",
                            "error",
                            "-rtsp_transport",
                            "tcp",
                            "-i",
                            feed.url("record-" + theirs.size()),
                            "-c",
                            "copy",
                            "-f",
                            "segment",
                            "-segment_time",
                            "600",
                            folder.resolve("%d.mkv").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start());
        }
    }

    /** @param idle MiB that the server had before its first camera */
    private static void record(Figures figures, Server server, List<Process> theirs, int count, double idle)
            throws IOException, InterruptedException {
        List<Long> ffmpegs = theirs.stream().map(Process::pid).toList();
        Samples ourCpu = new Samples();
        Samples theirCpu = new Samples();
        Thread.sleep(WINDOW_MILLIS / 2);
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            long ours = CpuTime.nanos(server.pid());
            long others = nanos(ffmpegs);
            Thread.sleep(WINDOW_MILLIS);
            double passed = System.nanoTime() - begin;
            ourCpu.add(100.0 * (CpuTime.nanos(server.pid()) - ours) / passed);
            theirCpu.add(100.0 * (nanos(ffmpegs) - others) / passed);
        }
        for (Process process : theirs) {
            if (!process.isAlive()) {
                figures.say("an ffmpeg has ended early; its figures are too low");
            }
        }
        Figure cpu = Figure.of("recording.cpu." + count, "% of a core", ourCpu.median())
                .against(FFMPEG, theirCpu.median())
                .note(count + " cameras of 2 Mbit/s, the whole server against one ffmpeg a camera");
        Figure memory = Figure.of("recording.memory." + count, "MiB", pss(List.of(server.pid())) - idle)
                .against(FFMPEG, pss(ffmpegs))
                .note("PSS above the " + Figure.number(idle) + " MiB of the server without cameras");
        // A server costs what it costs with its first camera; what counts is what each further one adds.
        figures.add(count < FEW_CAMERAS ? cpu : cpu.goal(Goal.atMost(0.5)));
        figures.add(count < FEW_CAMERAS ? memory : memory.goal(Goal.atMost(0.25)));
    }

    private static long nanos(Collection<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            if (Files.exists(Path.of("/proc/" + pid + "/task"))) {
                sum += CpuTime.nanos(pid);
            }
        }
        return sum;
    }

    /** Memory, what is shared by several of them told once. */
    private static double pss(Collection<Long> pids) throws IOException {
        double kibibytes = 0;
        for (long pid : pids) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    kibibytes += Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kibibytes / 1024;
    }

    private static void play(Figures figures, Api api, Server server, String camera, Instant begin)
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        String base = server.http() + "/api/cameras/" + camera + "/";
        String range = "?from=" + begin + "&to=" + Instant.now();
        String playlist = new String(get(client, api, base + "playback.m3u8" + range), StandardCharsets.UTF_8);
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(playlist);
        while (part.find()) {
            parts.add(part.group());
        }
        Random random = new Random(1);
        Samples seeks = new Samples();
        for (int i = -20; i < PLAYED; i++) {
            String uri = base + parts.get(random.nextInt(parts.size()));
            long start = System.nanoTime();
            get(client, api, uri);
            if (i >= 0) {
                seeks.add((System.nanoTime() - start) / 1e6);
            }
        }
        figures.add(Figure.of("recording.seek.p95", "ms", seeks.percentile(95))
                .goal(Goal.atMost(20))
                .note("a part of 2 s by HTTP, warm; median " + Figure.number(seeks.median()) + " ms"));
        Samples pictures = new Samples();
        long millis = Duration.between(begin, Instant.now()).toMillis();
        for (int i = -5; i < PICTURES; i++) {
            String at = begin.plusMillis((long) (millis * (0.1 + 0.8 * random.nextDouble())))
                    .toString();
            long start = System.nanoTime();
            // Each of another width, so that none is kept already.
            get(client, api, base + "thumbnail.jpg?at=" + at + "&width=" + (64 + 32 * (i + 5)));
            if (i >= 0) {
                pictures.add((System.nanoTime() - start) / 1e6);
            }
        }
        figures.add(Figure.of("recording.thumbnail.p95", "ms", pictures.percentile(95))
                .goal(Goal.atMost(15))
                .note("720p, none kept yet, by HTTP; median " + Figure.number(pictures.median()) + " ms"));
    }

    private static byte[] get(HttpClient client, Api api, String uri) throws IOException, InterruptedException {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Authorization", "Bearer " + api.token())
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " for " + uri);
        }
        return answer.body();
    }

    /** All that was recorded, as MP4: ours in one export, theirs one file after the other. */
    private static void export(Figures figures, Api api, Path directory, List<String> cameras, Instant begin)
            throws IOException, InterruptedException {
        Instant end = Instant.now();
        List<Path> files;
        try (Stream<Path> found = Files.walk(directory.resolve("data").resolve("recordings"))) {
            files = found.filter(file -> file.toString().endsWith(".mkv")).toList();
        }
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            String id = require(api.post(
                            "/api/exports",
                            Map.of(
                                    "cameraIds",
                                    cameras,
                                    "from",
                                    begin.toString(),
                                    "to",
                                    end.toString(),
                                    "format",
                                    "mp4")))
                    .body()
                    .path("id")
                    .asText();
            Await.until(
                    "the export has ended",
                    PATIENCE,
                    () -> !api.get("/api/exports/" + id)
                            .body()
                            .path("state")
                            .asText()
                            .matches("QUEUED|RUNNING"));
            ours.add((System.nanoTime() - start) / 1e9);
            JsonNode export = api.get("/api/exports/" + id).body();
            if (!export.path("state").asText().equals("DONE")) {
                throw new IOException(export.toString());
            }
            require(api.delete("/api/exports/" + id));
            start = System.nanoTime();
            for (Path file : files) {
                program(
                        directory,
                        List.of(
                                "/usr/bin/ffmpeg",
                                "-nostdin",
                                "-v",
                                "error",
                                "-y",
                                "-i",
                                file.toString(),
                                "-c",
                                "copy",
                                directory.resolve("copy.mp4").toString()));
            }
            theirs.add((System.nanoTime() - start) / 1e9);
        }
        double megabytes = 0;
        for (Path file : files) {
            megabytes += Files.size(file) / 1e6;
        }
        figures.add(Figure.of("recording.export", "MB/s", megabytes / ours.median())
                .against(FFMPEG, megabytes / theirs.median())
                .goal(Goal.atLeast(0.9))
                .note(Figure.number(megabytes) + " MB to MP4; ours hashed and signed"));
    }

    private static void index(Figures figures, Api api, PostgresServer database, String camera)
            throws IOException, InterruptedException {
        sql(database, "ALTER TABLE recording_segments DISABLE TRIGGER USER");
        fill(database, camera, 0, FEW_ROWS);
        double few = queries(api, camera, FEW_ROWS, figures);
        fill(database, camera, FEW_ROWS, ROWS);
        double many = queries(api, camera, ROWS, figures);
        figures.add(Figure.of("recording.index.growth", "", many / few)
                .goal(Goal.atMost(1.5))
                .note("the median of " + ROWS + " against " + FEW_ROWS + " segments"));
    }

    /** Of one camera a tenth, the rest of others; ten minutes each, before 2010. */
    private static void fill(PostgresServer database, String camera, int from, int to)
            throws IOException, InterruptedException {
        sql(database, """
            INSERT INTO recording_segments
                (id, camera_id, role, sequence, start_time, end_time, volume, path, bytes, codec, state, origin)
            SELECT gen_random_uuid(),
                   CASE WHEN n %% 10 = 0 THEN '%s'::uuid
                        ELSE ('00000000-0000-4000-8000-00000000000' || (n %% 10))::uuid END,
                   'MAIN', n / 10,
                   timestamptz '1990-01-01Z' + (n / 10) * interval '10 minutes',
                   timestamptz '1990-01-01Z' + (n / 10 + 1) * interval '10 minutes',
                   'bench', 'bench/' || n, 150000000, 'H264', 'CLOSED', 'LIVE'
            FROM generate_series(%d, %d) AS n
            """.formatted(camera, from, to - 1));
        sql(database, "ANALYZE recording_segments");
    }

    private static double queries(Api api, String camera, int rows, Figures figures)
            throws IOException, InterruptedException {
        Random random = new Random(1);
        Instant first = Instant.parse("1990-01-01T00:00:00Z");
        Samples samples = new Samples();
        for (int i = -20; i < QUERIES; i++) {
            Instant from = first.plus(Duration.ofMinutes(10L * random.nextInt(Math.max(1, rows / 10 - 12))));
            long start = System.nanoTime();
            JsonNode found = require(api.get("/api/recordings?cameraId=" + camera + "&from=" + from + "&to="
                            + from.plus(Duration.ofHours(1))))
                    .body();
            if (i >= 0) {
                samples.add((System.nanoTime() - start) / 1e6);
            }
            if (found.path("segments").size() != 6) {
                throw new IOException("an hour has six segments of ten minutes: " + found);
            }
        }
        figures.add(Figure.of("recording.index." + rows, "ms", samples.median())
                .note("an hour of one camera by HTTP; p95 " + Figure.number(samples.percentile(95)) + " ms"));
        return samples.median();
    }

    private static void sql(PostgresServer database, String text) throws IOException, InterruptedException {
        String unused = database.psql(text);
    }
}
