package com.technosupport.vms.live.webrtc.internal.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real Chromium without a screen, showing one page that plays one stream and reports what it sees. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final LiveSessions sessions;
    private final NegotiationRequest request;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> new Thread(task, "page"));
    private final Path profile = Files.createTempDirectory("vms-chromium");
    private final Map<String, String> report = new HashMap<>();
    private TalkRequest talk;
    private Process process;
    private String command = "";
    private volatile LiveSessionId session;
    private volatile String browserSdp = "";

    static Optional<String> missing() {
        return Files.isExecutable(CHROMIUM)
                ? Optional.empty()
                : Optional.of("needs " + CHROMIUM + ": apt-get install chromium");
    }

    Browser(LiveSessions sessions, StreamId stream) throws IOException {
        this(sessions, NegotiationRequest.ofVideo(stream, Optional.empty(), Set.of()));
    }

    /**
     * @param request with the browser's offer in place of its own, where the browser makes one
     */
    Browser(LiveSessions sessions, NegotiationRequest request) throws IOException {
        this.sessions = sessions;
        this.request = request;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    Browser open(String query) throws IOException {
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
                "--autoplay-policy=no-user-gesture-required",
                "--user-data-dir=" + profile,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/viewer.html?" + query));
        if (talk != null) {
            // Only then: with the right to a microphone it also comes from the machine's other addresses.
            line.addAll(1, List.of("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"));
        }
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String answer;
        int status = 200;
        try {
            answer = switch (exchange.getRequestURI().getPath()) {
                case "/viewer.html" -> page();
                case "/offer" -> negotiate(Optional.empty());
                case "/talk" -> talk();
                case "/whep" -> negotiate(Optional.of(body));
                case "/answer" -> answer(body);
                case "/report" -> report(body);
                case "/command" -> command();
                default -> "";
            };
        } catch (RuntimeException e) {
            answer = e.toString();
            status = 500;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String page() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream("viewer.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String negotiate(Optional<String> offer) {
        offer.ifPresent(sdp -> browserSdp = sdp);
        Negotiation negotiation = sessions.negotiate(
                new NegotiationRequest(request.stream(), offer, request.accept(), request.audio(), request.smaller()));
        session = negotiation.session();
        return negotiation.sdp();
    }

    /** Sets who takes what the browser says. */
    Browser listen(TalkRequest talking) {
        talk = talking;
        return this;
    }

    private String talk() {
        Negotiation negotiation = sessions.negotiate(talk);
        session = negotiation.session();
        return negotiation.sdp();
    }

    private String answer(String sdp) {
        browserSdp = sdp;
        sessions.answer(session, sdp);
        return "";
    }

    private synchronized String report(String lines) {
        lines.lines().map(line -> line.split("=", 2)).forEach(pair -> report.put(pair[0], pair[1]));
        notifyAll();
        return "";
    }

    private synchronized String command() {
        return command;
    }

    /** Lets the page close its connection, as when a user leaves. */
    synchronized void leave() {
        command = "close";
    }

    LiveSessionId session() {
        return session;
    }

    String browserSdp() {
        return browserSdp;
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

    static long number(Map<String, String> report, String name) {
        return (long) Double.parseDouble(report.getOrDefault(name, "0"));
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
