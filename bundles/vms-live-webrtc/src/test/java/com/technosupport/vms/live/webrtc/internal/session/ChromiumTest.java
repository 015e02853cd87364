package com.technosupport.vms.live.webrtc.internal.session;

import static com.technosupport.vms.live.webrtc.internal.session.Browser.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real browser plays: by our offer and by its own, over UDP and over TCP, with packets lost, and over a camera's restart. */
class ChromiumTest {

    private static final Footage FOOTAGE = Footage.read("campus-main", 1280, 720);

    private final FakeHub hub = new FakeHub();
    private final Recorder recorder = new Recorder();
    private LiveSessions sessions;

    @BeforeEach
    void needsChromium() {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
    }

    private void start(DatagramOutput.Factory outputs) throws IOException {
        sessions = new LiveSessions(
                new LiveSettings(Ports.free(), List.of("127.0.0.1"), 10),
                hub,
                recorder,
                Clock.systemUTC(),
                List::of,
                outputs);
        hub.play(FOOTAGE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (sessions != null) {
            sessions.close();
        }
        hub.close();
    }

    private static Map<String, String> plays(Browser browser, String what) throws InterruptedException {
        Map<String, String> report = browser.await("100 pictures " + what, seen -> number(seen, "framesDecoded") > 100);
        assertThat(report).containsEntry("width", "1280").containsEntry("height", "720");
        System.out.println(
                "Chromium, " + what + ": first picture after " + report.get("firstFrame") + " ms; " + report);
        return report;
    }

    @Test
    void playsByOurOfferOverUdpAndLeaves() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer")) {
            plays(browser, "our offer, UDP");
            recorder.await(browser.session(), LiveState.CONNECTED);
            Map<String, String> reported = browser.await("sender report", seen -> number(seen, "senderReports") > 0);
            assertThat(reported).containsEntry("packetsLost", "0");
            LiveSessionInfo info = sessions.sessions().get(0);
            assertThat(info.connected()).isTrue();
            assertThat(info.transport()).startsWith("udp 127.0.0.1:");
            assertThat(info.packets()).isPositive();
            browser.leave();
            assertThat(recorder.await(browser.session(), LiveState.CLOSED)).contains("viewer ended");
        }
        assertThat(hub.subscriptions).hasValue(0);
        assertThat(sessions.sessions()).isEmpty();
    }

    @Test
    void playsByTheBrowsersOfferWithoutItsSoundAndData() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=whep&audio&data&bundle=max-bundle")) {
            plays(browser, "its offer with sound and data, UDP");
        }
    }

    @Test
    void playsByTheBrowsersOffer() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=whep")) {
            plays(browser, "its offer, UDP");
        }
    }

    @Test
    void playsOverTcpAlone() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer&tcp")) {
            plays(browser, "our offer, TCP");
            assertThat(sessions.sessions().get(0).transport()).startsWith("tcp 127.0.0.1:");
        }
    }

    @Test
    void playsByTheBrowsersOfferOverTcpAlone() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=whep&tcp&bundle=max-compat")) {
            plays(browser, "its offer, TCP");
            assertThat(sessions.sessions().get(0).transport()).startsWith("tcp 127.0.0.1:");
        }
    }

    @Test
    void sendsAgainWhatWasLost() throws Exception {
        AtomicInteger count = new AtomicInteger();
        start(channel -> (datagram, remote) -> {
            // Every 30th RTP packet, as the network would lose it; STUN, DTLS and RTCP begin or go on otherwise.
            boolean media = (datagram.get(0) & 0xc0) == 0x80 && (datagram.get(1) & 0x7f) == 102;
            return (media && count.incrementAndGet() % 30 == 0) || channel.send(datagram, remote) > 0;
        });
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer")) {
            plays(browser, "our offer, 3 % lost");
            Map<String, String> report = browser.await(
                    "resent packets", seen -> number(seen, "nackCount") > 10 && number(seen, "framesDecoded") > 150);
            LiveSessionInfo info = sessions.sessions().get(0);
            System.out.println("Chromium, 3 % lost: " + info.resent() + " sent again; " + report);
            assertThat(info.resent()).isGreaterThan(10);
            // Nothing is missing in the end, and no key frame had to be asked for.
            assertThat(number(report, "packetsLost")).isLessThan(5);
            assertThat(number(report, "pliCount")).isZero();
        }
    }

    @Test
    void goesOnWhenTheCameraComesBack() throws Exception {
        start(DatagramOutput.Factory.NIO);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer")) {
            plays(browser, "before the camera's restart");
            hub.close();
            hub.fail(com.technosupport.vms.api.media.PipelineStatus.State.RETRYING);
            hub.play(FOOTAGE);
            long before = number(browser.await("report", seen -> true), "framesDecoded");
            Map<String, String> after =
                    browser.await("pictures after the restart", seen -> number(seen, "framesDecoded") > before + 100);
            assertThat(recorder.changes()).hasSize(1);
            System.out.println("Chromium, after the camera's restart: " + after);
        }
    }
}
