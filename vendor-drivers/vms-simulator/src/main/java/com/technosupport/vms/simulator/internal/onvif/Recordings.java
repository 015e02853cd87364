package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Footage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the recording, search and replay services speak of a channel's recording, in the words of ONVIF's common schema. */
final class Recordings {
    static final String STATE = "tns1:RecordingHistory/Recording/State";
    static final String TRACK_STATE = "tns1:RecordingHistory/Track/State";

    /** A moment at which a recording began or ended. */
    record Change(Channel channel, Instant time, Notification notification, boolean startState) {}

    private Recordings() {}

    static Channel find(Inventory inventory, String token) throws OnvifFault {
        return inventory
                .find(token, Channel::recording)
                .orElseThrow(() -> OnvifFault.invalid("ter:NoRecording", "The recording does not exist"));
    }

    static String source(Channel channel) {
        return tag("tt:SourceId", channel.source())
                + tag("tt:Name", channel.name())
                + tag("tt:Location", "simulated")
                + tag("tt:Description", "Main stream")
                + tag("tt:Address", "");
    }

    static String information(Channel channel) {
        Archive archive = channel.archive();
        return tag("tt:RecordingToken", channel.recording())
                + wrap("tt:Source", source(channel))
                + archive.from()
                        .map(from -> tag("tt:EarliestRecording", Times.text(from)))
                        .orElse("")
                + archive.to()
                        .map(to -> tag("tt:LatestRecording", Times.text(to)))
                        .orElse("")
                + tag("tt:Content", "Main stream")
                + wrap("tt:Track", track(archive))
                + tag("tt:RecordingStatus", archive.spans().isEmpty() ? "NoData" : "Stopped");
    }

    private static String track(Archive archive) {
        Instant from = archive.from().orElse(Instant.EPOCH);
        return tag("tt:TrackToken", Archive.TRACK)
                + tag("tt:TrackType", "Video")
                + tag("tt:Description", "H.264")
                + tag("tt:DataFrom", Times.text(from))
                + tag("tt:DataTo", Times.text(archive.to().orElse(from)));
    }

    static String attributes(Channel channel, Archive.Span span) {
        Footage footage = channel.main();
        String video = tag("tt:Bitrate", footage.bitRate() / 1000)
                + tag("tt:Width", footage.width())
                + tag("tt:Height", footage.height())
                + tag("tt:Encoding", "H264")
                + tag("tt:Framerate", footage.framesPerSecond());
        return tag("tt:RecordingToken", channel.recording())
                + wrap(
                        "tt:TrackAttributes",
                        wrap("tt:TrackInformation", track(channel.archive())) + wrap("tt:VideoAttributes", video))
                + tag("tt:From", Times.text(span.from()))
                + tag("tt:Until", Times.text(span.to()));
    }

    /** When recording began and ended, of recording and track. */
    static List<Change> changes(Channel channel) {
        List<Change> changes = new ArrayList<>();
        for (Archive.Span span : channel.archive().spans()) {
            changes.addAll(both(channel, span.from(), true, false));
            changes.addAll(both(channel, span.to(), false, false));
        }
        return changes;
    }

    /** The state at a moment, as virtual events. */
    static List<Change> state(Channel channel, Instant moment) {
        boolean recorded = channel.archive().spans().stream()
                .anyMatch(span -> !moment.isBefore(span.from()) && moment.isBefore(span.to()));
        return both(channel, moment, recorded, true);
    }

    private static List<Change> both(Channel channel, Instant time, boolean on, boolean startState) {
        Map<String, String> recording = Map.of("RecordingToken", channel.recording());
        Map<String, String> track = Map.of("RecordingToken", channel.recording(), "Track", Archive.TRACK);
        String value = String.valueOf(on);
        return List.of(
                new Change(
                        channel,
                        time,
                        new Notification(STATE, recording, Map.of(), Map.of("IsRecording", value), time, true),
                        startState),
                new Change(
                        channel,
                        time,
                        new Notification(TRACK_STATE, track, Map.of(), Map.of("IsDataPresent", value), time, true),
                        startState));
    }
}
