package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.internal.media.Footage;

/** The configurations that several services tell alike, in the words of ONVIF's common schema. */
final class Configurations {
    static final String MULTICAST = wrap(
            "tt:Multicast",
            wrap("tt:Address", tag("tt:Type", "IPv4") + tag("tt:IPv4Address", "0.0.0.0"))
                    + tag("tt:Port", 0)
                    + tag("tt:TTL", 1)
                    + tag("tt:AutoStart", false));

    private static final String SPACES = "http://www.onvif.org/ver10/tptz/";

    private final Inventory inventory;

    Configurations(Inventory inventory) {
        this.inventory = inventory;
    }

    Profile byEncoder(String token) throws OnvifFault {
        return inventory.profiles().stream()
                .filter(profile -> profile.hasVideo() && profile.encoder().equals(token))
                .findFirst()
                .orElseThrow(() -> OnvifFault.invalid("ter:NoConfig", "The requested configuration does not exist"));
    }

    String source(String element, Channel channel) {
        Footage main = channel.main();
        return "<" + element + " token=\"" + channel.configuration() + "\">" + tag("tt:Name", channel.name())
                + tag("tt:UseCount", 2) + tag("tt:SourceToken", channel.source())
                + "<tt:Bounds x=\"0\" y=\"0\" width=\""
                + main.width() + "\" height=\"" + main.height() + "\"/></" + element + ">";
    }

    String resolution(Footage footage) {
        return wrap("tt:Resolution", tag("tt:Width", footage.width()) + tag("tt:Height", footage.height()));
    }

    /** The configurations of a profile that has sound alone. */
    String sound(String sourceElement, String encoderElement) {
        return "<" + sourceElement + " token=\"sound-configuration\">" + tag("tt:Name", "Microphone")
                + tag("tt:UseCount", 1) + tag("tt:SourceToken", "microphone") + "</" + sourceElement + "><"
                + encoderElement
                + " token=\"sound-encoder\">" + tag("tt:Name", "G.711") + tag("tt:UseCount", 1)
                + tag("tt:Encoding", encoderElement.startsWith("tr2:") ? "PCMU" : "G711")
                + (encoderElement.startsWith("tr2:") ? MULTICAST : "") + tag("tt:Bitrate", 64) + tag("tt:SampleRate", 8)
                + (encoderElement.startsWith("tr2:") ? "" : MULTICAST + tag("tt:SessionTimeout", "PT60S")) + "</"
                + encoderElement + ">";
    }

    /** What a loudspeaker is connected to. */
    String output(String element) {
        return "<" + element + " token=\"loudspeaker-configuration\">" + tag("tt:Name", "Loudspeaker")
                + tag("tt:UseCount", 2) + tag("tt:OutputToken", "loudspeaker")
                + tag("tt:SendPrimacy", "www.onvif.org/ver20/HalfDuplex/Auto") + tag("tt:OutputLevel", 50) + "</"
                + element + ">";
    }

    /** What reads speech for it. */
    String decoder(String element) {
        return "<" + element + " token=\"speech-decoder\">" + tag("tt:Name", "G.711") + tag("tt:UseCount", 2) + "</"
                + element + ">";
    }

    String ptz(String element, Channel channel) {
        return "<" + element + " token=\"" + channel.ptzConfiguration() + "\">" + tag("tt:Name", "PTZ")
                + tag("tt:UseCount", 2) + tag("tt:NodeToken", channel.ptzNode())
                + tag("tt:DefaultAbsolutePantTiltPositionSpace", SPACES + "PanTiltSpaces/PositionGenericSpace")
                + tag("tt:DefaultAbsoluteZoomPositionSpace", SPACES + "ZoomSpaces/PositionGenericSpace")
                + tag("tt:DefaultRelativePanTiltTranslationSpace", SPACES + "PanTiltSpaces/TranslationGenericSpace")
                + tag("tt:DefaultRelativeZoomTranslationSpace", SPACES + "ZoomSpaces/TranslationGenericSpace")
                + tag("tt:DefaultContinuousPanTiltVelocitySpace", SPACES + "PanTiltSpaces/VelocityGenericSpace")
                + tag("tt:DefaultContinuousZoomVelocitySpace", SPACES + "ZoomSpaces/VelocityGenericSpace")
                + "<tt:DefaultPTZSpeed><tt:PanTilt x=\"1\" y=\"1\"/><tt:Zoom x=\"1\"/></tt:DefaultPTZSpeed>"
                + tag("tt:DefaultPTZTimeout", "PT10S") + "</" + element + ">";
    }

    /** A space of two or one dimensions, with its ranges. */
    static String space(String element, String group, String name, boolean two, double lowest) {
        String range = tag("tt:Min", lowest) + tag("tt:Max", 1.0);
        return wrap(
                element,
                tag("tt:URI", SPACES + group + "/" + name)
                        + wrap("tt:XRange", range)
                        + (two ? wrap("tt:YRange", range) : ""));
    }

    String analytics(String element, Channel channel) {
        return "<" + element + " token=\"" + channel.analytics() + "\">" + tag("tt:Name", "Analytics")
                + tag("tt:UseCount", 1)
                + "<tt:AnalyticsEngineConfiguration/><tt:RuleEngineConfiguration/></" + element + ">";
    }

    String metadata(String element, Channel channel) {
        return "<" + element + " token=\"" + channel.metadata() + "\">" + tag("tt:Name", "Metadata")
                + tag("tt:UseCount", 1) + tag("tt:Analytics", true) + MULTICAST + tag("tt:SessionTimeout", "PT60S")
                + "</"
                + element + ">";
    }
}
