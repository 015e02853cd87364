package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a live picture gets through when the ways to it are cut one after the other, from the best down. */
class LiveLadderTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String SECRET = "planted-turn-2b81";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Shows what the page knows of its connections, and lets a test take the MSE socket away. */
    private static final String WATCH = """
            window.vmsPeers = [];
            const Peer = window.RTCPeerConnection;
            window.RTCPeerConnection = class extends Peer {
              constructor(...all) { super(...all); window.vmsPeers.push(this); }
            };
            window.vmsPaths = async () => {
              const paths = [];
              for (const peer of window.vmsPeers.filter(p => p.connectionState === 'connected')) {
                const stats = await peer.getStats();
                for (const pair of stats.values()) {
                  if (pair.type === 'candidate-pair' && pair.nominated && pair.state === 'succeeded') {
                    const own = stats.get(pair.localCandidateId);
                    paths.push(own.candidateType === 'relay' ? 'relay/' + own.relayProtocol : own.protocol);
                  }
                }
              }
              return paths;
            };
            const Socket = window.WebSocket;
            window.WebSocket = class extends Socket {
              constructor(url, ...more) {
                super(localStorage.vmsNoMse && String(url).includes('/ws/live/') ? 'ws://127.0.0.1:9/' : url, ...more);
              }
            };
            """;

    @Test
    void eachWayIsTakenWhenTheBetterOnesAreCut() throws Exception {
        assumeThat(Browser.installed()).as("chromium is installed").isTrue();
        assumeThat(FarHost.obstacle()).isEmpty();
        assumeThat(Footage.obstacle()).isEmpty();
        assumeThat(Files.isExecutable(Path.of("/usr/bin/turnserver")))
                .as("coturn is installed: apt-get install coturn")
                .isTrue();
        Path directory = Server.freshDirectory("live-ladder");
        int turn = Ports.free();
        try (FarHost host = new FarHost();
                Footage footage = new Footage(directory.resolve("footage"), FarHost.NEAR);
                Program coturn = new Program(directory.resolve("turnserver.out"), turnServer(host, turn));
                Server server = Server.startOn(
                        host,
                        directory.resolve("data"),
                        Map.of("VMS_TURN_URL", "turn:" + FarHost.ADDRESS + ":" + turn, "VMS_TURN_SECRET", SECRET));
                Browser browser = new Browser(directory.resolve("browser"), 1280, 800)) {
            assertThat(coturn.said()).isNotNull();
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Api.Answer camera = api.post(
                    "/api/cameras/onboard",
                    Map.of("driver", "rtsp", "streamUrl", footage.url(Footage.H264_AAC), "name", "Entrance"));
            assertThat(camera.status()).as(camera.body().toString()).isEqualTo(201);
            browser.beforeEachPage(WATCH);
            logIn(browser, server);

            awaitPath(browser, "udp");
            assertThat(notes(browser)).isEmpty();
            // One way is left open each time: of several that work, the browser may choose any, and change its mind.
            host.cut("udp", server.webrtcPort);
            host.cut("udp", turn);
            host.cut("tcp", turn);
            reload(browser, server);
            awaitPath(browser, "tcp");
            awaitNote(browser, "UDP blocked");
            host.mend();
            host.cut("udp", server.webrtcPort);
            host.cut("tcp", server.webrtcPort);
            host.cut("tcp", turn);
            reload(browser, server);
            awaitPath(browser, "relay/udp");
            host.mend();
            host.cut("udp", server.webrtcPort);
            host.cut("tcp", server.webrtcPort);
            host.cut("udp", turn);
            reload(browser, server);
            awaitPath(browser, "relay/tcp");
            awaitNote(browser, "Relay");
            host.cut("tcp", turn);
            reload(browser, server);
            awaitNote(browser, "MSE");
            awaitPlaying(browser);
            browser.screenshot(SCREENSHOTS.resolve("live-mse.png"));
            browser.evaluate("localStorage.vmsNoMse = 'yes'");
            reload(browser, server);
            awaitNote(browser, "HLS");
            awaitPlaying(browser);
            browser.screenshot(SCREENSHOTS.resolve("live-hls.png"));
            browser.block("*/hls/*");
            reload(browser, server);
            browser.await(
                    "a still is shown",
                    "(document.querySelector(`[data-testid='tile-still']`) || {}).naturalWidth > 0",
                    PATIENCE.multipliedBy(2));
            awaitNote(browser, "Stills");
            browser.screenshot(SCREENSHOTS.resolve("live-stills.png"));
            assertThat(server.log()).doesNotContain(SECRET);
        }
    }

    private static List<String> turnServer(FarHost host, int port) {
        return host.command(
                "turnserver",
                "-n",
                "--listening-ip",
                FarHost.ADDRESS,
                "--listening-port",
                Integer.toString(port),
                "--relay-ip",
                FarHost.ADDRESS,
                "--use-auth-secret",
                "--static-auth-secret",
                SECRET,
                "--realm",
                "vms",
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "--log-file",
                "stdout",
                "--pidfile",
                "/dev/null");
    }

    private static void logIn(Browser browser, Server server) throws InterruptedException {
        browser.open(server.http());
        browser.type(Browser.testId("login-username"), "admin");
        browser.type(Browser.testId("login-password"), Server.ADMIN_PASSWORD);
        browser.click(Browser.testId("login-submit"));
        browser.await("the wall is there", "document.querySelector(`[data-testid='tile']`)");
    }

    /** Begins anew, without what the page remembers of the way that worked last. */
    private static void reload(Browser browser, Server server) throws InterruptedException {
        browser.evaluate("(() => { const mse = localStorage.vmsNoMse; localStorage.clear();"
                + " if (mse) { localStorage.vmsNoMse = mse; } window.vmsLeaving = true; })()");
        URI address = server.http();
        browser.open(address);
        browser.await(
                "the page is loaded anew", "!window.vmsLeaving && document.querySelector(`[data-testid='tile']`)");
    }

    private static void awaitPath(Browser browser, String path) throws InterruptedException {
        try {
            Await.until(
                    "the picture comes by " + path,
                    PATIENCE,
                    () -> browser.evaluate("vmsPaths()").toString().equals("[\"" + path + "\"]"));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but by " + browser.evaluate("vmsPaths()"), e);
        }
        awaitPlaying(browser);
    }

    private static void awaitPlaying(Browser browser) throws InterruptedException {
        String frames = "[...document.querySelectorAll(`[data-testid='tile-video']`)]"
                + ".reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0)";
        browser.await("a picture has come", frames + " > 0", PATIENCE);
        int before = browser.evaluate(frames).asInt();
        browser.await("pictures go on", frames + " > " + (before + 25), PATIENCE);
    }

    private static String notes(Browser browser) {
        JsonNode text = browser.evaluate(
                "[...document.querySelectorAll(`[data-testid='tile-note']`)].map(e => e.textContent).join(' | ')");
        return text.asText();
    }

    private static void awaitNote(Browser browser, String part) throws InterruptedException {
        browser.await(
                "the tile says " + part,
                "[...document.querySelectorAll(`[data-testid='tile-note']`)].some(e => e.textContent.includes('" + part
                        + "'))",
                PATIENCE.multipliedBy(2));
    }
}
