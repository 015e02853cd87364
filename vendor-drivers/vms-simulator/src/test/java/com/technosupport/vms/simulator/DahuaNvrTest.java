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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Dahua recorder answers CGI and RPC2 as documented. */
class DahuaNvrTest {
    private static final Instant NOW = Instant.parse("2026-03-10T15:20:00Z");

    private Simulator simulator;
    private SimulatedNvr nvr;
    private TestNvrClient client;

    @BeforeEach
    void start() throws IOException {
        use(NvrOptions.dahua());
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

    private Answer cgi(String call) throws Exception {
        return client.get("/cgi-bin/" + call.replace("[", "%5B").replace("]", "%5D"));
    }

    @Test
    void tellsWhatItIs() throws Exception {
        assertThat(cgi("magicBox.cgi?action=getSystemInfo").body()).contains("serialNumber=" + nvr.serial() + "\r\n");
        assertThat(cgi("magicBox.cgi?action=getDeviceType").body()).isEqualTo("type=" + nvr.model() + "\r\n");
        assertThat(cgi("magicBox.cgi?action=getVendor").body()).isEqualTo("vendor=Dahua\r\n");
        assertThat(cgi("magicBox.cgi?action=getDeviceClass").body()).isEqualTo("class=NVR\r\n");
        assertThat(cgi("magicBox.cgi?action=getProductDefinition&name=MaxRemoteInputChannels")
                        .body())
                .endsWith("MaxRemoteInputChannels=8\r\n");
        assertThat(cgi("configManager.cgi?action=getConfig&name=RTSP").body())
                .contains("table.RTSP.Port=" + nvr.rtspPort() + "\r\n");
        assertThat(cgi("magicBox.cgi?action=getNothing").status()).isEqualTo(400);
        assertThat(cgi("magicBox.cgi?action=getNothing").body()).isEqualTo("Error\r\nBad Request!\r\n");
        assertThat(cgi("none.cgi").status()).isEqualTo(404);
        use(NvrOptions.dahuaCamera());
        assertThat(cgi("magicBox.cgi?action=getDeviceClass").body()).isEqualTo("class=IPC\r\n");
        assertThat(cgi("configManager.cgi?action=getConfig&name=RemoteDevice").status())
                .isEqualTo(400);
    }

    @Test
    void namesItselfInItsChallenge() throws Exception {
        HttpResponse<byte[]> refusal = client.unauthorised("GET", "/cgi-bin/magicBox.cgi?action=getDeviceType", "");
        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).isEqualTo("Error\r\nInvalid Authority!\r\n");
        assertThat(refusal.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Digest realm=\"Login to " + nvr.serial() + "\"")
                .contains("qop=\"auth\"");
    }

    @Test
    void listsChannels() throws Exception {
        nvr.renameChannel(2, "Hof = Ost");
        nvr.setOnline(3, false);
        nvr.removeChannel(8);
        assertThat(cgi("configManager.cgi?action=getConfig&name=ChannelTitle").body())
                .contains("table.ChannelTitle[1].Name=Hof = Ost\r\n")
                .doesNotContain("ChannelTitle[7]");
        String slot = "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_";
        String devices =
                cgi("configManager.cgi?action=getConfig&name=RemoteDevice").body();
        assertThat(devices).contains(slot + "6.Enable=true\r\n").doesNotContain("_INFO_7", "Enable=false");
        String states = cgi("LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1")
                .body();
        assertThat(states)
                .contains("states[2].channel=2\r\nstates[2].connectionState=Unconnect\r\n")
                .contains("states[3].connectionState=Connected\r\n");
        assertThat(cgi("LogicDeviceManager.cgi?action=getCameraAll").body())
                .contains("camera[2].UniqueChannel=2\r\n", "camera[2].ShowStatus=Unconnect\r\n");
        nvr.quirk(NvrQuirk.NO_CAMERA_STATE);
        nvr.quirk(NvrQuirk.UNUSED_SLOTS);
        assertThat(cgi("LogicDeviceManager.cgi?action=getCameraState&uniqueChannels[0]=-1")
                        .status())
                .isEqualTo(501);
        assertThat(cgi("configManager.cgi?action=getConfig&name=RemoteDevice").body())
                .contains(slot + "8.Enable=false\r\n");
        assertThat(cgi("configManager.cgi?action=getConfig&name=Encode").body())
                .contains("table.Encode[0].MainFormat[0].Video.Width=1280\r\n")
                .contains("table.Encode[6].ExtraFormat[0].Video.FPS=25\r\n");
    }

    @Test
    void takesPictures() throws Exception {
        HttpResponse<byte[]> picture = client.bytes("GET", "/cgi-bin/snapshot.cgi?channel=8", "");
        assertThat(picture.body()).startsWith(0xff, 0xd8);
        assertThat(cgi("snapshot.cgi?channel=9").status()).isEqualTo(400);
    }

    @Test
    void hasContacts() throws Exception {
        nvr.setInput(1, true);
        nvr.setInput(3, true);
        assertThat(cgi("alarm.cgi?action=getInSlots").body()).isEqualTo("result=4\r\n");
        assertThat(cgi("alarm.cgi?action=getInState").body()).isEqualTo("result=5\r\n");
        assertThat(cgi("configManager.cgi?action=setConfig&AlarmOut[1].Mode=1").body())
                .isEqualTo("OK\r\n");
        assertThat(cgi("alarm.cgi?action=getOutState").body()).isEqualTo("result=2\r\n");
        assertThat(nvr.outputs()).containsExactly(false, true);
        assertThat(cgi("configManager.cgi?action=setConfig&AlarmOut[2].Mode=1").status())
                .isEqualTo(400);
        assertThat(nvr.commands()).containsExactly(new SimulatedCommand("AlarmOut", 2, Map.of("Mode", "1")));
    }

    @Test
    void tellsEvents() throws Exception {
        HttpResponse<InputStream> stream =
                client.stream("/cgi-bin/eventManager.cgi?action=attach&codes=%5BAll%5D&heartbeat=1");
        assertThat(stream.headers().firstValue("Content-Type"))
                .contains("multipart/x-mixed-replace; boundary=myboundary");
        try (InputStream in = stream.body()) {
            assertThat(TestNvrClient.readUntil(in, "Heartbeat"))
                    .startsWith("--myboundary\r\nContent-Type: text/plain\r\nContent-Length:9\r\n\r\n");
            nvr.raise(SimulatedEvent.LINE_CROSSED, 2, true);
            TestNvrClient.readUntil(in, "Code=CrossLineDetection;action=Pulse;index=1;data={\n");
            assertThat(TestNvrClient.readUntil(in, "\n}\n"))
                    .contains("; zone=1;action=none", "\"ObjectType\" : \"Human\"");
            nvr.setInput(2, true);
            TestNvrClient.readUntil(in, "Code=AlarmLocal;action=Start;index=1\r\n");
            nvr.setInput(2, false);
            TestNvrClient.readUntil(in, "Code=AlarmLocal;action=Stop;index=1\r\n");
            TestNvrClient.readUntil(in, "Heartbeat");
            nvr.quirk(NvrQuirk.INDEXED_EVENTS);
            nvr.raise(SimulatedEvent.TAMPER, 8, true);
            TestNvrClient.readUntil(in, "Events[0].EventBaseInfo.Code=VideoBlind\r\n");
            TestNvrClient.readUntil(in, "Content-Type: image/jpeg\r\n");
        }
    }

    @Test
    void tellsOnlyEventsThatAreAskedFor() throws Exception {
        try (InputStream in = client.stream("/cgi-bin/eventManager.cgi?action=attach&codes=%5BVideoLoss,VideoBlind%5D")
                .body()) {
            TestNvrClient.readUntil(in, "Heartbeat");
            nvr.raise(SimulatedEvent.MOTION, 1, true);
            nvr.raise(SimulatedEvent.VIDEO_LOSS, 1, true);
            assertThat(TestNvrClient.readUntil(in, "Code=VideoLoss;action=Start;index=0"))
                    .doesNotContain("VideoMotion");
        }
        TestNvrClient.await(() -> nvr.eventStreams() == 0);
    }

    @Test
    void findsFiles() throws Exception {
        use(NvrOptions.dahua().zone(ZoneId.of("Europe/Berlin")));
        assertThat(cgi("global.cgi?action=getCurrentTime").body()).isEqualTo("result=2026-03-10 16:20:00\r\n");
        String object =
                cgi("mediaFileFind.cgi?action=factory.create").body().strip().split("=")[1];
        String find = "mediaFileFind.cgi?action=findFile&object=" + object + "&condition.Channel=2"
                + "&condition.StartTime=2026-3-10%2010:00:00&condition.EndTime=2026-03-10%2020:00:00";
        assertThat(cgi(find).body()).isEqualTo("OK\r\n");
        Answer page = cgi("mediaFileFind.cgi?action=findNextFile&object=" + object + "&count=4");
        assertThat(page.body())
                .startsWith("found=4\r\n")
                .contains(
                        "items[0].Channel=1\r\n",
                        "items[0].StartTime=2026-03-10 10:00:00\r\n",
                        "items[0].FilePath=/mnt/dvr/2026-03-10/1/dav/10.00.00-11.00.00");
        assertThat(cgi("mediaFileFind.cgi?action=findNextFile&object=" + object + "&count=100")
                        .body())
                .startsWith("found=3\r\n");
        assertThat(cgi("mediaFileFind.cgi?action=findNextFile&object=" + object + "&count=100")
                        .body())
                .isEqualTo("found=0\r\n");
        assertThat(cgi(find.replace("%20", "+")).status()).isEqualTo(400);
        assertThat(cgi(find.replace("2026", "2020")).status()).isEqualTo(400);
        assertThat(cgi("mediaFileFind.cgi?action=destroy&object=" + object).body())
                .isEqualTo("OK\r\n");
        assertThat(cgi("mediaFileFind.cgi?action=close&object=" + object).status())
                .isEqualTo(400);
    }

    @Test
    void turns() throws Exception {
        assertThat(cgi("ptz.cgi?action=start&channel=2&code=ZoomTele&arg1=0&arg2=5&arg3=0")
                        .body())
                .isEqualTo("OK\r\n");
        assertThat(cgi("ptz.cgi?action=start&channel=2&code=GotoPreset&arg1=0&arg2=9&arg3=0")
                        .status())
                .isEqualTo(400);
        assertThat(cgi("ptz.cgi?action=getPresets&channel=2").body()).contains("presets[0].Index=1\r\n");
        assertThat(nvr.commands())
                .containsExactly(new SimulatedCommand(
                        "start", 2, Map.of("code", "ZoomTele", "arg1", "0", "arg2", "5", "arg3", "0")));
    }

    @Test
    void locksTheAccountAfterFiveWrongLogins() throws Exception {
        client.with(new Credentials("admin", "wrong"));
        for (int i = 0; i < 4; i++) {
            assertThat(cgi("magicBox.cgi?action=getDeviceType").status()).isEqualTo(401);
        }
        Answer locked = cgi("magicBox.cgi?action=getDeviceType");
        assertThat(locked.status()).isEqualTo(403);
        assertThat(locked.body()).contains("268632081", "\"RmLock\" : 1800");
        client.with(TestNvrClient.CREDENTIALS);
        assertThat(cgi("magicBox.cgi?action=getDeviceType").status()).isEqualTo(403);
        assertThat(nvr.loginFailures()).isEqualTo(5);
        nvr.lock(Duration.ofSeconds(90));
        assertThat(cgi("magicBox.cgi?action=getDeviceType").body()).contains("\"RmLock\" : 90 ");
        nvr.unlock();
        assertThat(cgi("magicBox.cgi?action=getDeviceType").status()).isEqualTo(200);
    }

    private static String field(String json, String name) {
        return json.replaceAll("(?s).*\"" + name + "\":\"?([^\",}]*).*", "$1");
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of()
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String rpc(String path, String body) throws Exception {
        return new String(client.unauthorised("POST", path, body).body(), StandardCharsets.UTF_8);
    }

    private String login(String password) throws Exception {
        String challenge = rpc(
                "/RPC2_Login",
                "{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\",\"password\":\"\",\"clientType\":\"Web3.0\"},\"id\":1}");
        assertThat(field(challenge, "code")).isEqualTo("268632079");
        String inner = md5("admin:" + field(challenge, "realm") + ":" + password);
        return rpc(
                "/RPC2_Login",
                "{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\",\"password\":\""
                        + md5("admin:" + field(challenge, "random") + ":" + inner)
                        + "\",\"authorityType\":\"Default\"},\"id\":2,\"session\":\"" + field(challenge, "session")
                        + "\"}");
    }

    @Test
    void speaksRpc() throws Exception {
        assertThat(login("wrong")).contains("268632085");
        String login = login("secret");
        assertThat(login).contains("\"result\":true");
        String session = field(login, "session");
        String keepAlive = "{\"method\":\"global.keepAlive\",\"params\":{\"timeout\":60},\"id\":3,\"session\":\"";
        assertThat(rpc("/RPC2", keepAlive + session + "\"}")).contains("\"result\":true");
        assertThat(rpc("/RPC2", "{\"method\":\"magicBox.getSerialNo\",\"id\":4,\"session\":\"" + session + "\"}"))
                .contains(nvr.serial());
        assertThat(rpc("/RPC2", keepAlive + "stale\"}")).contains("287637504");
        assertThat(nvr.loginFailures()).isEqualTo(1);
    }
}
