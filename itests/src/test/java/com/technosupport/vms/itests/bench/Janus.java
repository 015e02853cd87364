package com.technosupport.vms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Await;
import com.technosupport.vms.itests.FarHost;
import com.technosupport.vms.itests.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The Janus server with its streaming plug-in alone, as Debian has it, set up to its own advantage: ICE-lite, as many event loops
 * as there are cores in place of a thread a viewer, no API but the one that is used, no log, the stream by plain RTP over UDP.
 */
final class Janus implements Signalling, AutoCloseable {

    private static final int HTTP = 8088;
    private static final int RTP = 5004;
    private static final String SYSTEM = "/usr/lib/x86_64-linux-gnu/janus";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI root = URI.create("http://" + FarHost.ADDRESS + ":" + HTTP + "/janus");
    private final Program program;
    private final Deque<Long> sessions = new ConcurrentLinkedDeque<>();

    static boolean installed() {
        return Files.isExecutable(Path.of("/usr/bin/janus"));
    }

    Janus(FarHost host, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("janus.jcfg"), """
                general: {
                  configs_folder = "%s"
                  plugins_folder = "%s/plugins"
                  transports_folder = "%s/transports"
                  events_folder = "%s/events"
                  loggers_folder = "%s/loggers"
                  debug_level = 2
                  session_timeout = 0
                  event_loops = %d
                }
                nat: { ice_lite = true }
                plugins: { disable = "%s" }
                transports: { disable = "%s" }
                """.formatted(
                        directory,
                        SYSTEM,
                        SYSTEM,
                        SYSTEM,
                        SYSTEM,
                        Runtime.getRuntime().availableProcessors(),
                        others("plugins", "libjanus_streaming"),
                        others("transports", "libjanus_http")));
        Files.writeString(directory.resolve("janus.transport.http.jcfg"), """
                general: { json = "compact", base_path = "/janus", http = true, port = %d, ip = "%s", https = false }
                admin: { admin_http = false }
                """.formatted(HTTP, FarHost.ADDRESS));
        Files.writeString(directory.resolve("janus.plugin.streaming.jcfg"), """
                bench: {
                  type = "rtp", id = 1, audio = false, video = true,
                  videoport = %d, videopt = 102, videocodec = "h264",
                  videofmtp = "profile-level-id=42e01f;packetization-mode=1", videobufferkf = true
                }
                """.formatted(RTP));
        program = new Program(
                directory.resolve("janus.out"),
                host.command("/usr/bin/janus", "-F", directory.toAbsolutePath().toString()));
        Await.until("Janus answers", Duration.ofSeconds(30), () -> {
            program.said();
            try {
                return client.send(
                                        HttpRequest.newBuilder(URI.create(root + "/info"))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static String others(String directory, String wanted) throws IOException {
        try (var files = Files.list(Path.of(SYSTEM, directory))) {
            return String.join(
                    ",",
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".so") && !name.startsWith(wanted))
                            .toList());
        }
    }

    /** Where it takes its stream, as RTP. */
    InetSocketAddress input() {
        return new InetSocketAddress(FarHost.ADDRESS, RTP);
    }

    long pid() {
        return program.pid();
    }

    private JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        JsonNode answer = Api.JSON.readTree(client.send(
                        HttpRequest.newBuilder(URI.create(root + path))
                                .POST(HttpRequest.BodyPublishers.ofString(Api.JSON.writeValueAsString(body)))
                                .build(),
                        BodyHandlers.ofString())
                .body());
        if (answer.path("janus").asText().equals("error")) {
            throw new IOException("Janus: " + answer);
        }
        return answer;
    }

    @Override
    public Remote open(String user, String password, String fingerprint, InetSocketAddress own)
            throws IOException, InterruptedException {
        long session = post("", Map.of("janus", "create", "transaction", "t"))
                .path("data")
                .path("id")
                .asLong();
        sessions.add(session);
        long handle = post(
                        "/" + session,
                        Map.of("janus", "attach", "plugin", "janus.plugin.streaming", "transaction", "t"))
                .path("data")
                .path("id")
                .asLong();
        String path = "/" + session + "/" + handle;
        post(path, Map.of("janus", "message", "transaction", "t", "body", Map.of("request", "watch", "id", 1)));
        String offer = "";
        for (int i = 0; i < 10 && offer.isEmpty(); i++) {
            offer = Api.JSON
                    .readTree(client.send(
                                    HttpRequest.newBuilder(URI.create(root + "/" + session + "?maxev=1"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .path("jsep")
                    .path("sdp")
                    .asText();
        }
        Remote remote = Remote.of(offer);
        post(
                path,
                Map.of(
                        "janus",
                        "message",
                        "transaction",
                        "t",
                        "body",
                        Map.of("request", "start"),
                        "jsep",
                        Map.of(
                                "type",
                                "answer",
                                "sdp",
                                Signalling.sdp(user, password, fingerprint, own, "active", "v"))));
        return remote;
    }

    @Override
    public boolean checksBack() {
        return true;
    }

    @Override
    public void endOthers() throws IOException, InterruptedException {
        while (sessions.size() > 1) {
            post("/" + sessions.removeLast(), Map.of("janus", "destroy", "transaction", "t"));
        }
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}
