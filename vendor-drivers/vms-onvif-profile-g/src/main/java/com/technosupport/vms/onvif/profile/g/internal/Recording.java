package com.technosupport.vms.onvif.profile.g.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * A recording: a container at the device that takes what one source sends, for good and with gaps (ONVIF Recording Search Service,
 * "RecordingInformation").
 *
 * @param source what the device says where it comes from: an id and a name, in no form that is laid down
 * @param from true time of the first of its video; empty where the device does not tell
 * @param to true time of the last of its video; empty where the device does not tell
 * @param video tokens of its video tracks; empty where it tells no tracks
 */
record Recording(
        String token, Source source, Optional<Instant> from, Optional<Instant> to, Set<String> video, boolean tracks) {

    private static final int LONGEST_TOKEN = 256;
    private static final int MOST_TRACKS = 32;

    /** Where a recording comes from. */
    record Source(String id, String name) {}

    /** Empty where it has no token. */
    static Optional<Recording> read(Element information, OnvifDevice device) {
        String token = Elements.text(information, "RecordingToken");
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        Optional<Instant> from = device.time(Elements.text(information, "EarliestRecording"));
        Optional<Instant> to = device.time(Elements.text(information, "LatestRecording"));
        Set<String> video = new HashSet<>();
        boolean tracks = false;
        Optional<Instant> videoFrom = Optional.empty();
        Optional<Instant> videoTo = Optional.empty();
        for (Element track : Elements.children(information, "Track")) {
            tracks = true;
            if (!Elements.text(track, "TrackType").equals("Video") || video.size() == MOST_TRACKS) {
                continue;
            }
            video.add(Elements.text(track, "TrackToken"));
            videoFrom = earlier(videoFrom, device.time(Elements.text(track, "DataFrom")));
            videoTo = later(videoTo, device.time(Elements.text(track, "DataTo")));
        }
        return Optional.of(new Recording(
                token,
                new Source(
                        Elements.text(information, "Source", "SourceId"), Elements.text(information, "Source", "Name")),
                videoFrom.or(() -> from),
                videoTo.or(() -> to),
                video,
                tracks));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isAfter(one.get())) ? other : one;
    }

    /** Whether it can have video at all. */
    boolean hasVideo() {
        return !tracks || !video.isEmpty();
    }
}
