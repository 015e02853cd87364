package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.simulator.TestOnvifClient.Answer;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Media, Media2, PTZ, imaging and contacts of a gateway to four channels. */
class OnvifServicesTest {
    private static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    private static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";
    private static final String PTZ = "http://www.onvif.org/ver20/ptz/wsdl";
    private static final String IMAGING = "http://www.onvif.org/ver20/imaging/wsdl";
    private static final String DEVICE_IO = "http://www.onvif.org/ver10/deviceIO/wsdl";

    private final TestOnvifClient client = new TestOnvifClient();
    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .credentials("admin", "secret")
                .channels(4)
                .discovery(false)
                .start();
        camera = simulator.camera(1);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Answer ask(String namespace, String body) throws Exception {
        return client.ask(client.service(camera, namespace), body);
    }

    @Test
    void hasAMainAndASubProfileForEachSource() throws Exception {
        Answer profiles = ask(MEDIA, "<trt:GetProfiles/>");
        List<String> sources = profiles.texts("//Profiles/VideoSourceConfiguration/SourceToken");
        assertThat(sources).hasSize(8);
        assertThat(new HashSet<>(sources)).hasSize(4);
        Map<String, Set<String>> widths = new HashMap<>();
        List<String> widest = profiles.texts("//VideoEncoderConfiguration/Resolution/Width");
        for (int i = 0; i < sources.size(); i++) {
            widths.computeIfAbsent(sources.get(i), key -> new HashSet<>()).add(widest.get(i));
        }
        assertThat(widths.values()).allMatch(Set.of("640", "1280")::equals);
        assertThat(profiles.texts("//VideoSourceConfiguration/Name")).contains("Yard & gate", "Lagerhalle Süd");
        // One profile has sound alone: no video to be had.
        assertThat(profiles.texts("//Profiles/@token")).hasSize(9).contains("sound");
        Answer sound = ask(MEDIA, "<trt:GetStreamUri><trt:ProfileToken>sound</trt:ProfileToken></trt:GetStreamUri>");
        assertThat(sound.text("//Subcode/Value")).isEqualTo("ter:IncompleteConfiguration");
        assertThat(ask(MEDIA, "<trt:GetVideoSources/>").texts("//VideoSources/@token"))
                .containsExactlyInAnyOrderElementsOf(widths.keySet());
    }

    private static String streamUri(String stream, String protocol) {
        return "<trt:GetStreamUri><trt:StreamSetup><tt:Stream>" + stream + "</tt:Stream><tt:Transport><tt:Protocol>"
                + protocol + "</tt:Protocol></tt:Transport></trt:StreamSetup><trt:ProfileToken>sub3</trt:ProfileToken>"
                + "</trt:GetStreamUri>";
    }

    @Test
    void streamsAsAskedOrRefuses() throws Exception {
        for (String protocol : List.of("UDP", "RTSP")) {
            String uri = ask(MEDIA, streamUri("RTP-Unicast", protocol)).text("//Uri");
            assertThat(URI.create(uri)).isEqualTo(camera.stream(3, SimulatedCamera.SUB));
            try (TestRtspClient rtsp = new TestRtspClient(URI.create(uri))) {
                rtsp.play();
                assertThat(rtsp.packet().type()).isEqualTo(96);
            }
        }
        for (Answer refused :
                List.of(ask(MEDIA, streamUri("RTP-Multicast", "UDP")), ask(MEDIA, streamUri("RTP-Unicast", "HTTP")))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.texts("//Subcode/Value")).containsExactly("ter:InvalidArgVal", "ter:InvalidStreamSetup");
        }
        String picture = ask(
                        MEDIA, "<trt:GetSnapshotUri><trt:ProfileToken>sub3</trt:ProfileToken></trt:GetSnapshotUri>")
                .text("//Uri");
        assertThat(picture).startsWith(camera.snapshot() + "?");
    }

    @Test
    void tellsMedia2OnlyWhatIsAskedFor() throws Exception {
        Answer bare = ask(MEDIA2, "<tr2:GetProfiles/>");
        assertThat(bare.texts("//Profiles/@token")).hasSize(9);
        assertThat(bare.texts("//Configurations")).isEmpty();
        Answer some = ask(
                MEDIA2,
                "<tr2:GetProfiles><tr2:Token>main</tr2:Token><tr2:Type>VideoEncoder</tr2:Type><tr2:Type>PTZ</tr2:Type></tr2:GetProfiles>");
        assertThat(some.text("//VideoEncoder/Encoding")).isEqualTo("H264");
        assertThat(some.texts("//PTZ/NodeToken")).hasSize(1);
        assertThat(some.texts("//VideoSource")).isEmpty();
        String uri =
                "<tr2:GetStreamUri><tr2:Protocol>%s</tr2:Protocol><tr2:ProfileToken>main2</tr2:ProfileToken></tr2:GetStreamUri>";
        assertThat(ask(MEDIA2, uri.formatted("RTSP")).text("//GetStreamUriResponse/Uri"))
                .isEqualTo(camera.stream(2, SimulatedCamera.MAIN).toString());
        assertThat(ask(MEDIA2, uri.formatted("RtspOverHttp")).status()).isEqualTo(400);
        assertThat(ask(MEDIA2, "<tr2:GetVideoEncoderConfigurations/>")
                        .texts("//Configurations/RateControl/BitrateLimit"))
                .hasSize(8);
    }

    private Answer ptz(String operation, String profile, String arguments) throws Exception {
        return ask(
                PTZ,
                "<tptz:" + operation + "><tptz:ProfileToken>" + profile + "</tptz:ProfileToken>" + arguments + "</tptz:"
                        + operation + ">");
    }

    @Test
    void moves() throws Exception {
        String velocity = "<tptz:Velocity><tt:PanTilt x=\"0.5\" y=\"-0.25\"/><tt:Zoom x=\"0\"/></tptz:Velocity>";
        assertThat(ptz("ContinuousMove", "main", velocity + "<tptz:Timeout>PT5S</tptz:Timeout>")
                        .status())
                .isEqualTo(200);
        assertThat(ptz("GetStatus", "main", "").text("//MoveStatus/PanTilt")).isEqualTo("MOVING");
        assertThat(ptz("Stop", "main", "<tptz:PanTilt>true</tptz:PanTilt>").status())
                .isEqualTo(200);
        assertThat(ptz("GetStatus", "main", "").text("//MoveStatus/PanTilt")).isEqualTo("IDLE");
        assertThat(Double.parseDouble(ptz("GetStatus", "main", "").text("//Position/PanTilt/@x")))
                .isPositive();
        String preset = ptz("SetPreset", "main", "<tptz:PresetName>Here</tptz:PresetName>")
                .text("//PresetToken");
        assertThat(ptz("GetPresets", "sub", "").texts("//Preset/Name")).contains("Gate & drive", "Here");
        assertThat(ptz("GotoPreset", "main", "<tptz:PresetToken>" + preset + "</tptz:PresetToken>")
                        .status())
                .isEqualTo(200);
        assertThat(ptz("RemovePreset", "main", "<tptz:PresetToken>" + preset + "</tptz:PresetToken>")
                        .status())
                .isEqualTo(200);
        assertThat(ptz("GotoPreset", "main", "<tptz:PresetToken>" + preset + "</tptz:PresetToken>")
                        .texts("//Subcode/Value"))
                .containsExactly("ter:InvalidArgVal", "ter:NoToken");
        assertThat(ptz("Stop", "main2", "").texts("//Subcode/Value")).contains("ter:NoPTZProfile");
        assertThat(camera.commands())
                .extracting(SimulatedCommand::name)
                .containsExactly("ContinuousMove", "Stop", "SetPreset", "GotoPreset", "RemovePreset");
        assertThat(camera.commands().get(0))
                .isEqualTo(new SimulatedCommand(
                        "ContinuousMove", 1, Map.of("pan", "0.5", "tilt", "-0.25", "zoom", "0", "Timeout", "PT5S")));
    }

    @Test
    void setsThePicture() throws Exception {
        String token = "<timg:VideoSourceToken>source</timg:VideoSourceToken>";
        Answer set = ask(
                IMAGING,
                "<timg:SetImagingSettings>" + token
                        + "<timg:ImagingSettings><tt:Brightness>70</tt:Brightness><tt:IrCutFilter>OFF</tt:IrCutFilter></timg:ImagingSettings></timg:SetImagingSettings>");
        assertThat(set.status()).isEqualTo(200);
        Answer now = ask(IMAGING, "<timg:GetImagingSettings>" + token + "</timg:GetImagingSettings>");
        assertThat(now.text("//Brightness")).isEqualTo("70.0");
        assertThat(now.text("//IrCutFilter")).isEqualTo("OFF");
        Answer wrong = ask(
                IMAGING,
                "<timg:SetImagingSettings>" + token
                        + "<timg:ImagingSettings><tt:Contrast>101</tt:Contrast></timg:ImagingSettings></timg:SetImagingSettings>");
        assertThat(wrong.texts("//Subcode/Value")).contains("ter:SettingsInvalid");
        assertThat(ask(
                                IMAGING,
                                "<timg:Move>" + token
                                        + "<timg:Focus><tt:Continuous><tt:Speed>0.5</tt:Speed></tt:Continuous></timg:Focus></timg:Move>")
                        .status())
                .isEqualTo(200);
        assertThat(camera.commands())
                .extracting(SimulatedCommand::name)
                .containsExactly("SetImagingSettings", "Imaging.Move");
    }

    @Test
    void switchesContacts() throws Exception {
        assertThat(ask(DEVICE_IO, "<tmd:GetDigitalInputs/>").texts("//DigitalInputs/@token"))
                .hasSize(2);
        List<String> relays = ask(DEVICE_IO, "<tmd:GetRelayOutputs/>").texts("//RelayOutputs/@token");
        String set = "<tds:SetRelayOutputState><tds:RelayOutputToken>%s</tds:RelayOutputToken>"
                + "<tds:LogicalState>active</tds:LogicalState></tds:SetRelayOutputState>";
        assertThat(client.ask(camera.deviceService(), set.formatted(relays.get(0)))
                        .status())
                .isEqualTo(200);
        assertThat(camera.output(1)).isTrue();
        assertThat(ask(DEVICE_IO, set.replace("tds:", "tmd:").formatted(relays.get(1)))
                        .status())
                .isEqualTo(200);
        assertThat(camera.commands())
                .contains(new SimulatedCommand("SetRelayOutputState", 2, Map.of("LogicalState", "active")));
        assertThat(client.ask(camera.deviceService(), set.formatted("none")).texts("//Subcode/Value"))
                .contains("ter:RelayToken");
        while (camera.output(2)) {
            // The second falls back by itself.
            Thread.onSpinWait();
        }
        assertThat(camera.output(1)).isTrue();
        assertThatThrownBy(() -> camera.setInput(3, true)).isInstanceOf(IllegalArgumentException.class);
    }
}
