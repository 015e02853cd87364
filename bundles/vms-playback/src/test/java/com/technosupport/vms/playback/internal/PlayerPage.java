package com.technosupport.vms.playback.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Playback.Content;
import com.technosupport.vms.api.recording.PlaybackRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Footage over HTTP for a Chromium without a screen, which plays it by hls.js and reports. */
final class PlayerPage implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path HLS_JS =
            Path.of("../vms-dashboard/src/main/web/node_modules/hls.js/dist/hls.light.min.js");
    private static final Pattern PART =
            Pattern.compile("/playback/([^/]+)/(?:(init|silent)\\.mp4|(\\d+)-(\\d+)(\\.key|\\.silent)?\\.m4s)");

    private final PlaybackService playback;
    private final CameraId camera;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> new Thread(task, "page"));
    private final Path profile = Files.createTempDirectory("vms-chromium");
    private final Map<String, PlaybackRequest> playlists = new ConcurrentHashMap<>();
    private final Map<String, String> report = new HashMap<>();
    private Process process;

    PlayerPage(PlaybackService playback, CameraId camera) throws IOException {
        this.playback = playback;
        this.camera = camera;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    static Optional<String> missing() {
        if (!Files.isExecutable(CHROMIUM)) {
            return Optional.of("needs " + CHROMIUM + ": apt-get install chromium");
        }
        return Files.isReadable(HLS_JS)
                ? Optional.empty()
                : Optional.of("needs " + HLS_JS + ": build the dashboard first");
    }

    /** Plays a range in a new browser. */
    void open(PlaybackRequest request, String query) throws IOException {
        String playlist = "/playback.m3u8?" + playlists.size();
        playlists.put(playlist, request);
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/player.html?playlist="
                + URLEncoder.encode(playlist, StandardCharsets.UTF_8) + query;
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-background-timer-throttling",
                        "--disable-renderer-backgrounding",
                        "--autoplay-policy=no-user-gesture-required",
                        "--user-data-dir=" + profile,
                        url)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher part = PART.matcher(path);
        try {
            if (path.equals("/player.html")) {
                try (InputStream in = PlayerPage.class.getResourceAsStream("player.html")) {
                    answer(exchange, "text/html", in.readAllBytes());
                }
            } else if (path.equals("/hls.js")) {
                answer(exchange, "text/javascript", Files.readAllBytes(HLS_JS));
            } else if (path.equals("/report")) {
                report(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                answer(exchange, "text/plain", new byte[0]);
            } else if (path.equals("/playback.m3u8")) {
                String playlist =
                        playback.playlist(playlists.get(exchange.getRequestURI().toString()));
                answer(exchange, "application/vnd.apple.mpegurl", playlist.getBytes(StandardCharsets.UTF_8));
            } else if (part.matches()) {
                SegmentId segment = SegmentId.parse(part.group(1));
                ByteBuffer bytes = part.group(2) != null
                        ? playback.initialisation(
                                camera, segment, part.group(2).equals("init") ? Content.ALL : Content.SILENT)
                        : playback.media(
                                camera,
                                segment,
                                Integer.parseInt(part.group(3)),
                                Integer.parseInt(part.group(4)),
                                content(part.group(5)));
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                answer(exchange, "video/mp4", copy);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (VmsException e) {
            exchange.sendResponseHeaders(e.code() == ErrorCode.NOT_FOUND ? 404 : 503, -1);
        } finally {
            exchange.close();
        }
    }

    private static Content content(String kind) {
        return kind == null ? Content.ALL : kind.equals(".key") ? Content.KEY_FRAMES : Content.SILENT;
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private synchronized void report(String lines) {
        lines.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> report.put(pair[0], pair[1]));
        notifyAll();
    }

    /** Waits until the page's reports fit. */
    synchronized Map<String, String> await(String what, Predicate<Map<String, String>> condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.test(report)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || report.containsKey("error")) {
                throw new AssertionError("no " + what + ": " + report);
            }
            wait(left);
        }
        return Map.copyOf(report);
    }

    static double number(Map<String, String> report, String name) {
        String value = report.getOrDefault(name, "");
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process != null) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
            for (ProcessHandle child : children) {
                child.destroyForcibly();
                child.onExit()
                        .orTimeout(5, TimeUnit.SECONDS)
                        .handle((handle, late) -> handle)
                        .join();
            }
        }
        server.stop(0);
        executor.shutdownNow();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
