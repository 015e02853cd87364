package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.media.Footage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** ONVIF Media 2 Service, ver20 (Profiles T and M). */
final class Media2Service implements Service {
    private static final Set<String> PROTOCOLS = Set.of("", "RtspUnicast", "RTSP");

    private final Surroundings here;
    private final Configurations configurations;

    Media2Service(Surroundings here, Configurations configurations) {
        this.here = here;
        this.configurations = configurations;
    }

    @Override
    public String namespace() {
        return Soap.MEDIA2;
    }

    @Override
    public String path() {
        return "/onvif/media2_service";
    }

    @Override
    public String capabilities() {
        return "<tr2:Capabilities SnapshotUri=\"true\"><tr2:ProfileCapabilities MaximumNumberOfProfiles=\""
                + here.inventory().profiles().size()
                + "\" ConfigurationsSupported=\"VideoSource VideoEncoder AudioSource AudioEncoder AudioOutput"
                + " AudioDecoder Analytics PTZ Metadata\"/><tr2:StreamingCapabilities RTSPStreaming=\"true\" RTPMulticast=\"false\""
                + " RTP_RTSP_TCP=\"true\"/></tr2:Capabilities>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String token = call.argument("ProfileToken");
        String content =
                switch (call.name()) {
                    case "GetProfiles" -> profiles(call);
                    case "GetStreamUri" -> streamUri(call, here.inventory().playable(token));
                    case "GetSnapshotUri" ->
                        tag(
                                "tr2:Uri",
                                here.snapshot(here.inventory().playable(token).channel()));
                    case "SetSynchronizationPoint" -> {
                        here.inventory().playable(token).mount().synchronise();
                        yield "";
                    }
                    case "GetVideoSourceConfigurations" -> sources(call.argument("ConfigurationToken"));
                    case "GetVideoEncoderConfigurations" -> encoders(call.argument("ConfigurationToken"), token);
                    case "GetAudioOutputConfigurations" -> speaks() ? configurations.output("tr2:Configurations") : "";
                    case "GetAudioDecoderConfigurations" ->
                        speaks() ? configurations.decoder("tr2:Configurations") : "";
                    case "GetMetadataConfigurations" -> metadata();
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("tr2:" + call.name() + "Response", content);
    }

    /** Only the configurations of the types asked for are told: without a type, none. */
    private String profiles(Soap.Call call) throws OnvifFault {
        String token = call.argument("Token");
        List<Profile> profiles = token.isEmpty()
                ? here.inventory().profiles()
                : List.of(here.inventory().profile(token));
        Set<String> types = new HashSet<>();
        for (Element type : Xml.children(call.operation(), Soap.MEDIA2, "Type")) {
            types.add(type.getTextContent().strip());
        }
        return profiles.stream().map(profile -> profile(profile, types)).collect(Collectors.joining());
    }

    private String profile(Profile profile, Set<String> types) {
        StringBuilder set = new StringBuilder();
        if (profile.hasVideo()) {
            Channel channel = profile.channel();
            boolean analytics = profile.metadata();
            append(set, types, "VideoSource", configurations.source("tr2:VideoSource", channel));
            append(set, types, "VideoEncoder", encoder("tr2:VideoEncoder", profile));
            append(set, types, "Analytics", analytics ? configurations.analytics("tr2:Analytics", channel) : "");
            append(set, types, "PTZ", channel.ptz() ? configurations.ptz("tr2:PTZ", channel) : "");
            append(set, types, "Metadata", analytics ? configurations.metadata("tr2:Metadata", channel) : "");
            boolean speaks = speaks() && channel.number() == 1;
            append(set, types, "AudioOutput", speaks ? configurations.output("tr2:AudioOutput") : "");
            append(set, types, "AudioDecoder", speaks ? configurations.decoder("tr2:AudioDecoder") : "");
        } else {
            append(set, types, "AudioSource", configurations.sound("tr2:AudioSource", "tr2:AudioEncoder"));
        }
        return "<tr2:Profiles token=\"" + profile.token() + "\" fixed=\"true\">" + tag("tr2:Name", profile.name())
                + (set.isEmpty() ? "" : wrap("tr2:Configurations", set.toString())) + "</tr2:Profiles>";
    }

    private boolean speaks() {
        return !here.has(OnvifQuirk.NO_LOUDSPEAKER);
    }

    private static void append(StringBuilder set, Set<String> types, String type, String configuration) {
        if (types.contains("All") || types.contains(type)) {
            set.append(configuration);
        }
    }

    private String encoder(String element, Profile profile) {
        Footage footage = profile.mount().footage();
        return "<" + element + " token=\"" + profile.encoder() + "\" GovLength=\"" + footage.groupLength()
                + "\" Profile=\"" + footage.onvifProfile() + "\">" + tag("tt:Name", profile.token())
                + tag("tt:UseCount", 1) + tag("tt:Encoding", "H264") + configurations.resolution(footage)
                + "<tt:RateControl ConstantBitRate=\"false\">"
                + tag("tt:FrameRateLimit", footage.framesPerSecond() + ".0")
                + tag("tt:BitrateLimit", footage.bitRate() / 1000) + "</tt:RateControl>" + tag("tt:Quality", 4) + "</"
                + element + ">";
    }

    private String encoders(String configuration, String profile) throws OnvifFault {
        List<Profile> profiles;
        if (!configuration.isEmpty()) {
            profiles = List.of(configurations.byEncoder(configuration));
        } else if (!profile.isEmpty()) {
            profiles = List.of(here.inventory().profile(profile));
        } else {
            profiles = here.inventory().profiles();
        }
        return profiles.stream()
                .filter(Profile::hasVideo)
                .map(each -> encoder("tr2:Configurations", each))
                .collect(Collectors.joining());
    }

    private String sources(String token) {
        return here.inventory().channels().stream()
                .filter(channel -> token.isEmpty() || channel.configuration().equals(token))
                .map(channel -> configurations.source("tr2:Configurations", channel))
                .collect(Collectors.joining());
    }

    private String metadata() {
        if (!here.inventory().analytics()) {
            return "";
        }
        return here.inventory().channels().stream()
                .map(channel -> configurations.metadata("tr2:Configurations", channel))
                .collect(Collectors.joining());
    }

    private String streamUri(Soap.Call call, Profile profile) throws OnvifFault {
        if (!PROTOCOLS.contains(call.argument("Protocol"))) {
            throw OnvifFault.invalid("ter:InvalidStreamSetup", "The protocol is not supported");
        }
        return tag("tr2:Uri", here.stream(profile.token()));
    }
}
