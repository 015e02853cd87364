package com.technosupport.vms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Await;
import com.technosupport.vms.itests.Browser;
import com.technosupport.vms.itests.FarHost;
import com.technosupport.vms.itests.Server;
import com.technosupport.vms.itests.bench.Figure.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Live viewing by WebRTC, against the streaming plug-in of Janus on the same stream. Both servers are on a second host, which is
 * a network namespace; camera, viewers and browser are on this one.
 */
final class LiveBenchmark implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int WINDOW_MILLIS = Integer.getInteger("bench.window", 6000);
    /** For work on one of them. */
    private static final Set<String> PARTS =
            Set.of(System.getProperty("bench.parts", "pictures,load,loss").split(","));

    private static final int COLD = 5;
    private static final int WARM = 20;
    private static final int PICTURES = 250;
    private static final double LOSS = 0.03;
    private static final int LOSS_SECONDS = 20;
    private static final String JANUS = "Janus";
    private static final int[] COUNTS = {100, 300};

    /** 720p, 2 Mbit/s, 25 pictures a second, a key frame every 2 s: what a camera's main stream often is. */
    private static final String CLIP = "-f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=8:allf=t -t 20"
            + " -pix_fmt yuv420p -c:v libx264 -preset veryfast -b:v 2M -maxrate 2M -bufsize 1M -g 50 -bf 0"
            + " -x264-params repeat-headers=1:scenecut=0";

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String obstacle() {
        if (!Browser.installed()) {
            return "chromium is not installed: apt-get install chromium";
        }
        if (!Files.isExecutable(Path.of("/usr/sbin/ethtool"))) {
            return "ethtool is not installed: apt-get install ethtool";
        }
        return Janus.installed() ? FarHost.obstacle() : "janus is not installed: apt-get install janus";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("bench-live");
        Path clip = clip(directory);
        try (FarHost host = new FarHost();
                RtspFeed feed = new RtspFeed(
                        FarHost.NEAR,
                        directory.resolve("feed.out"),
                        new String[] {"-re", "-stream_loop", "-1", "-i", clip.toString()},
                        new String[] {"-c", "copy"});
                Server server = Server.startOn(host, directory.resolve("data"), Map.of());
                Janus janus = new Janus(host, directory.resolve("janus"))) {
            feed.sendTo(janus.input());
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            String camera = camera(api, feed, "load");
            if (PARTS.contains("pictures")) {
                try (Screen screen = new Screen(directory.resolve("browser-1"), server, api)) {
                    firstFrames(figures, screen, api, feed, camera);
                    glassToGlass(figures, directory, screen, api);
                }
            }
            if (PARTS.contains("load")) {
                try (Load ours = new Load(feed, new Whep(api, camera));
                        Load theirs = new Load(feed, janus)) {
                    ours.grow(1);
                    theirs.grow(1);
                    for (int count : COUNTS) {
                        fanOut(figures, count, new Side(ours, server.pid()), new Side(theirs, janus.pid()));
                    }
                }
            }
            if (PARTS.contains("loss")) {
                // The last: it leaves the server with a call a packet.
                try (Screen screen = new Screen(directory.resolve("browser-2"), server, api)) {
                    recovery(figures, host, server, api, screen, camera);
                }
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
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("clip.out").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(directory.resolve("clip.out")));
        }
        return Files.move(coming, clip);
    }

    private static String camera(Api api, RtspFeed feed, String name) throws IOException, InterruptedException {
        Api.Answer answer = api.post(
                "/api/cameras/onboard",
                Map.of(
                        "driver",
                        "rtsp",
                        "streamUrl",
                        feed.url(name),
                        "name",
                        name,
                        "options",
                        Map.of("subUrl", feed.url(name + "-sub"))));
        if (answer.status() != 201) {
            throw new IOException("onboarding answered " + answer.status() + " " + answer.body());
        }
        JsonNode body = answer.body();
        return body.has("id") ? body.path("id").asText() : body.findValue("id").asText();
    }

    /** One of the two programs, and what was seen of it in each round. */
    private static final class Side {

        private final Load load;
        private final long pid;
        private final Samples idle = new Samples();
        private final Samples busy = new Samples();
        private final Samples median = new Samples();
        private final Samples late = new Samples();
        private long received;
        private long missed;
        private String refusal = "";

        Side(Load load, long pid) {
            this.load = load;
            this.pid = pid;
        }

        /** Takes in so many viewers besides the one that is always there, and lets them go. */
        void round(int count) throws IOException, InterruptedException {
            idle.add(CpuTime.percent(pid, WINDOW_MILLIS));
            try {
                load.grow(count + 1);
            } catch (IOException e) {
                load.shrink(); // those that came in would be in the other's figures
                throw e;
            }
            TimeUnit.SECONDS.sleep(2); // what they are sent of the past is over
            load.watch();
            busy.add(CpuTime.percent(pid, WINDOW_MILLIS));
            Load.Seen seen = load.seen();
            load.shrink();
            if (seen.latencies().size() > 0) { // else so late that no packet could be told from the next
                median.add(seen.latencies().percentile(50));
                late.add(seen.latencies().percentile(99));
            }
            received += seen.received();
            missed += seen.missed();
            TimeUnit.SECONDS.sleep(1);
        }

        /** As {@link #round}, of a program that may be overcharged by so many: it is left alone from then on. */
        void attempt(int count) throws InterruptedException {
            if (!refusal.isEmpty()) {
                return;
            }
            try {
                round(count);
            } catch (IOException e) {
                refusal = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            }
        }

        boolean measured() {
            return busy.size() > 0;
        }

        String lastRound() {
            return refusal.isEmpty() ? "%.1f after %.1f".formatted(busy.last(), idle.last()) : "no more: " + refusal;
        }

        double aViewer(int count) {
            return (busy.median() - idle.median()) / count;
        }

        double whole(int count) {
            return busy.median() / (count + 1);
        }

        String account() {
            return missed + " of " + (received + missed) + " packets missed"
                    + (refusal.isEmpty() ? "" : " in " + busy.size() + " rounds, then it took no more viewers in");
        }
    }

    private static void fanOut(Figures figures, int count, Side ours, Side theirs) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            ours.round(count);
            theirs.attempt(count);
            figures.say("%d viewers, round %d, %% of a core (after with one): ours %s, %s %s"
                    .formatted(count, round, ours.lastRound(), JANUS, theirs.lastRound()));
        }
        String how = "medians of " + ROUNDS + ", SRTP with AES-128-GCM, over what it takes with one viewer; ours "
                + ours.account() + ", theirs " + theirs.account();
        Figure aViewer = Figure.of("live.cpu-a-viewer." + count, "% of a core", ours.aViewer(count))
                .note(how);
        Figure whole = Figure.of("live.cpu-a-viewer-with-all-else." + count, "% of a core", ours.whole(count))
                .note("the whole process by the number of viewers: ingest, web server and the rest");
        figures.add(
                theirs.measured()
                        ? aViewer.against(JANUS, theirs.aViewer(count)).goal(Goal.atMost(0.7))
                        : aViewer);
        figures.add(theirs.measured() ? whole.against(JANUS, theirs.whole(count)) : whole);
        figures.add(Figure.of("live.viewers-a-core." + count, "", 100 / ours.aViewer(count))
                .goal(Goal.atLeast(750))
                .note("of 2 Mbit/s, by the CPU a viewer"
                        + (theirs.measured() ? "; " + JANUS + " " + Figure.number(100 / theirs.aViewer(count)) : "")));
        if (ours.median.size() > 0) {
            figures.add(Figure.of("live.added-latency-p50." + count, "ms", ours.median.median())
                    .note("last packet of a picture in, to out as a viewer reads it; " + JANUS + " "
                            + (theirs.median.size() > 0 ? Figure.number(theirs.median.median()) : "not known")));
            Figure p99 = Figure.of("live.added-latency-p99." + count, "ms", ours.late.median())
                    .note("the same; " + JANUS + " "
                            + (theirs.late.size() > 0 ? Figure.number(theirs.late.median()) : "not known"));
            figures.add(count == 100 ? p99.goal(Goal.atMost(5)) : p99);
        }
    }

    private static void firstFrames(Figures figures, Screen screen, Api api, RtspFeed feed, String warm)
            throws Exception {
        Samples cold = new Samples();
        List<String> cameras = new ArrayList<>();
        for (int i = 0; i < COLD; i++) {
            cameras.add(camera(api, feed, "cold-" + i));
        }
        for (String camera : cameras) {
            awaitIdle(api, camera);
            cold.add(screen.play(camera, "SUB"));
            screen.stop();
            api.delete("/api/cameras/" + camera);
        }
        screen.play(warm, "MAIN");
        screen.stop();
        Samples again = new Samples();
        for (int i = 0; i < WARM; i++) {
            again.add(screen.play(warm, "MAIN"));
            screen.stop();
        }
        figures.add(Figure.of("live.first-frame-cold-p50", "ms", cold.median())
                .note("Chromium, WHEP, " + COLD
                        + " sub-streams that nobody had watched: RTSP first, and a key frame every 2 s"));
        figures.add(Figure.of("live.first-frame-warm-p50", "ms", again.median())
                .note("Chromium, WHEP, " + WARM + " times"));
        figures.add(Figure.of("live.first-frame-warm-p95", "ms", again.percentile(95))
                .goal(Goal.atMost(400))
                .note("the same"));
    }

    /** Nobody reads the camera's sub-stream: the main stream is read always. */
    private static void awaitIdle(Api api, String camera) throws InterruptedException {
        Await.until("the sub-stream is let go of", Duration.ofMinutes(2), () -> {
            for (JsonNode stream : api.get("/api/streams").body().path("items")) {
                if (stream.path("cameraId").asText().equals(camera)
                        && stream.path("state").asText().equals("IDLE")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static void recovery(Figures figures, FarHost host, Server server, Api api, Screen screen, String camera)
            throws Exception {
        screen.play(camera, "MAIN");
        JsonNode before = screen.stats();
        long resentBefore = resent(api);
        host.sendSinglePackets();
        host.lose(server.webrtcPort, LOSS);
        TimeUnit.SECONDS.sleep(LOSS_SECONDS);
        host.mend();
        TimeUnit.SECONDS.sleep(1); // what was asked for again at the end has come
        JsonNode after = screen.stats();
        long again = resent(api) - resentBefore;
        screen.stop();
        double received = more(before, after, "packetsReceived");
        double missed = more(before, after, "packetsLost");
        figures.add(Figure.of("live.recovered-at-3-percent-loss", "%", 100 * (1 - missed / (LOSS * received)))
                .note("%.0f packets in %d s, %d sent again (NACK %.0f), %.0f missing in the end, %.0f pictures dropped"
                        .formatted(
                                received,
                                LOSS_SECONDS,
                                again,
                                more(before, after, "nackCount"),
                                missed,
                                more(before, after, "framesDropped"))));
        figures.add(Figure.of(
                        "live.frozen-at-3-percent-loss",
                        "% of the time",
                        100 * more(before, after, "totalFreezesDuration") / LOSS_SECONDS)
                .note("%.0f freezes, %.0f key frames asked for"
                        .formatted(more(before, after, "freezeCount"), more(before, after, "pliCount"))));
    }

    /** By the server's count: the browser's own counts only what comes again as a stream of its own (RFC 4588). */
    private static long resent(Api api) throws IOException, InterruptedException {
        long sum = 0;
        for (JsonNode session : api.get("/api/live/sessions").body().path("items")) {
            sum += session.path("resent").asLong();
        }
        return sum;
    }

    private static double more(JsonNode before, JsonNode after, String name) {
        return after.path(name).asDouble() - before.path(name).asDouble();
    }

    private static void glassToGlass(Figures figures, Path directory, Screen screen, Api api) throws Exception {
        try (RtspFeed feed = new RtspFeed(
                        FarHost.NEAR,
                        directory.resolve("clock.out"),
                        ("-fflags nobuffer -probesize 32 -analyzeduration 0 -f rawvideo -pix_fmt gray -s "
                                        + ClockPictures.WIDTH + "x" + ClockPictures.HEIGHT + " -r 25 -i -")
                                .split(" "),
                        "-threads 1 -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g 50"
                                .split(" "));
                ClockPictures clock = new ClockPictures(feed.pictures())) {
            String camera = camera(api, feed, "clock");
            screen.play(camera, "MAIN");
            Samples settling = screen.ages(50);
            Samples ages = screen.ages(PICTURES);
            screen.stop();
            api.delete("/api/cameras/" + camera);
            String how = PICTURES + " pictures from drawn (before FFmpeg's encoder) to the page's callback for them";
            figures.add(
                    Figure.of("live.glass-to-glass-p50", "ms", ages.median()).note(how));
            figures.add(Figure.of("live.glass-to-glass-p95", "ms", ages.percentile(95))
                    .goal(Goal.atMost(60))
                    .note(how + "; the first 50 not counted, of which p50 was " + Figure.number(settling.median())));
        }
    }
}
