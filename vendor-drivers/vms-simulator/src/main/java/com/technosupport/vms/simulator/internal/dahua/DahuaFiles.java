package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Searches for files, each an object that the client makes, asks and throws away. Used by its event loop alone. */
final class DahuaFiles {
    private static final int MAX_SEARCHES = 32;
    private static final int MOST = 100;
    private static final long FIRST_OBJECT = 0x6e21a0;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH.mm.ss", Locale.ROOT);

    private static final class Search {
        private int channel;
        private int stream;
        private final Deque<NvrRecording> left = new ArrayDeque<>();
    }

    private final NvrFace face;
    private final NvrState state;
    private final DahuaTimes times;
    private final Map<Long, Search> searches = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Search> eldest) {
            return size() > MAX_SEARCHES;
        }
    };
    private long next = FIRST_OBJECT;

    DahuaFiles(NvrFace face, DahuaTimes times) {
        this.face = face;
        this.times = times;
        state = face.state();
    }

    void forget() {
        searches.clear();
    }

    Response answer(DahuaQuery query) {
        if (query.get("action").equals("factory.create")) {
            next += 16;
            searches.put(next, new Search());
            return DahuaLines.result(next);
        }
        long object = query.get("object").matches("\\d{1,12}") ? Long.parseLong(query.get("object")) : -1;
        Search search = searches.get(object);
        if (search == null) {
            return DahuaLines.bad();
        }
        return switch (query.get("action")) {
            case "findFile" -> find(search, query);
            case "findNextFile" -> more(search, query);
            case "close" -> {
                search.left.clear();
                yield DahuaLines.ok();
            }
            case "destroy" -> {
                searches.remove(object);
                yield DahuaLines.ok();
            }
            default -> DahuaLines.bad();
        };
    }

    private Response find(Search search, DahuaQuery query) {
        Optional<Instant> start = times.parse(query.get("condition.StartTime"));
        Optional<Instant> end = times.parse(query.get("condition.EndTime"));
        int channel = query.number("condition.Channel").orElse(0);
        if (start.isEmpty() || end.isEmpty() || state.channel(channel).isEmpty()) {
            return DahuaLines.bad();
        }
        String flags = query.get("condition.Flags[0]") + query.get("condition.Events[0]");
        search.channel = channel;
        search.stream = query.get("condition.VideoStream").startsWith("Extra") ? 1 : 0;
        search.left.clear();
        for (NvrRecording piece : state.recordings(channel, start.get(), end.get())) {
            if (flags.isEmpty() || flags.contains("*") || flags.contains(piece.motion() ? "Event" : "Timing")) {
                search.left.add(piece);
            }
        }
        return search.left.isEmpty() ? DahuaLines.bad() : DahuaLines.ok();
    }

    private Response more(Search search, DahuaQuery query) {
        int most = Math.max(1, Math.min(MOST, query.number("count").orElse(MOST)));
        DahuaLines items = new DahuaLines();
        int found = 0;
        for (NvrRecording piece = search.left.poll(); piece != null; piece = search.left.poll()) {
            item(items, found, search, piece);
            found++;
            if (found == most) {
                break;
            }
        }
        return DahuaLines.plain(200, new DahuaLines().add("found", found).toString() + items);
    }

    private void item(DahuaLines lines, int index, Search search, NvrRecording piece) {
        String prefix = "items[" + index + "].";
        long seconds = piece.end().getEpochSecond() - piece.start().getEpochSecond();
        long bytes = seconds * face.footage(search.channel, search.stream).bitRate() / 8;
        String kind = piece.motion() ? "M" : "R";
        String day = times.text(piece.start(), DAY);
        String path = "/mnt/dvr/" + day + "/" + (search.channel - 1) + "/dav/" + times.text(piece.start(), CLOCK) + "-"
                + times.text(piece.end(), CLOCK) + "[" + kind + "][0@0][0].dav";
        lines.add(prefix + "Channel", search.channel - 1)
                .add(prefix + "Cluster", index)
                .add(prefix + "Disk", 0)
                .add(prefix + "EndTime", times.text(piece.end()))
                .add(prefix + "FilePath", path)
                .add(prefix + "Flags[0]", piece.motion() ? "Event" : "Timing")
                .add(prefix + "Length", bytes)
                .add(prefix + "Partition", 0)
                .add(prefix + "StartTime", times.text(piece.start()))
                .add(prefix + "Type", "dav")
                .add(prefix + "VideoStream", search.stream == 0 ? "Main" : "Extra1");
    }
}
