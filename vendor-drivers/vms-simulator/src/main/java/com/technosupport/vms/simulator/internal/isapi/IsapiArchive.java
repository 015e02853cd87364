package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.io.IOException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.w3c.dom.Document;

/** Searches for what was recorded. */
final class IsapiArchive {
    private static final int MOST = 64;
    private static final int USUAL = 40;

    private record Match(NvrChannel channel, int track, NvrRecording piece) {}

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;
    private final IsapiTimes times;

    IsapiArchive(NvrFace face, IsapiNumbers numbers, IsapiTimes times) {
        this.face = face;
        this.numbers = numbers;
        this.times = times;
        state = face.state();
    }

    /** The result of a search, or nothing when the search makes no sense. */
    Optional<String> search(String body) throws IOException {
        Document document = IsapiXml.parse(body);
        Optional<Instant> start = times.parse(IsapiXml.text(document, "startTime"));
        Optional<Instant> end = times.parse(IsapiXml.text(document, "endTime"));
        List<String> tracks = IsapiXml.texts(document, "trackID");
        if (start.isEmpty() || end.isEmpty() || tracks.isEmpty()) {
            return Optional.empty();
        }
        int most = Math.min(MOST, number(document, "maxResults", USUAL));
        int position =
                Math.max(number(document, "searchResultPostion", 0), number(document, "searchResultPosition", 0));
        String kind = IsapiXml.text(document, "metadataDescriptor").toLowerCase(Locale.ROOT);
        List<Match> matches = new ArrayList<>();
        for (String track : tracks) {
            matches(track, start.get(), end.get(), kind, matches);
        }
        List<Match> page = matches.stream().skip(position).limit(most).toList();
        String status = "OK";
        if (page.isEmpty()) {
            status = "NO MATCHES";
        } else if (position + page.size() < matches.size()) {
            status = "MORE";
        }
        return Optional.of(versioned(
                "CMSearchResult",
                element("searchID", IsapiXml.text(document, "searchID")),
                element("responseStatus", true),
                element("responseStatusStrg", status),
                element("numOfMatches", page.size()),
                parent("matchList", page.stream().map(this::item).collect(Collectors.joining()))));
    }

    private void matches(String track, Instant start, Instant end, String kind, List<Match> matches) {
        int id = parse(track).orElse(0);
        numbers.ofStream(id).filter(channel -> IsapiNumbers.isStream(id)).ifPresent(channel -> {
            for (NvrRecording piece : state.recordings(channel.number(), start, end)) {
                boolean wanted = !kind.contains("recordtype.meta.std-cgi.com/")
                        || kind.endsWith(piece.motion() ? "/motion" : "/timing");
                if (wanted) {
                    matches.add(new Match(channel, id, piece));
                }
            }
        });
    }

    private static int number(Document document, String name, int otherwise) {
        return parse(IsapiXml.text(document, name)).orElse(otherwise);
    }

    private static Optional<Integer> parse(String text) {
        return text.matches("\\d{1,6}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private String item(Match match) {
        Instant start = match.piece().start();
        Instant end = match.piece().end();
        int size = (int) Math.min(
                Integer.MAX_VALUE,
                (end.getEpochSecond() - start.getEpochSecond())
                        * face.footage(match.channel().number(), 0).bitRate()
                        / 8);
        String uri = "rtsp://" + face.nvr().address() + ":" + face.nvr().rtspPort() + "/Streaming/tracks/"
                + match.track() + "/?starttime=" + times.compact(start) + "&endtime=" + times.compact(end)
                + "&name=" + String.format(Locale.ROOT, "%017d", start.toEpochMilli()) + "&size=" + size;
        return parent(
                "searchMatchItem",
                element("sourceID", "{0000000000-0000-0000-0000-000000000000}"),
                element("trackID", match.track()),
                parent("timeSpan", element("startTime", times.text(start)), element("endTime", times.text(end))),
                parent(
                        "mediaSegmentDescriptor",
                        element("contentType", "video"),
                        element("codecType", "H.264-BP"),
                        element("playbackURI", uri),
                        element("lockStatus", "unlock")),
                parent(
                        "metadataMatches",
                        element(
                                "metadataDescriptor",
                                "recordType.meta.std-cgi.com/" + (match.piece().motion() ? "motion" : "timing"))));
    }

    /** The days of a month on which a track has footage, or nothing when there is no such track or month. */
    Optional<String> days(int track, String body) throws IOException {
        Document document = IsapiXml.parse(body);
        Optional<NvrChannel> channel = numbers.ofStream(track);
        int year = number(document, "year", 0);
        int month = number(document, "monthOfYear", 0);
        if (channel.isEmpty() || month < 1 || month > 12) {
            return Optional.empty();
        }
        YearMonth wanted = YearMonth.of(year, month);
        StringBuilder days = new StringBuilder();
        for (int day = 1; day <= wanted.lengthOfMonth(); day++) {
            Instant start = wanted.atDay(day).atStartOfDay(times.zone()).toInstant();
            Instant end =
                    wanted.atDay(day).plusDays(1).atStartOfDay(times.zone()).toInstant();
            boolean recorded =
                    !state.recordings(channel.get().number(), start, end).isEmpty();
            days.append(parent(
                    "day",
                    element("id", day),
                    element("dayOfMonth", day),
                    element("record", recorded),
                    recorded ? element("recordType", "time") : ""));
        }
        return Optional.of(versioned("trackDailyDistribution", parent("dayList", days.toString())));
    }

    /** The tracks: one a channel, its main stream. */
    String tracks() {
        return versioned(
                "TrackList",
                state.channels().stream()
                        .map(channel -> parent(
                                "Track",
                                element("id", numbers.stream(channel, 0)),
                                element("Channel", numbers.stream(channel, 0)),
                                element("Enable", true),
                                element("Description", "trackType=standard")))
                        .collect(Collectors.joining()));
    }
}
