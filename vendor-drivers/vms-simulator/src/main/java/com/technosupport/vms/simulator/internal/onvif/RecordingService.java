package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.media.Archive;
import java.util.stream.Collectors;

/** ONVIF Recording Control Service, ver10, for reading: one recording a channel, and the job that fills it from its main profile. */
final class RecordingService implements Service {
    private final Surroundings here;

    RecordingService(Surroundings here) {
        this.here = here;
    }

    @Override
    public String namespace() {
        return Soap.RECORDING;
    }

    @Override
    public String path() {
        return "/onvif/recording_service";
    }

    @Override
    public String capabilities() {
        return "<trc:Capabilities DynamicRecordings=\"false\" DynamicTracks=\"false\" Encoding=\"H264\""
                + " MaxRecordings=\""
                + here.inventory().channels().size() + "\" MaxRecordingJobs=\""
                + here.inventory().channels().size() + "\" Options=\"false\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String content =
                switch (call.name()) {
                    case "GetRecordings" ->
                        here.inventory().channels().stream()
                                .map(RecordingService::item)
                                .collect(Collectors.joining());
                    case "GetRecordingConfiguration" ->
                        wrap(
                                "trc:RecordingConfiguration",
                                configuration(Recordings.find(here.inventory(), call.argument("RecordingToken"))));
                    case "GetRecordingJobs" ->
                        here.inventory().channels().stream()
                                .map(RecordingService::job)
                                .collect(Collectors.joining());
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("trc:" + call.name() + "Response", content);
    }

    private static String configuration(Channel channel) {
        return wrap("tt:Source", Recordings.source(channel))
                + tag("tt:Content", "Main stream")
                + tag("tt:MaximumRetentionTime", "P30D");
    }

    private static String item(Channel channel) {
        String track = tag("tt:TrackToken", Archive.TRACK)
                + wrap("tt:Configuration", tag("tt:TrackType", "Video") + tag("tt:Description", "H.264"));
        return wrap(
                "trc:RecordingItem",
                tag("tt:RecordingToken", channel.recording())
                        + wrap("tt:Configuration", configuration(channel))
                        + wrap("tt:Tracks", wrap("tt:Track", track)));
    }

    private static String job(Channel channel) {
        String token = Inventory.mount(SimulatedCamera.MAIN, channel.number());
        String source = "<tt:SourceToken Type=\"http://www.onvif.org/ver10/schema/Profile\">" + tag("tt:Token", token)
                + "</tt:SourceToken>"
                + wrap("tt:Tracks", tag("tt:SourceTag", "video") + tag("tt:Destination", Archive.TRACK));
        return wrap(
                "trc:JobItem",
                tag("tt:JobToken", "job-" + channel.source())
                        + wrap(
                                "tt:JobConfiguration",
                                tag("tt:RecordingToken", channel.recording())
                                        + tag("tt:Mode", "Active")
                                        + tag("tt:Priority", 1)
                                        + wrap("tt:Source", source)));
    }
}
