package com.technosupport.vms.itests.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Await;
import com.technosupport.vms.itests.EventSocket;
import com.technosupport.vms.itests.ModelJar;
import com.technosupport.vms.itests.Server;
import com.technosupport.vms.itests.bench.Figure.Goal;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Detection with the model that comes with the server: a run against the bare ONNX Runtime session on the same pictures, what a camera
 * costs with and without the motion gate, and how soon somebody is told of. How right it is, {@code AccuracyTest} says.
 */
final class DetectionBenchmark implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int WINDOW_MILLIS = Integer.getInteger("bench.window", 6000);
    private static final List<String> PARTS =
            List.of(System.getProperty("bench.parts", "session,cpu,latency").split(","));
    private static final int PICTURES = 40;
    private static final int CAMERAS = 8;
    private static final int EVENTS = Integer.getInteger("bench.events", 20);
    private static final int SETTLING_MILLIS = Integer.getInteger("bench.settling", 5000);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String PASSWORD = "planted-bench-3e8d";

    @Override
    public String name() {
        return "detection";
    }

    @Override
    public String obstacle() {
        return Files.exists(Path.of("/usr/bin/ffmpeg")) ? "" : "it needs FFmpeg: apt-get install ffmpeg";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("bench-detection");
        if (PARTS.contains("session")) {
            againstTheBareSession(figures, Files.createDirectories(directory.resolve("natives")));
        }
        if (PARTS.contains("cpu") || PARTS.contains("latency")) {
            inTheServer(figures, directory);
        }
    }

    private static void inTheServer(Figures figures, Path directory) throws Exception {
        Path still = stillPicture(directory);
        try (Simulator simulator = Simulator.builder()
                        .cameras(CAMERAS)
                        .campusOnly(true)
                        .discovery(false)
                        .address("127.0.20.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .credentials("admin", PASSWORD)
                        .start();
                RtspFeed feed = new RtspFeed(
                        "127.0.0.1",
                        directory.resolve("feed.out"),
                        new String[] {"-re", "-stream_loop", "-1", "-i", still.toString()},
                        new String[] {"-c", "copy"});
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            List<String> moving = onboard(api, simulator);
            if (PARTS.contains("cpu")) {
                costOfACamera(figures, server, api, onboard(api, feed), moving);
            }
            if (PARTS.contains("latency")) {
                untilItIsTold(figures, server, api, moving.get(0));
            }
        }
    }

    /** Nobody there, but for a sensor's noise. */
    private static Path stillPicture(Path directory) throws IOException, InterruptedException {
        Path picture = directory.resolve("still.jpg");
        try (InputStream in = Simulator.class.getResourceAsStream("footage/campus.jpg")) {
            Files.copy(in, picture);
        }
        Path clip = directory.resolve("still.ts");
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-loop", "1", "-i"));
        command.add(picture.toString());
        command.addAll(List.of(
                "-t 20 -r 25 -vf scale=640:360,noise=alls=3:allf=t -pix_fmt yuv420p -c:v libx264 -bf 0 -g 50 -b:v 300k"
                        .split(" ")));
        command.add(clip.toString());
        int result = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("clip.out").toFile())
                .start()
                .waitFor();
        if (result != 0) {
            throw new IOException("FFmpeg made no clip: " + Files.readString(directory.resolve("clip.out")));
        }
        return clip;
    }

    /** Noise that is ready in the model's own shape: both sides are given the same, neither has to scale it. */
    private record Ready(byte[] points) implements Frame {

        @Override
        public StreamId stream() {
            return new StreamId(new UUID(0, 1));
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public int width() {
            return 640;
        }

        @Override
        public int height() {
            return 360;
        }

        @Override
        public void render(FrameShape shape, ByteBuffer target) {
            target.put(target.position(), points, 0, shape.bytes());
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static void againstTheBareSession(Figures figures, Path natives) throws Exception {
        OnnxRuntime runtime = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1);
        ModelDescription description = ModelDescription.parse(ModelJar.read("model.json"));
        byte[] weights = ModelJar.read("model.onnx");
        FrameShape shape = description.input().shape();
        byte[] points = new byte[shape.bytes()];
        new Random(1).nextBytes(points);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (Model model = Model.load(runtime, new ModelFiles(description, weights));
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            try (OrtSession session = environment.createSession(weights, options);
                    OnnxTensor input = OnnxTensor.createTensor(
                            environment, planes(points), new long[] {1, 3, shape.height(), shape.width()})) {
                Map<String, OnnxTensor> inputs =
                        Map.of(session.getInputNames().iterator().next(), input);
                Ready frame = new Ready(points);
                Samples ours = new Samples();
                Samples bare = new Samples();
                for (int round = 0; round <= ROUNDS; round++) {
                    double own = perSecond(() -> model.detect(frame));
                    double other = perSecond(() -> session.run(inputs).close());
                    // The first warms both up.
                    if (round > 0) {
                        ours.add(own);
                        bare.add(other);
                    }
                }
                figures.add(Figure.of("detection.frames", "1/s", ours.median())
                        .against("ONNX Runtime alone", bare.median())
                        .goal(Goal.atLeast(0.9))
                        .note("one thread; ours with conversion, decoding and suppression"));
            }
        }
    }

    private static FloatBuffer planes(byte[] points) {
        FloatBuffer values = ByteBuffer.allocateDirect(points.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int pixels = points.length / 3;
        for (int i = 0; i < points.length; i++) {
            values.put(i % 3 * pixels + i / 3, points[i] & 0xff);
        }
        return values;
    }

    private interface Run {
        void run() throws Exception;
    }

    private static double perSecond(Run run) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < PICTURES; i++) {
            run.run();
        }
        return PICTURES * 1e9 / (System.nanoTime() - begin);
    }

    private static List<String> onboard(Api api, Simulator simulator) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (SimulatedCamera camera : simulator.cameras()) {
            ids.add(onboard(
                    api,
                    Map.of(
                            "ip",
                            camera.deviceService().getHost(),
                            "port",
                            camera.httpPort(),
                            "user",
                            "admin",
                            "pass",
                            PASSWORD)));
        }
        return ids;
    }

    private static List<String> onboard(Api api, RtspFeed feed) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= CAMERAS; i++) {
            ids.add(onboard(
                    api,
                    Map.of(
                            "driver",
                            "rtsp",
                            "streamUrl",
                            feed.url("still-" + i),
                            "name",
                            "Still " + i,
                            "options",
                            Map.of("subUrl", feed.url("still-sub-" + i)))));
        }
        return ids;
    }

    private static String onboard(Api api, Map<String, ?> request) throws IOException, InterruptedException {
        Api.Answer answer = api.post("/api/cameras/onboard", request);
        if (answer.status() != 201) {
            throw new IOException("a camera was not taken: " + answer.body());
        }
        return answer.body().path("id").asText();
    }

    private static void detect(Api api, String camera, Map<String, ?> policy) throws IOException, InterruptedException {
        Api.Answer answer = api.put("/api/cameras/" + camera + "/detection", policy);
        if (answer.status() != 200) {
            throw new IOException("detection was not set: " + answer.body());
        }
    }

    /** Frames that detection was given, looked at or not, since it was last told what to do. */
    private static long seen(Api api, String camera) throws IOException, InterruptedException {
        for (JsonNode each : api.get("/api/detectors").body().path("cameras")) {
            if (each.path("cameraId").asText().equals(camera)) {
                return each.path("looked").asLong() + each.path("still").asLong();
            }
        }
        return 0;
    }

    /** What a group of cameras is told to do in one window. */
    private record Kind(String name, boolean moves, Map<String, ?> policy) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("gate.still", false, Map.of("enabled", true, "framesPerSecond", 2, "motionGate", true)),
            new Kind("no-gate.still", false, Map.of("enabled", true, "framesPerSecond", 2, "motionGate", false)),
            new Kind("gate.people", true, Map.of("enabled", true, "framesPerSecond", 2, "motionGate", true)),
            new Kind("no-gate.people", true, Map.of("enabled", true, "framesPerSecond", 2, "motionGate", false)),
            new Kind("key-frames.people", true, Map.of("enabled", true, "framesPerSecond", 2, "keyFramesOnly", true)),
            new Kind("trigger.people", true, Map.of("enabled", true, "framesPerSecond", 2, "edge", "TRIGGER")));

    /** At two frames a second; above what the server needs while it looks at none. */
    private static void costOfACamera(Figures figures, Server server, Api api, List<String> still, List<String> moving)
            throws Exception {
        Samples off = new Samples();
        List<Samples> samples = new ArrayList<>();
        KINDS.forEach(kind -> samples.add(new Samples()));
        for (int round = 0; round < ROUNDS; round++) {
            Thread.sleep(SETTLING_MILLIS);
            off.add(CpuTime.percent(server.pid(), WINDOW_MILLIS));
            for (Kind kind : KINDS) {
                List<String> group = kind.moves() ? moving : still;
                for (String camera : group) {
                    detect(api, camera, kind.policy());
                }
                if (!"TRIGGER".equals(kind.policy().get("edge"))) {
                    for (String camera : group) {
                        Await.until(kind.name() + ": frames come", PATIENCE, () -> seen(api, camera) >= 4);
                    }
                }
                samples.get(KINDS.indexOf(kind)).add(CpuTime.percent(server.pid(), WINDOW_MILLIS));
                for (String camera : group) {
                    detect(api, camera, Map.of("enabled", false));
                }
                // The sub-streams end a little later than the last who wanted them.
                Thread.sleep(SETTLING_MILLIS);
            }
        }
        double idle = off.median();
        for (Kind kind : KINDS) {
            double used = samples.get(KINDS.indexOf(kind)).median();
            figures.add(Figure.of("detection.cpu-a-camera." + kind.name(), "%", Math.max(0, used - idle) / CAMERAS)
                    .note("of a core, at 2 frames a second, " + CAMERAS + " cameras, sub-stream of 640×360 included; "
                            + (kind.moves() ? "people walk" : "nothing moves")));
        }
    }

    private static void untilItIsTold(Figures figures, Server server, Api api, String camera) throws Exception {
        Samples millis = new Samples();
        Samples received = new Samples();
        try (EventSocket socket = EventSocket.open(server, api, text -> {
            Instant now = Instant.now();
            try {
                JsonNode event = Api.JSON.readTree(text).path("event");
                if (event.path("type").asText().equals("PersonDetected")) {
                    Instant time = Instant.parse(event.path("time").asText());
                    Instant taken = Instant.parse(event.path("receivedAt").asText());
                    synchronized (millis) {
                        millis.add(Duration.between(time, now).toNanos() / 1e6);
                        received.add(Duration.between(time, taken).toNanos() / 1e6);
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        })) {
            detect(api, camera, Map.of("enabled", true, "framesPerSecond", 10, "minConfidence", 0.5));
            Await.until("enough was told", PATIENCE, () -> {
                synchronized (millis) {
                    return millis.size() >= EVENTS;
                }
            });
        }
        synchronized (millis) {
            figures.add(Figure.of("detection.latency.p50", "ms", millis.median())
                    .note("from when the frame came in to the event on a WebSocket"));
            figures.add(Figure.of("detection.latency.p95", "ms", millis.percentile(95))
                    .note(String.format(
                            Locale.ROOT,
                            "of it until the event was taken in: p50 %.0f, p95 %.0f",
                            received.median(),
                            received.percentile(95))));
        }
    }
}
