package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.TestNvrClient.Answer;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Hikvision recorder answers ISAPI as documented. */
class IsapiNvrTest {
    private static final Instant NOW = Instant.parse("2026-03-10T15:20:00Z");

    private Simulator simulator;
    private SimulatedNvr nvr;
    private TestNvrClient client;

    @BeforeEach
    void start() throws IOException {
        use(NvrOptions.hikvision().heartbeat(Duration.ofMillis(200)));
    }

    private void use(NvrOptions options) throws IOException {
        if (simulator != null) {
            simulator.close();
        }
        simulator = Simulator.builder()
                .cameras(0)
                .credentials("admin", "secret")
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .nvr(options)
                .start();
        nvr = simulator.nvr(1);
        client = new TestNvrClient(nvr);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void tellsWhatItIs() throws Exception {
        Answer info = client.get("/ISAPI/System/deviceInfo");
        assertThat(info.status()).isEqualTo(200);
        assertThat(info.type()).startsWith("application/xml");
        assertThat(info.text("deviceType")).isEqualTo("NVR");
        assertThat(info.text("model")).isEqualTo(nvr.model());
        assertThat(info.text("serialNumber")).isEqualTo(nvr.serial());
        assertThat(info.text("macAddress")).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        Answer capabilities = client.get("/ISAPI/System/capabilities");
        assertThat(capabilities.text("inputProxyNums")).isEqualTo("8");
        assertThat(capabilities.text("IOInputPortNums")).isEqualTo("4");
        assertThat(client.get("/ISAPI/Security/adminAccesses").texts("portNo"))
                .contains(String.valueOf(nvr.httpPort()), String.valueOf(nvr.rtspPort()));
        assertThat(client.get("/ISAPI/System/time").text("localTime")).isEqualTo("2026-03-10T15:20:00+00:00");
        assertThat(nvr.requests()).contains("GET /ISAPI/System/capabilities");
    }

    @Test
    void asASingleCameraHasAnInputAndNothingBehindIt() throws Exception {
        use(NvrOptions.hikvisionCamera());
        assertThat(client.get("/ISAPI/System/deviceInfo").text("deviceType")).isEqualTo("IPCamera");
        Answer behind = client.get("/ISAPI/ContentMgmt/InputProxy/channels");
        assertThat(behind.status()).isEqualTo(403);
        assertThat(behind.text("statusCode")).isEqualTo("4");
        assertThat(client.get("/ISAPI/System/Video/inputs/channels").texts("id"))
                .containsExactly("1");
        assertThat(client.get("/ISAPI/Streaming/channels").texts("id")).containsExactly("101", "102");
    }

    @Test
    void listsChannelsOfBothKindsAndTheirStates() throws Exception {
        use(NvrOptions.hikvision().channels(3).analogChannels(2));
        nvr.renameChannel(3, "Gate & <yard>");
        nvr.setOnline(4, false);
        nvr.removeChannel(5);
        Answer list = client.get("/ISAPI/ContentMgmt/InputProxy/channels");
        assertThat(list.texts("id")).containsExactly("3", "4");
        assertThat(list.texts("name")).containsExactly("Gate & <yard>", "Camera 4");
        assertThat(list.texts("ipAddress")).doesNotHaveDuplicates().hasSize(2);
        Answer status = client.get("/ISAPI/ContentMgmt/InputProxy/channels/status");
        assertThat(status.texts("online")).containsExactly("true", "false");
        assertThat(client.get("/ISAPI/System/Video/inputs/channels").texts("id"))
                .containsExactly("1", "2");
        nvr.restoreChannel(5);
        assertThat(client.get("/ISAPI/ContentMgmt/InputProxy/channels/5").text("name"))
                .isEqualTo("Camera 5");
        assertThat(nvr.channelList()).hasSize(5).contains(new NvrChannel(4, "Camera 4", false, false));
        use(NvrOptions.hikvision());
        assertThat(client.get("/ISAPI/System/Video/inputs/channels").status()).isEqualTo(403);
    }

    @Test
    void describesStreams() throws Exception {
        Answer sub = client.get("/ISAPI/Streaming/channels/802");
        assertThat(sub.text("videoCodecType")).isEqualTo("H.264");
        assertThat(sub.text("videoResolutionWidth")).isEqualTo("640");
        assertThat(sub.text("maxFrameRate")).isEqualTo("2500");
        assertThat(client.get("/ISAPI/Streaming/channels/803").status()).isEqualTo(403);
        assertThat(client.get("/ISAPI/Streaming/channels/901").status()).isEqualTo(403);
    }

    @Test
    void takesPictures() throws Exception {
        HttpResponse<byte[]> picture = client.bytes("GET", "/ISAPI/Streaming/channels/201/picture", "");
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.body()).startsWith(0xff, 0xd8);
        nvr.setOnline(2, false);
        Answer offline = client.get("/ISAPI/Streaming/channels/201/picture");
        assertThat(offline.status()).isEqualTo(503);
        assertThat(offline.text("statusCode")).isEqualTo("3");
        nvr.quirk(NvrQuirk.PICTURE_BY_PROXY);
        assertThat(client.get("/ISAPI/Streaming/channels/101/picture").status()).isEqualTo(403);
        assertThat(client.get("/ISAPI/ContentMgmt/StreamingProxy/channels/101/picture")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void hasContacts() throws Exception {
        nvr.setInput(3, true);
        nvr.setInput(501, true);
        assertThat(client.get("/ISAPI/System/IO/inputs/3/status").text("ioState"))
                .isEqualTo("active");
        assertThat(client.get("/ISAPI/System/IO/inputs/2/status").text("ioState"))
                .isEqualTo("inactive");
        assertThat(client.get("/ISAPI/System/IO/inputs/5/status").status()).isEqualTo(400);
        assertThat(client.get("/ISAPI/ContentMgmt/IOProxy/inputs/501/status").text("ioState"))
                .isEqualTo("active");
        assertThat(nvr.inputs()).containsExactly(false, false, true, false);
        String high = "<IOPortData><outputState>high</outputState></IOPortData>";
        assertThat(client.send("PUT", "/ISAPI/System/IO/outputs/2/trigger", high)
                        .text("statusCode"))
                .isEqualTo("1");
        assertThat(nvr.outputs()).containsExactly(false, true);
        assertThat(client.send("PUT", "/ISAPI/System/IO/outputs/3/trigger", high)
                        .status())
                .isEqualTo(400);
        assertThat(client.send("PUT", "/ISAPI/System/IO/outputs/1/trigger", "<IOPortData>")
                        .status())
                .isEqualTo(400);
        assertThat(nvr.commands()).containsExactly(new SimulatedCommand("trigger", 2, Map.of("outputState", "high")));
    }

    @Test
    void tellsEvents() throws Exception {
        HttpResponse<InputStream> stream = client.stream("/ISAPI/Event/notification/alertStream");
        assertThat(stream.headers().firstValue("Content-Type")).contains("multipart/mixed; boundary=boundary");
        try (InputStream in = stream.body()) {
            String heartbeat = TestNvrClient.readUntil(in, "</EventNotificationAlert>");
            assertThat(heartbeat)
                    .startsWith("--boundary\r\nContent-Type: application/xml")
                    .contains("<eventType>videoloss</eventType>", "<eventState>inactive</eventState>");
            assertThat(nvr.eventStreams()).isEqualTo(1);
            nvr.raise(SimulatedEvent.MOTION, 3, true);
            String first = TestNvrClient.readUntil(in, "<eventType>VMD</eventType>");
            assertThat(first).contains("<channelID>3</channelID>", "<activePostCount>1</activePostCount>");
            // What goes on is told again each second.
            assertThat(TestNvrClient.readUntil(in, "<eventType>VMD</eventType>"))
                    .contains("<activePostCount>2</activePostCount>");
            nvr.raise(SimulatedEvent.MOTION, 3, false);
            TestNvrClient.readUntil(in, "<eventType>VMD</eventType>\r\n<eventState>inactive</eventState>");
            nvr.setInput(2, true);
            TestNvrClient.readUntil(in, "<eventType>IO</eventType>");
            TestNvrClient.readUntil(in, "<inputIOPortID>2</inputIOPortID>");
            nvr.raise(SimulatedEvent.LINE_CROSSED, 1, true);
            TestNvrClient.readUntil(in, "<eventType>linedetection</eventType>");
            TestNvrClient.readUntil(in, "<DetectionRegionList>");
        }
    }

    @Test
    void lengthsOfPartsAreRight() throws Exception {
        try (InputStream in =
                client.stream("/ISAPI/Event/notification/alertStream").body()) {
            for (int i = 0; i < 3; i++) {
                String head = TestNvrClient.readUntil(in, "\r\n\r\n");
                int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
                assertThat(new String(in.readNBytes(length), StandardCharsets.UTF_8).strip())
                        .endsWith("</EventNotificationAlert>");
            }
        }
    }

    private Answer search(String from, String to, int most, int position, String kind) throws Exception {
        return client.send(
                "POST",
                "/ISAPI/ContentMgmt/search",
                "<?xml version=\"1.0\"?><CMSearchDescription><searchID>c0ffee</searchID><trackIDList><trackID>201</trackID>"
                        + "</trackIDList><timeSpanList><timeSpan><startTime>" + from + "</startTime><endTime>" + to
                        + "</endTime></timeSpan></timeSpanList><maxResults>" + most
                        + "</maxResults><searchResultPostion>"
                        + position + "</searchResultPostion><metadataList><metadataDescriptor>" + kind
                        + "</metadataDescriptor></metadataList></CMSearchDescription>");
    }

    @Test
    void searchesPageByPage() throws Exception {
        // A day in pieces of an hour, up to the hour, without the twelfth before it.
        String all = "//recordType.meta.std-cgi.com";
        Answer first = search("2026-03-09T00:00:00Z", "2026-03-11T00:00:00Z", 20, 0, all);
        assertThat(first.text("responseStatusStrg")).isEqualTo("MORE");
        assertThat(first.text("numOfMatches")).isEqualTo("20");
        assertThat(first.texts("startTime").get(0)).isEqualTo("2026-03-09T15:00:00Z");
        assertThat(first.text("playbackURI"))
                .startsWith("rtsp://" + nvr.address() + ":" + nvr.rtspPort()
                        + "/Streaming/tracks/201/?starttime=20260309T150000Z&endtime=20260309T160000Z");
        Answer second = search("2026-03-09T00:00:00Z", "2026-03-11T00:00:00Z", 20, 20, all);
        assertThat(second.text("responseStatusStrg")).isEqualTo("OK");
        assertThat(second.texts("trackID")).hasSize(4).containsOnly("201");
        // What is being recorded ends now.
        assertThat(second.texts("endTime")).last().isEqualTo("2026-03-10T15:20:00Z");
        assertThat(search("2026-03-10T03:00:00Z", "2026-03-10T04:00:00Z", 20, 0, all)
                        .text("responseStatusStrg"))
                .isEqualTo("NO MATCHES");
        assertThat(search("2026-03-09T00:00:00Z", "2026-03-11T00:00:00Z", 40, 0, all + "/motion")
                        .text("numOfMatches"))
                .isEqualTo("7");
    }

    @Test
    void tellsOnWhichDaysItRecorded() throws Exception {
        Answer days = client.send(
                "POST",
                "/ISAPI/ContentMgmt/record/tracks/101/dailyDistribution",
                "<trackDailyParam><year>2026</year><monthOfYear>3</monthOfYear></trackDailyParam>");
        assertThat(days.texts("record")).hasSize(31);
        assertThat(days.texts("record").subList(7, 11)).containsExactly("false", "true", "true", "false");
    }

    @Test
    void turnsAndMakesKeyFrames() throws Exception {
        String data = "<PTZData><pan>-40</pan><tilt>0</tilt><zoom>100</zoom></PTZData>";
        assertThat(client.send("PUT", "/ISAPI/PTZCtrl/channels/2/continuous", data)
                        .status())
                .isEqualTo(200);
        assertThat(client.send("PUT", "/ISAPI/ContentMgmt/PTZCtrlProxy/channels/2/presets/3/goto", "")
                        .status())
                .isEqualTo(200);
        assertThat(client.send("PUT", "/ISAPI/PTZCtrl/channels/2/continuous", data.replace("100", "101"))
                        .status())
                .isEqualTo(400);
        assertThat(client.send("PUT", "/ISAPI/Streaming/channels/201/requestKeyFrame", "")
                        .status())
                .isEqualTo(200);
        assertThat(nvr.commands())
                .containsExactly(
                        new SimulatedCommand("continuous", 2, Map.of("pan", "-40", "tilt", "0", "zoom", "100")),
                        new SimulatedCommand("goto", 2, Map.of("preset", "3")),
                        new SimulatedCommand("requestKeyFrame", 2, Map.of("stream", "201")));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<byte[]> login(String password) throws Exception {
        Answer challenge = TestNvrClient.text(
                client.unauthorised("GET", "/ISAPI/Security/sessionLogin/capabilities?username=admin", ""));
        String hash = sha256("admin" + challenge.text("salt") + password);
        hash = sha256(hash + challenge.text("challenge"));
        for (int i = 2; i < Integer.parseInt(challenge.text("iterations")); i++) {
            hash = sha256(hash);
        }
        return client.unauthorised(
                "POST",
                "/ISAPI/Security/sessionLogin?timeStamp=1",
                "<SessionLogin><userName>admin</userName><password>" + hash + "</password><sessionID>"
                        + challenge.text("sessionID") + "</sessionID></SessionLogin>");
    }

    @Test
    void logsSessionsIn() throws Exception {
        nvr.quirk(NvrQuirk.SESSION_ONLY);
        HttpResponse<byte[]> refusal = client.unauthorised("GET", "/ISAPI/System/deviceInfo", "");
        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(refusal.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(login("wrong").statusCode()).isEqualTo(401);
        nvr.fault(Fault.WRONG_PASSWORD);
        assertThat(login("secret").statusCode()).isEqualTo(401);
        nvr.clear(Fault.WRONG_PASSWORD);
        assertThat(nvr.loginFailures()).isEqualTo(2);
        HttpResponse<byte[]> login = login("secret");
        assertThat(login.statusCode()).isEqualTo(200);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        assertThat(cookie).startsWith("WebSession");
        client.cookie(cookie);
        assertThat(client.get("/ISAPI/System/deviceInfo").status()).isEqualTo(200);
        assertThat(client.send("PUT", "/ISAPI/Security/sessionHeartbeat", "").status())
                .isEqualTo(200);
        nvr.reboot(Duration.ofMillis(50));
        TestNvrClient.await(() -> nvr.faults().isEmpty());
        assertThat(client.get("/ISAPI/System/deviceInfo").status()).isEqualTo(401);
    }

    @Test
    void locksTheAccountAfterFiveWrongLogins() throws Exception {
        var wrong = new Credentials("admin", "wrong");
        nvr.fault(Fault.WRONG_PASSWORD);
        assertThat(client.get("/ISAPI/System/deviceInfo").status()).isEqualTo(401);
        nvr.clear(Fault.WRONG_PASSWORD);
        assertThat(client.get("/ISAPI/System/deviceInfo").status()).isEqualTo(200);
        client.with(wrong);
        Answer first = client.get("/ISAPI/Security/userCheck");
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.text("lockStatus")).isEqualTo("unlock");
        assertThat(first.text("retryLoginTime")).isEqualTo("4");
        for (int i = 0; i < 4; i++) {
            client.get("/ISAPI/System/deviceInfo");
        }
        client.with(TestNvrClient.CREDENTIALS);
        Answer locked = client.get("/ISAPI/Security/userCheck");
        assertThat(locked.status()).isEqualTo(401);
        assertThat(locked.text("lockStatus")).isEqualTo("lock");
        assertThat(locked.text("unlockTime")).isEqualTo("1800");
        assertThat(nvr.loginFailures()).isEqualTo(6);
        nvr.unlock();
        assertThat(client.get("/ISAPI/Security/userCheck").text("lockStatus")).isEqualTo("unlock");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertThat(client.get("/ISAPI/Smart/capabilities").text("subStatusCode"))
                .isEqualTo("notSupport");
        assertThat(client.send("DELETE", "/ISAPI/System/deviceInfo", "").status())
                .isEqualTo(405);
        assertThat(client.get("/index.asp").status()).isEqualTo(404);
    }

    @Test
    void isReplacedByAnother() throws Exception {
        nvr.replaceBy("DS-NEW");
        nvr.password("changed");
        assertThat(client.get("/ISAPI/System/deviceInfo").status()).isEqualTo(401);
        client.with(new Credentials("admin", "changed"));
        assertThat(client.get("/ISAPI/System/deviceInfo").text("serialNumber")).isEqualTo("DS-NEW");
    }
}
