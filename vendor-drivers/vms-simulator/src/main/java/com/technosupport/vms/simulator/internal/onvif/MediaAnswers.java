package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.Mount;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the media service answers (ONVIF Media Service, ver10). A profile's token is the name of its mount. */
final class MediaAnswers {
    private static final List<String> PROFILES = List.of(SimulatedCamera.MAIN, SimulatedCamera.SUB);

    private final CameraDevice camera;
    private final Map<String, Mount> mounts;

    MediaAnswers(CameraDevice camera, Map<String, Mount> mounts) {
        this.camera = camera;
        this.mounts = mounts;
    }

    /** The mount of a profile. */
    Optional<Mount> mount(String profile) {
        return PROFILES.contains(profile) ? Optional.of(mounts.get(profile)) : Optional.empty();
    }

    String profiles() {
        StringBuilder out = new StringBuilder("<trt:GetProfilesResponse>");
        PROFILES.forEach(token -> out.append(profile("Profiles", token)));
        return out.append("</trt:GetProfilesResponse>").toString();
    }

    String profile(String token) {
        return "<trt:GetProfileResponse>" + profile("Profile", token) + "</trt:GetProfileResponse>";
    }

    private String profile(String element, String token) {
        return "<trt:" + element + " token=\"" + token + "\" fixed=\"true\"><tt:Name>" + token + "</tt:Name>"
                + sourceConfiguration() + encoderConfiguration("tt:VideoEncoderConfiguration", token) + "</trt:"
                + element + ">";
    }

    private String sourceConfiguration() {
        Footage main = mounts.get(SimulatedCamera.MAIN).footage();
        return "<tt:VideoSourceConfiguration token=\"source-configuration\"><tt:Name>Sensor</tt:Name><tt:UseCount>"
                + PROFILES.size()
                + "</tt:UseCount><tt:SourceToken>source</tt:SourceToken><tt:Bounds x=\"0\" y=\"0\" width=\""
                + main.width() + "\" height=\"" + main.height() + "\"/></tt:VideoSourceConfiguration>";
    }

    private String encoderConfiguration(String element, String token) {
        Footage footage = mounts.get(token).footage();
        return "<" + element + " token=\"encoder-" + token + "\"><tt:Name>" + token
                + "</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding>" + resolution(footage)
                + "<tt:Quality>4</tt:Quality><tt:RateControl><tt:FrameRateLimit>" + footage.framesPerSecond()
                + "</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>"
                + footage.bitRate() / 1000 + "</tt:BitrateLimit></tt:RateControl><tt:H264><tt:GovLength>"
                + footage.groupLength() + "</tt:GovLength><tt:H264Profile>" + footage.onvifProfile()
                + "</tt:H264Profile></tt:H264><tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type>"
                + "<tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>1</tt:TTL>"
                + "<tt:AutoStart>false</tt:AutoStart></tt:Multicast><tt:SessionTimeout>PT60S</tt:SessionTimeout></"
                + element + ">";
    }

    private static String resolution(Footage footage) {
        return "<tt:Resolution><tt:Width>" + footage.width() + "</tt:Width><tt:Height>" + footage.height()
                + "</tt:Height></tt:Resolution>";
    }

    String encoderConfigurations() {
        StringBuilder out = new StringBuilder("<trt:GetVideoEncoderConfigurationsResponse>");
        PROFILES.forEach(token -> out.append(encoderConfiguration("trt:Configurations", token)));
        return out.append("</trt:GetVideoEncoderConfigurationsResponse>").toString();
    }

    String videoSources() {
        Footage main = mounts.get(SimulatedCamera.MAIN).footage();
        return "<trt:GetVideoSourcesResponse><trt:VideoSources token=\"source\"><tt:Framerate>"
                + main.framesPerSecond() + "</tt:Framerate>" + resolution(main)
                + "</trt:VideoSources></trt:GetVideoSourcesResponse>";
    }

    String streamUri(String profile) {
        return uri("GetStreamUriResponse", camera.stream(profile));
    }

    String snapshotUri() {
        return uri("GetSnapshotUriResponse", camera.snapshot());
    }

    private static String uri(String element, URI uri) {
        return "<trt:" + element + "><trt:MediaUri><tt:Uri>" + Xml.escape(uri.toString())
                + "</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
                + "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:"
                + element + ">";
    }

    String serviceCapabilities() {
        return "<trt:GetServiceCapabilitiesResponse><trt:Capabilities SnapshotUri=\"true\" Rotation=\"false\">"
                + "<trt:ProfileCapabilities MaximumNumberOfProfiles=\"" + PROFILES.size() + "\"/>"
                + "<trt:StreamingCapabilities RTPMulticast=\"false\" RTP_TCP=\"true\" RTP_RTSP_TCP=\"true\"/>"
                + "</trt:Capabilities></trt:GetServiceCapabilitiesResponse>";
    }
}
