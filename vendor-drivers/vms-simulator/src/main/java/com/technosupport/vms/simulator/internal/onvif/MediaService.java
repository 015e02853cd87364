package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.internal.media.Footage;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** ONVIF Media Service, ver10 (Profile S). */
final class MediaService implements Service {
    private static final Set<String> TRANSPORTS = Set.of("", "UDP", "RTSP");

    private final Surroundings here;
    private final Configurations configurations;

    MediaService(Surroundings here, Configurations configurations) {
        this.here = here;
        this.configurations = configurations;
    }

    @Override
    public String namespace() {
        return Soap.MEDIA;
    }

    @Override
    public String path() {
        return DeviceService.MEDIA_PATH;
    }

    @Override
    public String capabilities() {
        return "<trt:Capabilities SnapshotUri=\"true\" Rotation=\"false\"><trt:ProfileCapabilities"
                + " MaximumNumberOfProfiles=\""
                + here.inventory().profiles().size()
                + "\"/><trt:StreamingCapabilities RTPMulticast=\"false\" RTP_TCP=\"false\""
                + " RTP_RTSP_TCP=\"true\"/></trt:Capabilities>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String token = call.argument("ProfileToken");
        String content =
                switch (call.name()) {
                    case "GetProfiles" -> profiles();
                    case "GetProfile" -> profile("trt:Profile", here.inventory().profile(token));
                    case "GetStreamUri" -> streamUri(call, here.inventory().playable(token));
                    case "GetSnapshotUri" ->
                        uri(here.snapshot(here.inventory().playable(token).channel()));
                    case "SetSynchronizationPoint" ->
                        synchronise(here.inventory().playable(token));
                    case "GetVideoSources" -> each(this::source);
                    case "GetVideoSourceConfigurations" ->
                        each(channel -> configurations.source("trt:Configurations", channel));
                    case "GetVideoSourceConfiguration" -> sourceConfiguration(call.argument("ConfigurationToken"));
                    case "GetVideoEncoderConfigurations" ->
                        encoders(here.inventory().profiles());
                    case "GetCompatibleVideoEncoderConfigurations" ->
                        encoders(List.of(here.inventory().playable(token)));
                    case "GetVideoEncoderConfiguration" ->
                        encoder("trt:Configuration", encoder(call.argument("ConfigurationToken")));
                    case "GetVideoEncoderConfigurationOptions" -> options(call);
                    case "GetMetadataConfigurations" ->
                        here.inventory().analytics()
                                ? each(channel -> configurations.metadata("trt:Configurations", channel))
                                : "";
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("trt:" + call.name() + "Response", content);
    }

    private String each(Function<Channel, String> part) {
        return here.inventory().channels().stream().map(part).collect(Collectors.joining());
    }

    private String profiles() {
        return here.inventory().profiles().stream()
                .map(profile -> profile("trt:Profiles", profile))
                .collect(Collectors.joining());
    }

    private String profile(String element, Profile profile) {
        String start =
                "<" + element + " token=\"" + profile.token() + "\" fixed=\"true\">" + tag("tt:Name", profile.name());
        if (!profile.hasVideo()) {
            return start + configurations.sound("tt:AudioSourceConfiguration", "tt:AudioEncoderConfiguration") + "</"
                    + element + ">";
        }
        Channel channel = profile.channel();
        return start + configurations.source("tt:VideoSourceConfiguration", channel)
                + encoder("tt:VideoEncoderConfiguration", profile)
                + (profile.metadata() ? configurations.analytics("tt:VideoAnalyticsConfiguration", channel) : "")
                + (channel.ptz() ? configurations.ptz("tt:PTZConfiguration", channel) : "")
                + (profile.metadata() ? configurations.metadata("tt:MetadataConfiguration", channel) : "") + "</"
                + element + ">";
    }

    private String source(Channel channel) {
        return "<trt:VideoSources token=\"" + channel.source() + "\">"
                + tag("tt:Framerate", channel.main().framesPerSecond()) + configurations.resolution(channel.main())
                + "</trt:VideoSources>";
    }

    private String sourceConfiguration(String token) throws OnvifFault {
        Channel channel = here.inventory()
                .find(token, Channel::configuration)
                .orElseThrow(() -> OnvifFault.invalid("ter:NoConfig", "The requested configuration does not exist"));
        return configurations.source("trt:Configuration", channel);
    }

    private String encoders(List<Profile> profiles) {
        return profiles.stream()
                .filter(Profile::hasVideo)
                .map(profile -> encoder("trt:Configurations", profile))
                .collect(Collectors.joining());
    }

    private Profile encoder(String token) throws OnvifFault {
        return configurations.byEncoder(token);
    }

    private String encoder(String element, Profile profile) {
        Footage footage = profile.mount().footage();
        return "<" + element + " token=\"" + profile.encoder() + "\">" + tag("tt:Name", profile.token())
                + tag("tt:UseCount", 1) + tag("tt:Encoding", "H264") + configurations.resolution(footage)
                + tag("tt:Quality", 4)
                + wrap(
                        "tt:RateControl",
                        tag("tt:FrameRateLimit", footage.framesPerSecond())
                                + tag("tt:EncodingInterval", 1)
                                + tag("tt:BitrateLimit", footage.bitRate() / 1000))
                + wrap(
                        "tt:H264",
                        tag("tt:GovLength", footage.groupLength()) + tag("tt:H264Profile", footage.onvifProfile()))
                + Configurations.MULTICAST + tag("tt:SessionTimeout", "PT60S") + "</" + element + ">";
    }

    private String options(Soap.Call call) throws OnvifFault {
        String token = call.argument("ConfigurationToken");
        Profile profile = token.isEmpty()
                ? here.inventory().profiles().stream()
                        .filter(Profile::hasVideo)
                        .findFirst()
                        .orElseThrow()
                : encoder(token);
        Footage footage = profile.mount().footage();
        return wrap(
                "trt:Options",
                wrap("tt:QualityRange", tag("tt:Min", 1) + tag("tt:Max", 10))
                        + wrap(
                                "tt:H264",
                                wrap(
                                                "tt:ResolutionsAvailable",
                                                tag("tt:Width", footage.width()) + tag("tt:Height", footage.height()))
                                        + wrap("tt:GovLengthRange", tag("tt:Min", 1) + tag("tt:Max", 100))
                                        + wrap("tt:FrameRateRange", tag("tt:Min", 1) + tag("tt:Max", 25))
                                        + wrap("tt:EncodingIntervalRange", tag("tt:Min", 1) + tag("tt:Max", 1))
                                        + tag("tt:H264ProfilesSupported", footage.onvifProfile())));
    }

    /** Media over the RTSP connection or over UDP unicast; no multicast, no tunnel through HTTP, no bare RTP over TCP. */
    private String streamUri(Soap.Call call, Profile profile) throws OnvifFault {
        if (call.schema("Stream").equals("RTP-Multicast") || !TRANSPORTS.contains(call.schema("Protocol"))) {
            throw OnvifFault.invalid("ter:InvalidStreamSetup", "The stream setup is not supported");
        }
        return uri(here.stream(profile.token()));
    }

    private String synchronise(Profile profile) {
        profile.mount().synchronise();
        return "";
    }

    private static String uri(String uri) {
        return wrap(
                "trt:MediaUri",
                tag("tt:Uri", uri)
                        + tag("tt:InvalidAfterConnect", false)
                        + tag("tt:InvalidAfterReboot", false)
                        + tag("tt:Timeout", "PT0S"));
    }
}
