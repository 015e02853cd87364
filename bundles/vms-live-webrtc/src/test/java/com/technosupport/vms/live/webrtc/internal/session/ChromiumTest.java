package com.technosupport.vms.live.webrtc.internal.session;

import static com.technosupport.vms.live.webrtc.internal.session.Browser.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
        open(outputs);
        hub.play(FOOTAGE);
    }

    private void open(DatagramOutput.Factory outputs) throws IOException {
        sessions = new LiveSessions(
                new LiveSettings(Ports.free(), List.of("127.0.0.1"), 10),
                hub,
                recorder,
                Clock.systemUTC(),
                List::of,
                outputs);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (sessions != null) {
            sessions.close();
        }
        hub.close();
    }

    private static Map<String, String> plays(Browser browser, String what) throws InterruptedException {
        // More than a group of pictures: the start is over, and the stream goes on.
        Map<String, String> report = browser.await("60 pictures " + what, seen -> number(seen, "framesDecoded") > 60);
        assertThat(report).containsEntry("width", "1280").containsEntry("height", "720");
        System.out.println(
                "Chromium, " + what + ": first picture after " + report.get("firstFrame") + " ms; " + report);
        return report;
    }

    @Test
    void playsByOurOfferOverUdpAndLeaves() throws Exception {
        start(DatagramOutput.Factory.BEST);
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

    private NegotiationRequest withSound() {
        return new NegotiationRequest(hub.stream, Optional.empty(), Set.of(), true, Optional.empty());
    }

    private static Map<String, String> sounds(Browser browser, String what) throws InterruptedException {
        Map<String, String> report = browser.await(
                "sound " + what, seen -> number(seen, "audioPackets") > 150 && number(seen, "senderReports") > 1);
        System.out.println("Chromium, " + what + ": " + report);
        // A second of the tone at full scale has 0.5; ours is at about a third of it in PCMU, and some is silence at
        // first.
        assertThat(Double.parseDouble(report.get("audioEnergy"))).isGreaterThan(0.005);
        assertThat(report).containsEntry("audioLost", "0");
        return report;
    }

    @Test
    @Tag("endure")
    void soundsInPcmuByOurOfferBeforeTheCameraIsThere() throws Exception {
        open(DatagramOutput.Factory.BEST);
        try (Browser browser = new Browser(sessions, withSound()).open("way=offer&audio")) {
            browser.await("connection", seen -> "connected".equals(seen.get("state")));
            hub.main.play(FOOTAGE, Optional.of(Tone.pcmu()));
            plays(browser, "our offer with PCMU");
            sounds(browser, "PCMU");
            assertThat(recorder.await(browser.session(), LiveState.CONNECTED)).isEmpty();
        }
    }

    @Test
    void soundsInOpusByTheBrowsersOffer() throws Exception {
        open(DatagramOutput.Factory.BEST);
        hub.main.play(FOOTAGE, Optional.of(Tone.opus()));
        try (Browser browser = new Browser(sessions, withSound()).open("way=whep&audio&bundle=max-bundle")) {
            plays(browser, "its offer with Opus");
            Map<String, String> report = sounds(browser, "Opus");
            // Both are shown by the clock of our sender reports: the picture at once, the sound after its player's
            // queue.
            double apart =
                    Double.parseDouble(report.get("videoPlayout")) - Double.parseDouble(report.get("audioPlayout"));
            assertThat(apart).as("milliseconds between picture and sound").isBetween(-150.0, 400.0);
        }
    }

    @Test
    void hearsTheBrowsersMicrophone() throws Exception {
        open(DatagramOutput.Factory.BEST);
        Set<Codec> codecs = ConcurrentHashMap.newKeySet();
        AtomicInteger loud = new AtomicInteger();
        CountDownLatch frames = new CountDownLatch(100);
        TalkRequest talk = new TalkRequest(Set.of(Codec.PCMA), (codec, frame) -> {
            codecs.add(codec);
            assertThat(frame).hasSize(160);
            // Chromium's fake microphone beeps once a second; silence in A-law is 0xd5 or 0x55.
            for (byte sample : frame) {
                loud.addAndGet(((sample ^ 0x55) & 0x7f) > 0x30 ? 1 : 0);
            }
            frames.countDown();
        });
        try (Browser browser = new Browser(sessions, withSound()).listen(talk).open("way=talk")) {
            assertThat(frames.await(60, TimeUnit.SECONDS))
                    .as("two seconds of sound")
                    .isTrue();
            assertThat(codecs).containsExactly(Codec.PCMA);
            assertThat(loud.get()).isPositive();
            assertThat(sessions.totals().talking()).isEqualTo(1);
            assertThat(sessions.sessions()).isEmpty();
            sessions.stop(browser.session());
            recorder.await(browser.session(), LiveState.CLOSED);
        }
    }

    @Test
    @Tag("endure")
    void playsByTheBrowsersOfferWithoutItsSoundAndData() throws Exception {
        start(DatagramOutput.Factory.BEST);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=whep&audio&data&bundle=max-bundle")) {
            plays(browser, "its offer with sound and data, UDP");
        }
    }

    @Test
    void playsByTheBrowsersOffer() throws Exception {
        start(DatagramOutput.Factory.BEST);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=whep")) {
            plays(browser, "its offer, UDP");
        }
    }

    @Test
    void playsOverTcpAlone() throws Exception {
        start(DatagramOutput.Factory.BEST);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer&tcp")) {
            plays(browser, "our offer, TCP");
            assertThat(sessions.sessions().get(0).transport()).startsWith("tcp 127.0.0.1:");
        }
    }

    @Test
    @Tag("endure")
    void playsByTheBrowsersOfferOverTcpAlone() throws Exception {
        start(DatagramOutput.Factory.BEST);
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

    /** A line of about 1 Mbit/s, over which the stream of 2 Mbit/s does not go and the smaller one does; then it is wide again. */
    @Test
    @Tag("endure")
    void showsTheSmallerStreamWhileTheLineIsTooSlow() throws Exception {
        AtomicBoolean narrow = new AtomicBoolean();
        AtomicLong mayPass = new AtomicLong();
        open(channel -> (datagram, remote) -> {
            boolean media = (datagram.get(0) & 0xc0) == 0x80 && (datagram.get(1) & 0x7f) == 102;
            int length = datagram.remaining();
            if (media && narrow.get()) {
                // As a router with a short queue: what comes faster than a byte in 8 us is dropped.
                long now = System.nanoTime();
                long free = Math.max(mayPass.get(), now - 100_000_000L);
                if (free > now) {
                    return true;
                }
                mayPass.set(free + length * 8_000L);
            }
            return channel.send(datagram, remote) > 0;
        });
        hub.main.play(FOOTAGE, Optional.empty());
        hub.smaller.play(Footage.read("campus-sub", 640, 360), Optional.empty());
        NegotiationRequest request = new NegotiationRequest(
                hub.stream, Optional.empty(), Set.of(Codec.H264), false, Optional.of(hub.smaller.id));
        try (Browser browser = new Browser(sessions, request).open("way=offer")) {
            plays(browser, "before the line is slow");
            narrow.set(true);
            Recorder.StreamChange less = recorder.awaitStreamChange(1);
            assertThat(less.stream()).isEqualTo(hub.smaller.id);
            assertThat(less.reason()).isEqualTo(Watching.TOO_SLOW);
            long before = number(browser.await("report", seen -> true), "framesDecoded");
            Map<String, String> small = browser.await(
                    "smaller pictures",
                    seen -> "640".equals(seen.get("width")) && number(seen, "framesDecoded") > before + 50);
            System.out.println("Chromium, over a slow line: " + small);
            assertThat(sessions.sessions().get(0).stream()).isEqualTo(hub.smaller.id);
            narrow.set(false);
            Recorder.StreamChange more = recorder.awaitStreamChange(2);
            assertThat(more.stream()).isEqualTo(hub.stream);
            assertThat(more.reason()).isEmpty();
            browser.await("full pictures again", seen -> "1280".equals(seen.get("width")));
            assertThat(hub.smaller.subscribers()).isZero();
            assertThat(recorder.changes()).as("one session all along").hasSize(1);
        }
    }

    @Test
    void goesOnWhenTheCameraComesBack() throws Exception {
        start(DatagramOutput.Factory.BEST);
        try (Browser browser = new Browser(sessions, hub.stream).open("way=offer")) {
            plays(browser, "before the camera's restart");
            hub.close();
            hub.fail(com.technosupport.vms.api.media.PipelineStatus.State.RETRYING);
            hub.play(FOOTAGE);
            long before = number(browser.await("report", seen -> true), "framesDecoded");
            Map<String, String> after =
                    browser.await("pictures after the restart", seen -> number(seen, "framesDecoded") > before + 60);
            assertThat(recorder.changes()).hasSize(1);
            System.out.println("Chromium, after the camera's restart: " + after);
        }
    }
}
