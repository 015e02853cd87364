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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final int PICTURES = 40;
    private static final int CAMERAS = 8;
    private static final int EVENTS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "planted-bench-3e8d";

    @Override
    public String name() {
        return "detection";
    }

    @Override
    public String obstacle() {
        return "";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("bench-detection");
        againstTheBareSession(figures, Files.createDirectories(directory.resolve("natives")));
        try (Simulator simulator = Simulator.builder()
                        .cameras(CAMERAS)
                        .discovery(false)
                        .address("127.0.20.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .credentials("admin", PASSWORD)
                        .start();
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            List<String> cameras = onboard(api, simulator);
            costOfACamera(figures, server, api, cameras);
            untilItIsTold(figures, server, api, cameras);
        }
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
            Api.Answer answer = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            camera.deviceService().getHost(),
                            "port",
                            camera.httpPort(),
                            "user",
                            "admin",
                            "pass",
                            PASSWORD));
            if (answer.status() != 201) {
                throw new IOException("a camera was not taken: " + answer.body());
            }
            ids.add(answer.body().path("id").asText());
        }
        return ids;
    }

    private static void detect(Api api, String camera, Map<String, ?> policy) throws IOException, InterruptedException {
        Api.Answer answer = api.put("/api/cameras/" + camera + "/detection", policy);
        if (answer.status() != 200) {
            throw new IOException("detection was not set: " + answer.body());
        }
    }

    private static long looked(Api api) throws IOException, InterruptedException {
        long sum = 0;
        for (JsonNode camera : api.get("/api/detectors").body().path("cameras")) {
            sum += camera.path("looked").asLong();
        }
        return sum;
    }

    /** At two frames a second; above what the server needs while it looks at none. */
    private static void costOfACamera(Figures figures, Server server, Api api, List<String> cameras) throws Exception {
        String[] kinds = {"off", "gate", "always", "key-frames", "trigger"};
        List<Map<String, ?>> policies = List.of(
                Map.of("enabled", false),
                Map.of("enabled", true, "framesPerSecond", 2, "motionGate", true),
                Map.of("enabled", true, "framesPerSecond", 2, "motionGate", false),
                Map.of("enabled", true, "framesPerSecond", 2, "motionGate", true, "keyFramesOnly", true),
                Map.of("enabled", true, "framesPerSecond", 2, "edge", "TRIGGER"));
        Samples[] samples = new Samples[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            samples[i] = new Samples();
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < kinds.length; i++) {
                for (String camera : cameras) {
                    detect(api, camera, policies.get(i));
                }
                if (i > 0 && i < 4) {
                    Await.until("it looks", PATIENCE, () -> looked(api) > cameras.size());
                }
                samples[i].add(CpuTime.percent(server.pid(), WINDOW_MILLIS));
            }
        }
        double idle = samples[0].median();
        for (int i = 1; i < kinds.length; i++) {
            figures.add(Figure.of(
                            "detection.cpu-a-camera." + kinds[i],
                            "%",
                            Math.max(0, samples[i].median() - idle) / cameras.size())
                    .note("of a core, " + cameras.size()
                            + " cameras at 2 frames a second, people walking in a quarter of them"));
        }
    }

    private static void untilItIsTold(Figures figures, Server server, Api api, List<String> cameras) throws Exception {
        for (String camera : cameras.subList(1, cameras.size())) {
            detect(api, camera, Map.of("enabled", false));
        }
        Samples millis = new Samples();
        try (EventSocket socket = EventSocket.open(server, api, text -> {
            Instant now = Instant.now();
            try {
                JsonNode event = Api.JSON.readTree(text).path("event");
                if (event.path("type").asText().equals("PersonDetected")) {
                    synchronized (millis) {
                        millis.add(Duration.between(
                                                Instant.parse(event.path("time").asText()), now)
                                        .toNanos()
                                / 1e6);
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        })) {
            detect(api, cameras.get(0), Map.of("enabled", true, "framesPerSecond", 10, "minConfidence", 0.5));
            Await.until("enough was told", PATIENCE, () -> {
                synchronized (millis) {
                    return millis.size() >= EVENTS;
                }
            });
        }
        synchronized (millis) {
            figures.add(Figure.of("detection.latency.p50", "ms", millis.median())
                    .note("from when the frame came in to the event on a WebSocket"));
            figures.add(Figure.of("detection.latency.p95", "ms", millis.percentile(95)));
        }
    }
}
