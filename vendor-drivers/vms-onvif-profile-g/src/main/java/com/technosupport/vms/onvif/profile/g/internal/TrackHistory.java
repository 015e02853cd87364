package com.technosupport.vms.onvif.profile.g.internal;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * When a recording has video: the device keeps as events where data of a track begins and ends (ONVIF Recording Search Service,
 * "Mandatory event topics": {@code RecordingHistory/Track/State} with {@code IsDataPresent}). Where it keeps none, the recording is
 * taken as one whole.
 */
final class TrackHistory {

    private static final String TOPIC = "RecordingHistory/Track/State";
    private static final int MOST_CHANGES = 4000;

    private final OnvifDevice device;
    private final Search search;
    private final Recording recording;

    /** From then on, there is data or there is none. */
    private record Change(String track, Instant time, boolean data) {}

    TrackHistory(OnvifDevice device, Search search, Recording recording) {
        this.device = device;
        this.search = search;
        this.recording = recording;
    }

    List<Span> spans(Instant from, Instant to) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        try {
            search.run("FindEvents", arguments(from, to), "GetEventSearchResults", "Result", result -> {
                read(result).ifPresent(changes::add);
                return changes.size() < MOST_CHANGES;
            });
        } catch (VmsException e) {
            if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            changes.clear();
        }
        return changes.isEmpty() ? whole(from, to) : between(changes, from, to);
    }

    private String arguments(Instant from, Instant to) {
        return "<StartPoint>" + device.deviceTime(from) + "</StartPoint><EndPoint>" + device.deviceTime(to)
                + "</EndPoint>" + Search.scope(recording.token())
                + "<SearchFilter><TopicExpression xmlns=\"http://docs.oasis-open.org/wsn/b-2\""
                + " xmlns:tns1=\"http://www.onvif.org/ver10/topics\""
                + " Dialect=\"http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet\">tns1:" + TOPIC
                + "</TopicExpression></SearchFilter><IncludeStartState>true</IncludeStartState>"
                + "<KeepAliveTime>PT30S</KeepAliveTime>";
    }

    /** Empty for what is of another recording, track or topic: not every device filters. */
    private Optional<Change> read(Element result) {
        String of = Elements.text(result, "RecordingToken");
        String track = Elements.text(result, "TrackToken");
        Optional<OnvifNotification> event = Elements.find(result, "Event").flatMap(device::notification);
        if ((!of.isEmpty() && !of.equals(recording.token()))
                || event.isEmpty()
                || !event.get().topic().equals(TOPIC)
                || !isVideo(track.isEmpty() ? event.get().source().getOrDefault("Track", "") : track)) {
            return Optional.empty();
        }
        String present = event.get().data().getOrDefault("IsDataPresent", "");
        Optional<Instant> time = device.time(Elements.text(result, "Time"));
        return time.map(known -> new Change(track, known, present.equals("true") || present.equals("1")));
    }

    private boolean isVideo(String track) {
        return track.isEmpty()
                || recording.video().isEmpty()
                || recording.video().contains(track);
    }

    /** Track by track: the caller joins what overlaps. */
    private List<Span> between(List<Change> changes, Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        changes.stream()
                .collect(Collectors.groupingBy(Change::track))
                .values()
                .forEach(track -> between(track, from, to, spans));
        return spans;
    }

    private void between(List<Change> track, Instant from, Instant to, List<Span> spans) {
        List<Change> sorted = new ArrayList<>(track);
        // What ends where something begins comes first, so that neither is lost.
        sorted.sort(Comparator.comparing(Change::time).thenComparing(Change::data));
        // Not every device tells the state at the beginning: then what ends first has been there before.
        Instant begun = sorted.get(0).data() ? null : recording.from().orElse(from);
        for (Change change : sorted) {
            if (change.data() && begun == null) {
                begun = change.time();
            } else if (!change.data() && begun != null) {
                add(spans, begun, change.time(), from, to);
                begun = null;
            }
        }
        if (begun != null) {
            // It goes on: to what the device has by now, or to the end of the question.
            add(spans, begun, recording.to().filter(begun::isBefore).orElse(to), from, to);
        }
    }

    private List<Span> whole(Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        if (recording.from().isPresent()) {
            add(spans, recording.from().get(), recording.to().orElse(to), from, to);
        }
        return spans;
    }

    private static void add(List<Span> spans, Instant start, Instant end, Instant from, Instant to) {
        Span.clipped(start, end, from, to).ifPresent(spans::add);
    }
}
