package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

/** ONVIF Replay Control Service, ver10 (Profile G). */
final class ReplayService implements Service {
    private final Surroundings here;

    ReplayService(Surroundings here) {
        this.here = here;
    }

    @Override
    public String namespace() {
        return Soap.REPLAY;
    }

    @Override
    public String path() {
        return "/onvif/replay_service";
    }

    @Override
    public String capabilities() {
        return "<trp:Capabilities ReversePlayback=\"false\" SessionTimeoutRange=\"60 60\" RTP_RTSP_TCP=\"true\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String content =
                switch (call.name()) {
                    case "GetReplayUri" -> {
                        Channel channel = Recordings.find(here.inventory(), call.argument("RecordingToken"));
                        if (call.schema("Stream").equals("RTP-Multicast")
                                || call.schema("Protocol").equals("HTTP")) {
                            throw OnvifFault.invalid("ter:InvalidStreamSetup", "The stream setup is not supported");
                        }
                        yield tag("trp:Uri", here.stream(OnvifStreams.REPLAY + channel.recording()));
                    }
                    case "GetReplayConfiguration" -> wrap("trp:Configuration", tag("tt:SessionTimeout", "PT60S"));
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("trp:" + call.name() + "Response", content);
    }
}
