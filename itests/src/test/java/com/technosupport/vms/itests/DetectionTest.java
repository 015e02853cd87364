package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * People who walk over a campus, in the footage that the simulated camera carries: they are boxed, told and photographed, also by a
 * model that takes another's place meanwhile.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class DetectionTest {

    private static final String CAMERA_PASSWORD = "planted-detection-5f1b";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MODEL = "walkers";

    /** While the still of a moment is taken, somebody walks on a little. */
    private static final double SAME = 0.25;

    private static Path directory;
    private static Simulator simulator;
    private static Server server;
    private static Api api;
    private static String cameraId;
    private static Path deployed;
    private static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();
    private static EventSocket socket;

    @BeforeAll
    static void start() throws Exception {
        directory = Server.freshDirectory("detection");
        simulator = Simulator.builder()
                .cameras(1)
                .campusOnly(true)
                .discovery(false)
                .address("127.0.19.1")
                .httpPort(0)
                .rtspPort(0)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        server = Server.start(directory.resolve("data"), Map.of());
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
        deployed = server.data.resolve("deploy/walkers.jar");
        ModelJar.drop(deployed, MODEL, "1.0.0", ModelJar.read("model.onnx"));
        Api.Answer taken = api.post(
                "/api/cameras/onboard",
                Map.of(
                        "ip",
                        "127.0.19.1",
                        "port",
                        simulator.cameras().get(0).httpPort(),
                        "user",
                        "admin",
                        "pass",
                        CAMERA_PASSWORD));
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
        cameraId = taken.body().path("id").asText();
        Api.Answer rule = api.post(
                "/api/rules",
                Map.of(
                        "name",
                        "Photograph people",
                        "enabled",
                        true,
                        "when",
                        Map.of("types", List.of("PersonDetected")),
                        "then",
                        List.of(Map.of("action", "snapshot")),
                        "throttleSeconds",
                        0));
        assertThat(rule.status()).as(rule.body().toString()).isEqualTo(201);
        socket = EventSocket.open(server, api, HEARD::add);
        socket.send("{\"type\":\"detections.subscribe\",\"cameraIds\":[\"" + cameraId + "\"]}");
        awaitDetector(MODEL, "1.0.0");
    }

    @AfterAll
    static void stop() throws Exception {
        if (socket != null) {
            socket.close();
        }
        if (server != null) {
            server.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private static String path() {
        return "/api/cameras/" + cameraId + "/detection";
    }

    private static void detect(Map<String, ?> policy) throws IOException, InterruptedException {
        Api.Answer answer = api.put(path(), policy);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }

    private static void awaitDetector(String id, String version) throws InterruptedException {
        Await.until(id + " " + version + " serves", PATIENCE, () -> {
            for (JsonNode one : api.get("/api/detectors").body().path("items")) {
                if (one.path("id").asText().equals(id)
                        && one.path("version").asText().equals(version)
                        && one.path("state").asText().equals("SERVING")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static JsonNode figures() throws IOException, InterruptedException {
        return api.get("/api/detectors").body().path("cameras").path(0);
    }

    private static Optional<JsonNode> heard(String type, Instant since, String detector) throws IOException {
        for (String text : HEARD) {
            JsonNode message = Api.JSON.readTree(text);
            JsonNode event = message.path("event");
            if (message.path("type").asText().equals("event")
                    && event.path("type").asText().equals(type)
                    && Instant.parse(event.path("time").asText()).isAfter(since)
                    && event.at("/data/detector").asText().equals(detector)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** Somebody is told of, is on the socket and in the store, was boxed as he was told of, and is to be seen in the still. */
    private static void assertSomebodyIsSeen(Instant since, String detector) throws Exception {
        Await.until(
                detector + " tells of somebody",
                PATIENCE,
                () -> heard("PersonDetected", since, detector).isPresent());
        JsonNode event = heard("PersonDetected", since, detector).orElseThrow();
        String id = event.path("id").asText();
        assertThat(event.path("source").asText()).isEqualTo("detector:" + detector.split(" ")[0]);
        assertThat(event.path("label").asText()).isEqualTo("person");
        JsonNode stored = api.get("/api/events/" + id).body();
        assertThat(stored.path("trackId")).isEqualTo(event.path("trackId"));
        Box place = box(stored.path("box"));
        assertThat(boxed(event))
                .as("the live box of the moment in which he was told of")
                .isTrue();
        Path still = directory.resolve("still-" + id + ".jpg");
        Await.until(
                "the still is there", PATIENCE, () -> download("/api/events/" + id + "/snapshot.jpg", still) == 200);
        try (Eye eye = new Eye(Files.createDirectories(directory.resolve("natives")))) {
            assertThat(eye.personAt(still, place))
                    .as("the person of " + stored + " in " + still)
                    .isGreaterThan(SAME);
        }
    }

    private static Box box(JsonNode box) {
        return new Box(
                box.path("x").asDouble(),
                box.path("y").asDouble(),
                box.path("w").asDouble(),
                box.path("h").asDouble());
    }

    private static boolean boxed(JsonNode event) throws IOException {
        Instant time = Instant.parse(event.path("time").asText());
        for (String text : HEARD) {
            JsonNode message = Api.JSON.readTree(text);
            if (!message.path("type").asText().equals("detections")) {
                continue;
            }
            assertThat(message.path("cameraId").asText()).isEqualTo(cameraId);
            // The store keeps microseconds.
            boolean then = Duration.between(Instant.parse(message.path("time").asText()), time)
                            .abs()
                            .toMillis()
                    <= 1;
            for (JsonNode one : message.path("boxes")) {
                Box place = box(one);
                if (then && one.path("trackId").equals(event.path("trackId"))) {
                    return Eye.overlap(place, box(event.path("box"))) > 0.99;
                }
            }
        }
        return false;
    }

    private static int download(String path, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.http() + path))
                .header("Authorization", "Bearer " + api.token())
                .timeout(PATIENCE)
                .build();
        HttpResponse<Path> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(file));
        return answer.statusCode();
    }

    @Test
    void aSomebodyIsBoxedToldAndPhotographed() throws Exception {
        assertThat(api.get(path()).body().path("minConfidence").asDouble()).isEqualTo(0.8);
        Instant begin = Instant.now();
        detect(Map.of("enabled", true));
        assertSomebodyIsSeen(begin, "ssdlite-coco 1.0.0");
        JsonNode figures = figures();
        assertThat(figures.path("looked").asLong()).as(figures.toString()).isPositive();
        assertThat(figures.path("failed").asLong()).as(figures.toString()).isZero();
        assertThat(server.console("vms:detector-list")).contains("ssdlite-coco 1.0.0");
    }

    @Test
    void bWhatIsWrongIsRefused() throws Exception {
        List<List<Double>> outside = List.of(List.of(0.0, 0.0), List.of(1.5, 0.0), List.of(1.0, 1.0));
        List<List<Double>> crossing =
                List.of(List.of(0.0, 0.0), List.of(1.0, 1.0), List.of(1.0, 0.0), List.of(0.0, 1.0));
        for (Map<String, ?> bad : List.of(
                Map.of("enabled", true, "zones", List.of(Map.of("name", "yard", "points", outside))),
                Map.of("enabled", true, "zones", List.of(Map.of("name", "yard", "points", crossing))),
                Map.of("enabled", true, "labels", List.of("unicorn")),
                Map.of("enabled", true, "detector", "nobody"),
                Map.of("enabled", true, "edge", "NEVER"))) {
            Api.Answer answer = api.put(path(), bad);
            assertThat(answer.status()).as(bad + ": " + answer.body()).isEqualTo(400);
            assertThat(answer.body().path("detail").asText()).isNotBlank();
        }
        assertThat(api.get("/api/cameras/00000000-0000-7000-8000-000000000001/detection")
                        .status())
                .isEqualTo(404);
        assertThat(api.get(path()).body().path("zones")).isEmpty();
    }

    @Test
    void cAModelIsReplacedWhileItRunsAndTheDashboardShowsBoxes() throws Exception {
        detect(Map.of("enabled", true, "detector", MODEL, "minConfidence", 0.6));
        assertSomebodyIsSeen(Instant.now(), MODEL + " 1.0.0");
        boolean browses = Browser.installed();
        try (Browser browser = browses ? new Browser(directory.resolve("browser"), 1280, 800) : null) {
            if (browses) {
                new TakingIn(server, CAMERA_PASSWORD).login(browser);
                browser.await("a box is drawn over the picture", PAINTED, PATIENCE);
            }
            long failedBefore = figures().path("failed").asLong();
            ModelJar.drop(deployed, MODEL, "2.0.0", ModelJar.read("model.onnx"));
            long lastOfOld = System.nanoTime();
            long firstOfNew = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            long looked = figures().path("looked").asLong();
            while (firstOfNew == 0 && System.nanoTime() < deadline) {
                JsonNode now = figures();
                if (now.path("looked").asLong() != looked) {
                    if (now.path("detector").asText().equals(MODEL + " 2.0.0")) {
                        firstOfNew = System.nanoTime();
                    } else {
                        lastOfOld = System.nanoTime();
                    }
                    looked = now.path("looked").asLong();
                }
                Thread.sleep(20);
            }
            assertThat(firstOfNew).as("the new model looks: " + figures()).isPositive();
            long millis = (firstOfNew - lastOfOld) / 1_000_000;
            long failed = figures().path("failed").asLong() - failedBefore;
            System.out.printf(
                    "Model swap: %d ms from the old one's last result to the new one's first, %d frames lost%n",
                    millis, failed);
            assertThat(millis).as("ms without a result").isLessThan(2000);
            assertThat(failed).as("frames in flight").isLessThanOrEqualTo(2);
            Instant swapped = Instant.now();
            if (browses) {
                browser.await("boxes are drawn over the picture", PAINTED, PATIENCE);
                browser.screenshot(Path.of("target/screenshots/detection.png"));
            }
            assertSomebodyIsSeen(swapped, MODEL + " 2.0.0");
        }
        ModelJar.drop(deployed, MODEL, "3.0.0", new byte[1000]);
        Await.until("weights that are none are refused", PATIENCE, () -> {
            JsonNode plugin = api.get("/api/plugins").body().path("items").path(0);
            return plugin.path("state").asText().equals("REJECTED")
                    && plugin.path("detail").asText().contains("SHA-256");
        });
        Await.until(
                "a version that works looks on: the one before, if the replaced one had not proven itself yet",
                PATIENCE,
                () -> figures().path("detector").asText().startsWith(MODEL + " "));
    }

    /** Some canvas over a picture has a point that is not transparent. */
    private static final String PAINTED = """
        [...document.querySelectorAll(`[data-testid='tile'] canvas`)].some(c => c.width > 0
          && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0))\
        """;

    @Test
    @Tag("endure")
    void dACandidateIsComparedPromotedAndTakenBack() throws Exception {
        detect(Map.of("enabled", true, "minConfidence", 0.5));
        assertThat(server.console("vms:detector-shadow " + MODEL)).contains("is shown what ssdlite-coco looks at");
        Await.until(
                "both have seen people",
                PATIENCE,
                () -> comparison().path("both").asLong() > 0
                        && comparison().path("frames").asLong() > 5);
        JsonNode comparison = comparison();
        assertThat(comparison.path("agreement").asDouble())
                .as("the same weights see the same: " + comparison)
                .isEqualTo(1);
        assertThat(server.console("vms:detector-shadow")).contains("they agree on 100 %");
        assertThat(server.console("vms:detector-shadow --promote")).contains("does the work of ssdlite-coco");
        Await.until(
                "the candidate looks",
                PATIENCE,
                () -> figures().path("detector").asText().startsWith(MODEL));
        assertThat(server.console("vms:detector-shadow --roll-back")).contains("does its work itself");
        Await.until(
                "the former looks again",
                PATIENCE,
                () -> figures().path("detector").asText().startsWith("ssdlite-coco"));
    }

    @Test
    @Tag("endure")
    void eTheCamerasOwnMotionMakesUsLook() throws Exception {
        detect(Map.of("enabled", true, "edge", "TRIGGER", "minConfidence", 0.5));
        Instant begin = Instant.now();
        Await.until(
                "it is watched anew", PATIENCE, () -> figures().path("frames").asLong(-1) == 0);
        // What has not come by now would have come: the camera sends 25 pictures a second.
        Thread.sleep(2000);
        assertThat(figures().path("frames").asLong()).as(figures().toString()).isZero();
        simulator.camera(1).raise(SimulatedEvent.MOTION, 1, true);
        Await.until(
                "somebody is seen",
                PATIENCE,
                () -> heard("PersonDetected", begin, "ssdlite-coco 1.0.0").isPresent());
        simulator.camera(1).raise(SimulatedEvent.MOTION, 1, false);
        Await.until("nothing is decoded any more", PATIENCE, () -> {
            long frames = figures().path("frames").asLong();
            Thread.sleep(1500);
            return figures().path("frames").asLong() == frames;
        });
    }

    @Test
    @Tag("endure")
    void fWhatTheCameraSaysIsToldAsItIs() throws Exception {
        detect(Map.of("enabled", true, "edge", "INSTEAD"));
        Instant begin = Instant.now().minusSeconds(1);
        Await.until(
                "the camera is asked",
                PATIENCE,
                () -> figures().path("detector").asText().equals("device"));
        simulator.camera(1).raise(SimulatedEvent.PERSON, 1, true);
        Await.until(
                "it is told",
                PATIENCE,
                () -> heard("PersonDetected", begin, "device").isPresent());
        JsonNode told = heard("PersonDetected", begin, "device").orElseThrow();
        assertThat(told.path("source").asText()).isEqualTo("detector:device");
        assertThat(told.path("label").asText()).isEqualTo("person");
        simulator.camera(1).raise(SimulatedEvent.PERSON, 1, false);
        Await.until(
                "he has left",
                PATIENCE,
                () -> heard("PersonLeft", begin, "device").isPresent());
        assertThat(figures().path("looked").asLong()).as(figures().toString()).isZero();
    }

    @Test
    @Tag("endure")
    void gKeyFramesAloneAreEnough() throws Exception {
        Instant begin = Instant.now();
        detect(Map.of(
                "enabled",
                true,
                "keyFramesOnly",
                true,
                "framesPerSecond",
                30,
                "motionGate",
                false,
                "minConfidence",
                0.5));
        Await.until(
                "somebody is seen",
                PATIENCE,
                () -> heard("PersonDetected", begin, "ssdlite-coco 1.0.0").isPresent());
        long before = figures().path("frames").asLong();
        long began = System.nanoTime();
        Await.until("more have come", PATIENCE, () -> figures().path("frames").asLong() >= before + 5);
        double perSecond = 5 / ((System.nanoTime() - began) / 1e9);
        assertThat(perSecond).as("frames a second, of 25").isLessThan(4);
    }

    @Test
    @Tag("endure")
    void hTheConsoleSaysHowItGoes() throws Exception {
        detect(Map.of("enabled", true));
        Await.until("it looks", PATIENCE, () -> figures().path("looked").asLong() > 0);
        String list = server.console("vms:detector-list");
        System.out.println(list);
        assertThat(list).contains("ssdlite-coco").contains("SERVING").contains("Shed");
        String speed = server.console("vms:detector-bench --seconds 2 ssdlite-coco");
        System.out.println(speed);
        assertThat(speed).containsPattern("ssdlite-coco: [0-9.]+ frames a second on one thread");
        assertThatThrownBy(() -> server.console("vms:detector-bench nobody"))
                .hasMessageContaining("There is no detector nobody");
    }

    private static JsonNode comparison() throws IOException, InterruptedException {
        return Api.JSON.readTree(server.console("vms:detector-shadow --json")).path("comparison");
    }
}
