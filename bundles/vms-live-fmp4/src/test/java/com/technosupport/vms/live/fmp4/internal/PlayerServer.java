package com.technosupport.vms.live.fmp4.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.live.FragmentSink;
import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Serves one stream over HTTP to real players: a Chromium without a screen, and whatever else is started. */
final class PlayerServer implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path HLS_JS =
            Path.of("../vms-dashboard/src/main/web/node_modules/hls.js/dist/hls.light.min.js");

    private final Fmp4Live live;
    private final StreamId stream;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> new Thread(task, "page"));
    private final Path profile = Files.createTempDirectory("vms-chromium");
    private final Map<String, String> report = new HashMap<>();
    private Process process;

    PlayerServer(Fmp4Live live, StreamId stream) throws IOException {
        this.live = live;
        this.stream = stream;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    static Optional<String> chromiumMissing() {
        return Files.isExecutable(CHROMIUM)
                ? Optional.empty()
                : Optional.of("needs " + CHROMIUM + ": apt-get install chromium");
    }

    static Optional<String> hlsMissing() {
        return Files.isReadable(HLS_JS)
                ? chromiumMissing()
                : Optional.of("needs " + HLS_JS + ": build the dashboard first");
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void open(String query) throws IOException {
        List<String> line = new ArrayList<>(List.of(
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
                "--disable-backgrounding-occluded-windows",
                "--autoplay-policy=no-user-gesture-required",
                "--user-data-dir=" + profile,
                url("/player.html?" + query)));
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/player.html" -> answer(exchange, "text/html; charset=utf-8", page());
            case "/hls.js" ->
                answer(
                        exchange,
                        "text/javascript",
                        Files.isReadable(HLS_JS) ? Files.readAllBytes(HLS_JS) : new byte[] {';'});
            case "/report" -> {
                report(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                answer(exchange, "text/plain", new byte[0]);
            }
            case "/fragments" -> fragments(exchange);
            default -> hls(exchange, path.substring(1));
        }
    }

    private static byte[] page() throws IOException {
        try (InputStream in = PlayerServer.class.getResourceAsStream("player.html")) {
            return in.readAllBytes();
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new HashMap<>();
        String query = exchange.getRequestURI().getQuery();
        for (String pair : (query == null ? "" : query).split("&")) {
            int at = pair.indexOf('=');
            values.put(at < 0 ? pair : pair.substring(0, at), at < 0 ? "" : pair.substring(at + 1));
        }
        return values;
    }

    /** Fragments with their length and kind before them, until the page goes. */
    private void fragments(HttpExchange exchange) throws IOException {
        BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
        boolean audio = query(exchange).containsKey("audio");
        exchange.sendResponseHeaders(200, 0);
        try (FragmentSubscription ignored = live.subscribe(stream, audio, new Framing(queue))) {
            while (true) {
                byte[] next = queue.poll(30, TimeUnit.SECONDS);
                if (next == null) {
                    return;
                }
                exchange.getResponseBody().write(next);
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** What comes, as it goes over the line. */
    private record Framing(BlockingQueue<byte[]> queue) implements FragmentSink {

        private void add(int kind, ByteBuffer data) {
            byte[] framed = new byte[5 + data.remaining()];
            ByteBuffer.wrap(framed).putInt(data.remaining()).put((byte) kind).put(data.duplicate());
            queue.add(framed);
        }

        @Override
        public void started(String mimeType, ByteBuffer initialisation, String reason) {
            add(0, ByteBuffer.wrap(mimeType.getBytes(StandardCharsets.UTF_8)));
            add(1, initialisation);
        }

        @Override
        public void fragment(ByteBuffer data, boolean key) {
            add(1, data);
        }

        @Override
        public void interrupted(String reason, boolean last) {}
    }

    private void hls(HttpExchange exchange, String resource) throws IOException {
        Map<String, String> query = query(exchange);
        boolean audio = query.containsKey("audio");
        HlsRequest request = new HlsRequest(
                stream,
                audio,
                resource,
                query.containsKey("_HLS_msn")
                        ? OptionalLong.of(Long.parseLong(query.get("_HLS_msn")))
                        : OptionalLong.empty(),
                query.containsKey("_HLS_part")
                        ? OptionalInt.of(Integer.parseInt(query.get("_HLS_part")))
                        : OptionalInt.empty(),
                query.containsKey("_HLS_skip"),
                audio ? "?audio" : "");
        try {
            HlsAnswer answer = live.request(request).toCompletableFuture().join();
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(200, answer.size());
            for (ByteBuffer part : answer.body()) {
                byte[] bytes = new byte[part.remaining()];
                part.duplicate().get(bytes);
                exchange.getResponseBody().write(bytes);
            }
        } catch (CompletionException e) {
            ErrorCode code = e.getCause() instanceof VmsException known ? known.code() : ErrorCode.INTERNAL;
            exchange.sendResponseHeaders(
                    code == ErrorCode.NOT_FOUND ? 404 : code == ErrorCode.INVALID_REQUEST ? 400 : 503, -1);
        } finally {
            exchange.close();
        }
    }

    private synchronized void report(String lines) {
        lines.lines().map(line -> line.split("=", 2)).forEach(pair -> report.put(pair[0], pair[1]));
        notifyAll();
    }

    /** Waits until the page's reports fit. */
    synchronized Map<String, String> await(String what, Predicate<Map<String, String>> condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.test(report)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || !report.getOrDefault("error", "").isEmpty()) {
                throw new AssertionError("no " + what + ": " + report);
            }
            wait(left);
        }
        return Map.copyOf(report);
    }

    static double number(Map<String, String> report, String name) {
        return Double.parseDouble(report.getOrDefault(name, "0"));
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
