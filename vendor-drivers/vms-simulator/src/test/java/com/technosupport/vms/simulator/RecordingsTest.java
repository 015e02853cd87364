package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.TestOnvifClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Search and replay of what a device recorded itself (Profile G). */
class RecordingsTest {
    private static final String SEARCH = "http://www.onvif.org/ver10/search/wsdl";
    private static final String REPLAY = "http://www.onvif.org/ver10/replay/wsdl";
    private static final String RECORDING = "http://www.onvif.org/ver10/recording/wsdl";
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final long NTP_EPOCH = 2_208_988_800L;

    private final TestOnvifClient client = new TestOnvifClient();
    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .credentials("admin", "secret")
                .channels(2)
                .discovery(false)
                .start();
        camera = simulator.camera(1);
        for (int channel = 1; channel <= 2; channel++) {
            camera.clearRecordings(channel);
        }
        camera.addRecording(1, START, START.plusSeconds(4));
        camera.addRecording(1, START.plusSeconds(60), START.plusSeconds(64));
        camera.addRecording(2, START.plusSeconds(30), START.plusSeconds(90));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Answer ask(String namespace, String body) throws Exception {
        return client.ask(client.service(camera, namespace), body);
    }

    private String find(String operation, String arguments) throws Exception {
        return ask(
                        SEARCH,
                        "<tse:" + operation + ">" + arguments + "<tse:KeepAliveTime>PT10S</tse:KeepAliveTime></tse:"
                                + operation + ">")
                .text("//SearchToken");
    }

    private Answer results(String operation, String token, int most) throws Exception {
        return ask(
                SEARCH,
                "<tse:" + operation + "><tse:SearchToken>" + token + "</tse:SearchToken><tse:MaxResults>" + most
                        + "</tse:MaxResults></tse:" + operation + ">");
    }

    @Test
    void findsRecordingsPageByPage() throws Exception {
        Answer summary = ask(SEARCH, "<tse:GetRecordingSummary/>");
        assertThat(summary.text("//NumberRecordings")).isEqualTo("2");
        assertThat(Instant.parse(summary.text("//DataUntil"))).isEqualTo(START.plusSeconds(90));
        String token = find("FindRecordings", "<tse:Scope/>");
        Answer first = results("GetRecordingSearchResults", token, 1);
        assertThat(first.text("//SearchState")).isEqualTo("Searching");
        assertThat(first.texts("//RecordingInformation/RecordingToken")).hasSize(1);
        Answer second = results("GetRecordingSearchResults", token, 1);
        assertThat(second.text("//SearchState")).isEqualTo("Completed");
        assertThat(second.text("//Source/Name")).isEqualTo("Yard & gate");
        assertThat(second.text("//Track/TrackType")).isEqualTo("Video");
        assertThat(ask(SEARCH, "<tse:EndSearch><tse:SearchToken>" + token + "</tse:SearchToken></tse:EndSearch>")
                        .status())
                .isEqualTo(200);
        assertThat(results("GetRecordingSearchResults", token, 1).texts("//Subcode/Value"))
                .contains("ter:InvalidToken");
    }

    @Test
    void findsWhenRecordingBeganAndEnded() throws Exception {
        String recording = ask(RECORDING, "<trc:GetRecordings/>")
                .texts("//RecordingItem/RecordingToken")
                .get(0);
        String arguments = "<tse:StartPoint>%s</tse:StartPoint><tse:EndPoint>%s</tse:EndPoint>"
                + "<tse:Scope><tt:IncludedRecordings>" + recording
                + "</tt:IncludedRecordings></tse:Scope><tse:SearchFilter><wsnt:TopicExpression"
                + " Dialect=\"http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet\">"
                + "tns1:RecordingHistory/Recording/State</wsnt:TopicExpression></tse:SearchFilter>"
                + "<tse:IncludeStartState>true</tse:IncludeStartState>";
        Instant from = START.plusSeconds(2);
        Instant to = START.plusSeconds(100);
        Answer found = results("GetEventSearchResults", find("FindEvents", arguments.formatted(from, to)), 100);
        assertThat(found.texts("//SimpleItem[@Name='IsRecording']/@Value"))
                .containsExactly("true", "false", "true", "false");
        assertThat(found.texts("//Result/StartStateEvent")).containsExactly("true", "false", "false", "false");
        assertThat(found.texts("//Result/Time").stream().map(Instant::parse))
                .containsExactly(from, START.plusSeconds(4), START.plusSeconds(60), START.plusSeconds(64));
        Answer backwards = results("GetEventSearchResults", find("FindEvents", arguments.formatted(to, from)), 100);
        assertThat(backwards.texts("//SimpleItem[@Name='IsRecording']/@Value"))
                .containsExactly("false", "false", "true", "false");
        Answer attributes = ask(
                SEARCH,
                "<tse:GetMediaAttributes><tse:RecordingTokens>" + recording + "</tse:RecordingTokens><tse:Time>"
                        + START.plusSeconds(61) + "</tse:Time></tse:GetMediaAttributes>");
        assertThat(attributes.text("//VideoAttributes/Width")).isEqualTo("1280");
        assertThat(Instant.parse(attributes.text("//MediaAttributes/From"))).isEqualTo(START.plusSeconds(60));
    }

    private record Picture(Instant recorded, int flags, int cseq) {}

    /** Reads pictures until BYE. */
    private static List<Picture> pictures(TestRtspClient rtsp) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        while (true) {
            byte[] frame = rtsp.frame();
            ByteBuffer packet = ByteBuffer.wrap(frame, 3, frame.length - 3).slice();
            if (frame[0] % 2 == 1) {
                // A compound packet whose second part says BYE.
                if ((packet.get(9) & 0xff) == 203) {
                    return pictures;
                }
            } else if ((packet.get(0) & 0x10) != 0) {
                assertThat(packet.getShort(12)).isEqualTo((short) 0xabac);
                assertThat(packet.getShort(14)).isEqualTo((short) 3);
                long seconds = (packet.getInt(16) & 0xffffffffL) - NTP_EPOCH;
                long nanos = Math.round((packet.getInt(20) & 0xffffffffL) * 1e9 / (1L << 32));
                Instant recorded = Instant.ofEpochSecond(seconds, nanos).plusNanos(500_000);
                pictures.add(new Picture(
                        recorded.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                        packet.get(24) & 0xff,
                        packet.get(25) & 0xff));
            }
        }
    }

    @Test
    void replaysARangeWithTheTimesOfEachPicture() throws Exception {
        String recording = ask(RECORDING, "<trc:GetRecordings/>")
                .texts("//RecordingItem/RecordingToken")
                .get(0);
        URI uri = URI.create(ask(
                        REPLAY,
                        "<trp:GetReplayUri><trp:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></trp:StreamSetup><trp:RecordingToken>"
                                + recording + "</trp:RecordingToken></trp:GetReplayUri>")
                .text("//GetReplayUriResponse/Uri"));
        try (TestRtspClient rtsp = new TestRtspClient(uri)) {
            TestRtspClient.Answer described = rtsp.ask("DESCRIBE", uri.toString(), "Require: onvif-replay");
            assertThat(described.body()).contains("a=x-onvif-track:VIDEO001", "a=range:clock=20260301T100000.000Z-");
            TestRtspClient.Answer setup = rtsp.ask(
                    "SETUP",
                    uri + "/trackID=1",
                    "Require: onvif-replay",
                    "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            String session = "Session: " + setup.headers().get("session").split(";")[0];
            String range =
                    "Range: clock=" + CLOCK.format(START.plusMillis(1500)) + "-" + CLOCK.format(START.plusSeconds(62));
            TestRtspClient.Answer play =
                    rtsp.ask("PLAY", uri.toString(), session, "Require: onvif-replay", range, "Rate-Control: no");
            assertThat(play.status()).isEqualTo(200);
            int cseq = Integer.parseInt(play.headers().get("cseq"));
            List<Picture> pictures = pictures(rtsp);
            Picture first = pictures.get(0);
            assertThat(first.recorded()).isBetween(START, START.plusMillis(1500));
            assertThat(first.flags()).isEqualTo(0x80 | 0x20);
            assertThat(pictures).allMatch(picture -> picture.cseq() == cseq);
            for (int i = 1; i < pictures.size(); i++) {
                Duration step = Duration.between(
                        pictures.get(i - 1).recorded(), pictures.get(i).recorded());
                boolean gap = (pictures.get(i).flags() & 0x20) != 0;
                assertThat((pictures.get(i - 1).flags() & 0x40) != 0).isEqualTo(gap);
                assertThat(step).matches(time -> gap ? time.toSeconds() > 50 : time.toMillis() == 40);
            }
            assertThat(pictures)
                    .filteredOn(picture -> (picture.flags() & 0x20) != 0)
                    .hasSize(2);
            Picture last = pictures.get(pictures.size() - 1);
            assertThat(last.recorded()).isEqualTo(START.plusMillis(61_960));
            assertThat(last.flags() & 0x40).isNotZero();

            String keys = "Range: clock=" + CLOCK.format(START) + "-" + CLOCK.format(START.plusSeconds(4));
            TestRtspClient.Answer again =
                    rtsp.ask("PLAY", uri.toString(), session, keys, "Rate-Control: no", "Frames: intra");
            assertThat(again.status()).isEqualTo(200);
            assertThat(pictures(rtsp)).hasSizeBetween(2, 5).allMatch(picture -> (picture.flags() & 0x80) != 0);
        }
    }

    @Test
    void replaysAtThePaceOfTheRecording() throws Exception {
        URI uri = URI.create(ask(
                        REPLAY,
                        "<trp:GetReplayUri><trp:RecordingToken>recording-source</trp:RecordingToken></trp:GetReplayUri>")
                .text("//GetReplayUriResponse/Uri"));
        try (TestRtspClient rtsp = new TestRtspClient(uri)) {
            TestRtspClient.Answer setup =
                    rtsp.ask("SETUP", uri + "/trackID=1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            String session = "Session: " + setup.headers().get("session").split(";")[0];
            long start = System.nanoTime();
            String range = "Range: clock=" + CLOCK.format(START) + "-" + CLOCK.format(START.plusMillis(1200));
            rtsp.ask("PLAY", uri.toString(), session, range);
            List<Picture> pictures = pictures(rtsp);
            Duration recorded = Duration.between(
                    pictures.get(0).recorded(),
                    pictures.get(pictures.size() - 1).recorded());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(recorded);
        }
        URI live = camera.stream(SimulatedCamera.MAIN);
        try (TestRtspClient rtsp = new TestRtspClient(live)) {
            assertThat(rtsp.ask("DESCRIBE", live.toString(), "Require: onvif-replay")
                            .status())
                    .isEqualTo(551);
        }
    }
}
