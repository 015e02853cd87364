package com.technosupport.vms.onvif.profile.g.internal;

import static com.technosupport.vms.onvif.profile.g.internal.ProfileG.REPLAY;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recordings on a device, by the Recording Search and Replay Control Services. Times go out by the device's clock. */
final class Archive implements DeviceArchive {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final int MOST_RECORDINGS = 1000;

    /** ISO 8601 as RTSP has it (RFC 2326, section 3.7). */
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** All pictures as fast as they are read, each with its time (Streaming Specification, section 6). */
    private static final Map<String, String> REPLAY_HEADERS = Map.of("Require", "onvif-replay", "Rate-Control", "no");

    private final OnvifDevice device;
    private final Search search;
    private final RecordingSources sources;

    Archive(OnvifDevice device) {
        this.device = device;
        this.search = new Search(device);
        this.sources = new RecordingSources(device);
    }

    @Override
    public List<Span> search(String channel, Instant from, Instant to) throws InterruptedException {
        List<Span> spans = new ArrayList<>();
        for (Recording recording : recordings(device.picture(channel))) {
            if (overlaps(recording, from, to)) {
                spans.addAll(new TrackHistory(device, search, recording).spans(from, to));
            }
        }
        return DeviceArchive.joined(spans);
    }

    private List<Recording> recordings(OnvifPicture picture) throws InterruptedException {
        List<Recording> all = new ArrayList<>();
        search.run(
                "FindRecordings",
                Search.scope("") + "<KeepAliveTime>PT30S</KeepAliveTime>",
                "GetRecordingSearchResults",
                "RecordingInformation",
                result -> {
                    Recording.read(result, device).filter(Recording::hasVideo).ifPresent(all::add);
                    return all.size() < MOST_RECORDINGS;
                });
        return sources.of(picture, all);
    }

    private static boolean overlaps(Recording recording, Instant from, Instant to) {
        return recording.from().map(start -> start.isBefore(to)).orElse(true)
                && recording.to().map(end -> end.isAfter(from)).orElse(true);
    }

    /** Of the recording that has the beginning; the first where that cannot be told. ONVIF has no recordings by role. */
    @Override
    public Replay replay(String channel, StreamRole role, Instant from, Instant to) throws InterruptedException {
        List<Recording> recordings = recordings(device.picture(channel)).stream()
                .filter(recording -> overlaps(recording, from, to))
                .toList();
        Recording recording = recordings.stream()
                .filter(candidate ->
                        candidate.from().map(start -> !start.isAfter(from)).orElse(false)
                                && candidate.to().map(end -> end.isAfter(from)).orElse(false))
                .findFirst()
                .or(() -> recordings.stream().findFirst())
                .orElseThrow(() ->
                        new VmsException(ErrorCode.NOT_FOUND, "The device has no recording of that camera and time"));
        String setup = "<StreamSetup><Stream xmlns=\"" + SCHEMA + "\">RTP-Unicast</Stream><Transport xmlns=\"" + SCHEMA
                + "\"><Protocol>RTSP</Protocol></Transport></StreamSetup>";
        String uri = Elements.text(
                device.call(Operation.of(
                        device.service(REPLAY).orElseThrow(),
                        REPLAY,
                        "GetReplayUri",
                        setup + "<RecordingToken>" + Elements.escape(recording.token()) + "</RecordingToken>")),
                "Uri");
        if (uri.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives no address where one is asked for");
        }
        Instant start = device.deviceTime(from);
        String range = "clock=" + CLOCK.format(start) + "-" + CLOCK.format(device.deviceTime(to));
        return new Replay(device.stream(uri), range, Duration.between(start, from), REPLAY_HEADERS);
    }
}
