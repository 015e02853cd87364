package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.simulator.TestNvrClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each quirk does what it says, and nothing once it is off. */
class NvrQuirksTest {
    private static final String INFO = "/ISAPI/System/deviceInfo";
    private static final String CHANNELS = "/ISAPI/ContentMgmt/InputProxy/channels";
    private static final String ALERTS = "/ISAPI/Event/notification/alertStream";

    private static Simulator simulator;
    private static SimulatedNvr nvr;
    private static SimulatedNvr dahua;

    @BeforeAll
    static void start() throws IOException {
        simulator = Simulator.builder()
                .cameras(0)
                .credentials("admin", "secret")
                .controlPort(0)
                .nvr(NvrOptions.hikvision().channels(3).heartbeat(Duration.ofMillis(200)))
                .nvr(NvrOptions.dahua().channels(3))
                .start();
        nvr = simulator.nvr(1);
        dahua = simulator.nvr(2);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @AfterEach
    void clear() {
        nvr.clearAll();
        dahua.clearAll();
        assertThat(nvr.quirks()).isEmpty();
    }

    private static Answer get(String target) throws Exception {
        return new TestNvrClient(nvr).get(target);
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACE_ISAPI", "NAMESPACE_PSIA", "NO_NAMESPACE", "PREFIXED_NAMESPACE"})
    void namespaceIsTheFirmwaresWhim(NvrQuirk quirk) throws Exception {
        String usual = get(CHANNELS).body();
        nvr.quirk(quirk);
        Answer answer = get(CHANNELS);
        assertThat(answer.body()).isNotEqualTo(usual);
        assertThat(answer.texts("InputProxyChannel")).hasSize(3);
        assertThat(answer.texts("id")).containsExactly("1", "2", "3");
    }

    @Test
    void numbersChannelsFrom33() throws Exception {
        nvr.quirk(NvrQuirk.CHANNELS_FROM_33);
        assertThat(get(CHANNELS).texts("id")).containsExactly("33", "34", "35");
        assertThat(get("/ISAPI/Streaming/channels/3401").text("channelName")).isEqualTo("Camera 2");
        assertThat(nvr.stream(2, 0)).hasPath("/Streaming/Channels/3401");
        try (TestRtspClient client = new TestRtspClient(nvr.stream(2, 1))) {
            client.play();
            assertThat(client.packet().type()).isEqualTo(96);
        }
    }

    @Test
    void givesChannelsBadNamesAndNumbers() throws Exception {
        nvr.quirk(NvrQuirk.PATH_NAMES);
        assertThat(get(CHANNELS).texts("name")).startsWith("../../x");
        nvr.quirk(NvrQuirk.DUPLICATE_CHANNELS);
        assertThat(get(CHANNELS).texts("id")).containsExactly("1", "1", "3");
        nvr.clearAll();
        nvr.quirk(NvrQuirk.CONTROL_CHARACTER_NAMES);
        assertThat(get(CHANNELS).texts("name").get(0)).contains("\t", "\r\n", "\u202e");
        nvr.quirk(NvrQuirk.ILLEGAL_XML_CHARACTERS);
        Answer illegal = get(CHANNELS);
        assertThatThrownBy(() -> illegal.texts("name")).isInstanceOf(IOException.class);
    }

    @Test
    void answersOtherThingsThanXml() throws Exception {
        nvr.quirk(NvrQuirk.HTML_DEVICE_INFO);
        assertThat(get(INFO).type()).isEqualTo("text/html");
        assertThat(get(CHANNELS).texts("id")).hasSize(3);
        nvr.quirk(NvrQuirk.HUGE_ANSWER);
        assertThat(get(CHANNELS).body().length()).isGreaterThan(10_000_000);
        nvr.quirk(NvrQuirk.XML_BOMB);
        assertThat(get(CHANNELS).body()).contains("<!ENTITY a9", "&a9;");
    }

    @Test
    void answersWithoutEnd() throws Exception {
        nvr.quirk(NvrQuirk.ENDLESS_CHUNKED);
        HttpResponse<InputStream> answer = new TestNvrClient(nvr).stream(INFO);
        assertThat(answer.headers().firstValue("Transfer-Encoding")).contains("chunked");
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(50_000)).hasSize(50_000);
        }
    }

    @Test
    void promisesWrongLengths() throws Exception {
        int length = get(INFO).body().length();
        nvr.quirk(NvrQuirk.LENGTH_TOO_SHORT);
        assertThat(get(INFO).body()).hasSize(length - 10);
        nvr.clearAll();
        nvr.quirk(NvrQuirk.LENGTH_TOO_LONG);
        try (InputStream body = new TestNvrClient(nvr).stream(INFO).body()) {
            assertThat(body.readNBytes(length)).hasSize(length);
        }
    }

    @Test
    void leadsElsewhere() throws Exception {
        nvr.redirectTo(URI.create("http://127.0.9.9:8080"));
        nvr.quirk(NvrQuirk.REDIRECT);
        HttpResponse<byte[]> answer = new TestNvrClient(nvr).bytes("GET", INFO, "");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("http://127.0.9.9:8080" + INFO);
    }

    @ParameterizedTest
    @EnumSource(names = {"MISSING_404", "MISSING_501", "MISSING_599"})
    void lacksCalls(NvrQuirk quirk) throws Exception {
        nvr.quirk(quirk);
        dahua.quirk(quirk);
        int status = Integer.parseInt(quirk.name().substring("MISSING_".length()));
        assertThat(get("/ISAPI/System/capabilities").status()).isEqualTo(status);
        assertThat(get(INFO).status()).isEqualTo(200);
        TestNvrClient client = new TestNvrClient(dahua);
        assertThat(client.get("/cgi-bin/alarm.cgi?action=getInSlots").status()).isEqualTo(status);
        assertThat(client.get("/cgi-bin/configManager.cgi?action=getConfig&name=ChannelTitle")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void hidesItsPorts() throws Exception {
        nvr.quirk(NvrQuirk.NO_ADMIN_ACCESSES);
        assertThat(get("/ISAPI/Security/adminAccesses").status()).isEqualTo(403);
    }

    private static String challenge(SimulatedNvr of, String target) throws Exception {
        return new TestNvrClient(of)
                .unauthorised("GET", target, "")
                .headers()
                .firstValue("WWW-Authenticate")
                .orElseThrow();
    }

    @Test
    void asksForPasswordsInEachWay() throws Exception {
        nvr.quirk(NvrQuirk.SHA256_FIRST);
        assertThat(new TestNvrClient(nvr)
                        .unauthorised("GET", INFO, "")
                        .headers()
                        .allValues("WWW-Authenticate"))
                .hasSize(2)
                .first()
                .asString()
                .contains("SHA-256");
        assertThat(get(INFO).status()).isEqualTo(200);
        nvr.clearAll();
        nvr.quirk(NvrQuirk.NO_QOP);
        assertThat(challenge(nvr, INFO)).startsWith("Digest").doesNotContain("qop");
        assertThat(get(INFO).status()).isEqualTo(200);
        nvr.clearAll();
        nvr.quirk(NvrQuirk.QOP_AUTH_INT);
        assertThat(challenge(nvr, INFO)).contains("qop=\"auth-int\"");
        assertThat(get(INFO).status()).isEqualTo(200);
        assertThat(new TestNvrClient(nvr)
                        .send(
                                "PUT",
                                "/ISAPI/System/IO/outputs/1/trigger",
                                "<IOPortData><outputState>low</outputState></IOPortData>")
                        .status())
                .isEqualTo(200);
        nvr.clearAll();
        nvr.quirk(NvrQuirk.BASIC_ONLY);
        assertThat(challenge(nvr, INFO)).startsWith("Basic");
        assertThat(get(INFO).status()).isEqualTo(200);
        assertThat(nvr.loginFailures()).isZero();
    }

    @Test
    void writesEventsInOtherWays() throws Exception {
        nvr.quirk(NvrQuirk.MIME_BOUNDARY);
        nvr.quirk(NvrQuirk.JSON_EVENTS);
        nvr.quirk(NvrQuirk.NO_EVENT_LENGTH);
        HttpResponse<InputStream> stream = new TestNvrClient(nvr).stream(ALERTS);
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).endsWith("boundary=MIME_boundary");
        try (InputStream in = stream.body()) {
            assertThat(TestNvrClient.readUntil(in, "\r\n}\r\n"))
                    .startsWith("--MIME_boundary\r\nContent-Type: application/json\r\n\r\n{")
                    .contains("\"eventType\":\t\"videoloss\"");
            nvr.clearAll();
            nvr.quirk(NvrQuirk.UNESCAPED_AMPERSAND);
            nvr.quirk(NvrQuirk.EVENT_CHANNELS_FROM_33);
            nvr.quirk(NvrQuirk.NO_HEARTBEAT);
            nvr.raise(SimulatedEvent.TAMPER, 2, true);
            TestNvrClient.readUntil(in, "<channelID>34</channelID>");
            TestNvrClient.readUntil(in, "<eventType>shelteralarm</eventType>");
            TestNvrClient.readUntil(in, "alarm at Gate & Yard</eventDescription>");
            nvr.quirk(NvrQuirk.NO_EVENT_ENDS);
            nvr.raise(SimulatedEvent.TAMPER, 2, false);
            nvr.raise(SimulatedEvent.LINE_CROSSED, 1, true);
            assertThat(TestNvrClient.readUntil(in, "linedetection")).doesNotContain("inactive");
            nvr.quirk(NvrQuirk.NOT_NOTIFIED);
            nvr.raise(SimulatedEvent.LINE_CROSSED, 2, true);
            nvr.clear(NvrQuirk.NOT_NOTIFIED);
            nvr.raise(SimulatedEvent.LINE_CROSSED, 3, true);
            assertThat(TestNvrClient.readUntil(in, "<channelID>35</channelID>"))
                    .doesNotContain("<channelID>34</channelID>");
        }
        nvr.quirk(NvrQuirk.NOT_NOTIFIED);
        assertThat(get("/ISAPI/Event/triggers").texts("notificationMethod")).containsOnly("record");
    }

    @Test
    void splitsEventsOverPackets() throws Exception {
        nvr.quirk(NvrQuirk.SPLIT_EVENTS);
        nvr.quirk(NvrQuirk.WRONG_EVENT_LENGTH);
        nvr.quirk(NvrQuirk.BASIC_ONLY);
        try (Socket socket = new Socket(nvr.address(), nvr.httpPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + ALERTS + " HTTP/1.1\r\nHost: nvr\r\nAuthorization: Basic YWRtaW46c2VjcmV0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            TestNvrClient.readUntil(in, "boundary=boundary\r\n\r\n--bound");
            byte[] some = new byte[4096];
            // Nothing comes in one piece, as nobody waits for more before reading.
            assertThat(in.read(some)).isLessThan(400);
            String head = TestNvrClient.readUntil(in, "--boundary\r\n") + TestNvrClient.readUntil(in, "\r\n\r\n");
            int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            assertThat(new String(in.readNBytes(length), StandardCharsets.UTF_8).strip())
                    .doesNotEndWith("</EventNotificationAlert>");
        }
    }

    private static int control(String method, String path) throws Exception {
        URI root = simulator.control().orElseThrow().resolve("/nvrs");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(root + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode();
    }

    @Test
    void isSwitchedOverHttp() throws Exception {
        assertThat(control("GET", "")).isEqualTo(200);
        assertThat(control("PUT", "/1/input?number=2&active=true")).isEqualTo(200);
        assertThat(nvr.inputs()).containsExactly(false, true, false, false);
        assertThat(control("PUT", "/1/input?number=2&active=false")).isEqualTo(200);
        assertThat(control("PUT", "/1/channel?number=3&state=removed")).isEqualTo(200);
        assertThat(nvr.channels()).isEqualTo(2);
        assertThat(control("PUT", "/1/channel?number=3&state=restored")).isEqualTo(200);
        assertThat(control("PUT", "/1/quirk?name=JSON_EVENTS")).isEqualTo(200);
        assertThat(nvr.quirks()).containsExactly(NvrQuirk.JSON_EVENTS);
        assertThat(control("DELETE", "/1/quirk")).isEqualTo(200);
        assertThat(control("PUT", "/2/fault?name=SLOW&amount=2")).isEqualTo(200);
        assertThat(dahua.faults()).containsEntry(Fault.SLOW, 2.0);
        assertThat(control("PUT", "/1/event?name=LINE_CROSSED&channel=2")).isEqualTo(200);
        assertThat(control("PUT", "/1/event?name=LINE_CROSSED&channel=9")).isEqualTo(400);
        assertThat(control("DELETE", "/1/event?name=MOTION")).isEqualTo(405);
        assertThat(control("PUT", "/3/input")).isEqualTo(404);
    }

    @Test
    void oneRecordersFaultIsNotAnothers() throws Exception {
        nvr.fault(Fault.HTML);
        assertThat(get(INFO).body()).startsWith("<!DOCTYPE html>");
        assertThat(new TestNvrClient(dahua)
                        .get("/cgi-bin/magicBox.cgi?action=getVendor")
                        .body())
                .isEqualTo("vendor=Dahua\r\n");
    }
}
