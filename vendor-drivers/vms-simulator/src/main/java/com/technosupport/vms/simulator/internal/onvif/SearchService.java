package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.onvif.Recordings.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.w3c.dom.Element;

/** ONVIF Recording Search Service, ver10 (Profile G). Results are there at once; a client takes them in as many pages as it likes. */
final class SearchService implements Service {
    private static final int MAX_SESSIONS = 16;
    private static final int MAX_RESULTS = 100;
    private static final Duration USUAL_KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(60);

    private static final class Search {
        private final String operation;
        private final List<String> results;
        private final Duration keepAlive;
        private final Instant end;
        private int given;
        private long expires;

        Search(String operation, List<String> results, Duration keepAlive, Instant end) {
            this.operation = operation;
            this.results = results;
            this.keepAlive = keepAlive;
            this.end = end;
            touch();
        }

        void touch() {
            expires = System.nanoTime() + keepAlive.toNanos();
        }
    }

    private final Surroundings here;
    private final Map<String, Search> searches = new LinkedHashMap<>();
    private int last;

    SearchService(Surroundings here) {
        this.here = here;
    }

    @Override
    public String namespace() {
        return Soap.SEARCH;
    }

    @Override
    public String path() {
        return "/onvif/search_service";
    }

    @Override
    public String capabilities() {
        return "<tse:Capabilities MetadataSearch=\"false\" GeneralStartEvents=\"true\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String content =
                switch (call.name()) {
                    case "GetRecordingSummary" -> summary();
                    case "GetRecordingInformation" ->
                        wrap(
                                "tse:RecordingInformation",
                                Recordings.information(
                                        Recordings.find(here.inventory(), call.argument("RecordingToken"))));
                    case "GetMediaAttributes" -> attributes(call);
                    case "FindRecordings" -> begin(call, recordings(call), here.now());
                    case "FindEvents" -> findEvents(call);
                    case "GetRecordingSearchResults", "GetEventSearchResults" -> results(call);
                    case "GetSearchState" ->
                        tag(
                                "tse:State",
                                search(call).given < search(call).results.size() ? "Searching" : "Completed");
                    case "EndSearch" -> {
                        Instant end = search(call).end;
                        searches.remove(call.argument("SearchToken"));
                        yield tag("tse:Endpoint", Times.text(end));
                    }
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("tse:" + call.name() + "Response", content);
    }

    private String summary() {
        List<Archive> archives =
                here.inventory().channels().stream().map(Channel::archive).toList();
        Instant from = archives.stream()
                .flatMap(archive -> archive.from().stream())
                .min(Comparator.naturalOrder())
                .orElse(here.now());
        Instant to = archives.stream()
                .flatMap(archive -> archive.to().stream())
                .max(Comparator.naturalOrder())
                .orElse(here.now());
        return wrap(
                "tse:Summary",
                tag("tt:DataFrom", Times.text(from))
                        + tag("tt:DataUntil", Times.text(to))
                        + tag("tt:NumberRecordings", archives.size()));
    }

    private String attributes(Soap.Call call) throws OnvifFault {
        Instant time = Times.read(call.argument("Time"));
        List<Channel> channels = new ArrayList<>();
        for (Element token : Xml.children(call.operation(), Soap.SEARCH, "RecordingTokens")) {
            channels.add(
                    Recordings.find(here.inventory(), token.getTextContent().strip()));
        }
        StringBuilder out = new StringBuilder();
        for (Channel channel : channels.isEmpty() ? here.inventory().channels() : channels) {
            for (Archive.Span span : channel.archive().spans()) {
                if (!time.isBefore(span.from()) && time.isBefore(span.to())) {
                    out.append(wrap("tse:MediaAttributes", Recordings.attributes(channel, span)));
                }
            }
        }
        return out.toString();
    }

    /** The channels in the scope of a search. */
    private List<Channel> scope(Soap.Call call) throws OnvifFault {
        if (!call.schema("RecordingInformationFilter").isEmpty()) {
            throw OnvifFault.invalid("ter:InvalidFilterFault", "Recordings are not filtered by XPath");
        }
        List<String> recordings = texts(call, "IncludedRecordings");
        List<String> sources = texts(call, "IncludedSources");
        return here.inventory().channels().stream()
                .filter(channel -> recordings.isEmpty() || recordings.contains(channel.recording()))
                .filter(channel -> sources.isEmpty() || sources.contains(channel.source()))
                .toList();
    }

    private static List<String> texts(Soap.Call call, String name) {
        return Xml.find(call.operation(), Soap.SEARCH, "Scope").stream()
                .flatMap(scope -> Xml.children(scope, Soap.SCHEMA, name).stream())
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    private List<String> recordings(Soap.Call call) throws OnvifFault {
        return scope(call).stream()
                .map(channel -> wrap("tt:RecordingInformation", Recordings.information(channel)))
                .toList();
    }

    private String findEvents(Soap.Call call) throws OnvifFault {
        Instant start = Times.read(call.argument("StartPoint"));
        String endPoint = call.argument("EndPoint");
        Instant end = endPoint.isEmpty() ? here.now() : Times.read(endPoint);
        boolean backwards = end.isBefore(start);
        Instant earliest = backwards ? end : start;
        Instant latest = backwards ? start : end;
        Predicate<String> topics = TopicFilter.of(call.operation());
        List<Change> changes = new ArrayList<>();
        List<Change> found = new ArrayList<>();
        for (Channel channel : scope(call)) {
            if (call.argument("IncludeStartState").equals("true")) {
                found.addAll(Recordings.state(channel, start));
            }
            changes.addAll(Recordings.changes(channel));
        }
        changes.removeIf(
                change -> change.time().isBefore(earliest) || change.time().isAfter(latest));
        changes.sort(Comparator.comparing(Change::time));
        if (backwards) {
            Collections.reverse(changes);
        }
        found.addAll(changes);
        List<String> results = found.stream()
                .filter(change -> topics.test(change.notification().topic()))
                .map(SearchService::result)
                .toList();
        return begin(call, results, end);
    }

    private static String result(Change change) {
        Notification notification = change.notification();
        String event = "<wsnt:Topic Dialect=\"http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet\">"
                + notification.topic() + "</wsnt:Topic>"
                + wrap("wsnt:Message", notification.message(change.startState() ? "Initialized" : "Changed", true));
        return wrap(
                "tt:Result",
                tag("tt:RecordingToken", change.channel().recording())
                        + tag("tt:TrackToken", Archive.TRACK)
                        + tag("tt:Time", Times.text(change.time()))
                        + wrap("tt:Event", event)
                        + tag("tt:StartStateEvent", change.startState()));
    }

    private String begin(Soap.Call call, List<String> results, Instant end) throws OnvifFault {
        long now = System.nanoTime();
        searches.values().removeIf(search -> now - search.expires > 0);
        if (searches.size() >= MAX_SESSIONS) {
            throw OnvifFault.of(false, "ter:ResourceProblem", "Too many searches");
        }
        Duration keepAlive = call.duration("KeepAliveTime", USUAL_KEEP_ALIVE);
        int most = call.number("MaxMatches", Integer.MAX_VALUE);
        List<String> kept = results.size() > most && most > 0 ? results.subList(0, most) : results;
        String token = "search-" + ++last;
        Duration life = keepAlive.compareTo(LONGEST_KEEP_ALIVE) > 0 ? LONGEST_KEEP_ALIVE : keepAlive;
        searches.put(token, new Search(call.name(), kept, life, end));
        return tag("tse:SearchToken", token);
    }

    private Search search(Soap.Call call) throws OnvifFault {
        Search search = searches.get(call.argument("SearchToken"));
        if (search == null || System.nanoTime() - search.expires > 0) {
            throw OnvifFault.invalid("ter:InvalidToken", "The search token is invalid");
        }
        search.touch();
        return search;
    }

    private String results(Soap.Call call) throws OnvifFault {
        Search search = search(call);
        String expected = call.name().equals("GetEventSearchResults") ? "FindEvents" : "FindRecordings";
        if (!search.operation.equals(expected)) {
            throw OnvifFault.invalid("ter:InvalidToken", "The search is of another kind");
        }
        int most = Math.max(1, Math.min(MAX_RESULTS, call.number("MaxResults", MAX_RESULTS)));
        int to = Math.min(search.results.size(), search.given + most);
        List<String> page = search.results.subList(search.given, to);
        search.given = to;
        String state = to < search.results.size() ? "Searching" : "Completed";
        return wrap("tse:ResultList", tag("tt:SearchState", state) + String.join("", page));
    }
}
