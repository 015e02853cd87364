package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events of one kind and one camera that came shortly after another, as one: those within the same piece of time, which are counted
 * from midnight UTC. So what is in one depends neither on where a page begins nor on what came since, and no page tells a part.
 */
final class EventClusters {

    private static final Pattern WIDTH = Pattern.compile("(\\d{1,4})(s|m)");
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** Read for one page; beyond, what has begun is finished and the rest left to the next. */
    private static final int MOST_READ = 10_000;
    /** Of a flood, no more of one piece of time is counted than this. */
    private static final int MOST_COUNTED = 50_000;

    private static final int MOST_LABELS = 10;

    private final EventStore store;
    private final long width;
    private final Map<Key, Cluster> clusters = new LinkedHashMap<>();

    private EventClusters(EventStore store, Duration width) {
        this.store = store;
        this.width = width.toMillis();
    }

    private record Key(long piece, Optional<CameraId> camera, String type) {}

    /** What is known of one. */
    static final class Cluster {

        final EnrichedEvent newest;
        int count;
        Instant first;
        Severity severity;
        Optional<EnrichedEvent> picture = Optional.empty();
        final TreeSet<String> labels = new TreeSet<>();
        boolean complete = true;

        Cluster(EnrichedEvent newest) {
            this.newest = newest;
            this.severity = newest.severity();
        }

        private void add(EnrichedEvent event) {
            count++;
            first = event.message().time();
            severity = severity.compareTo(event.severity()) >= 0 ? severity : event.severity();
            if (labels.size() < MOST_LABELS) {
                event.message().label().ifPresent(labels::add);
            }
            if (event.snapshotPath().isPresent()
                    && (picture.isEmpty() || confidence(event) > confidence(picture.get()))) {
                picture = Optional.of(event);
            }
        }

        private static double confidence(EnrichedEvent event) {
            return event.message().confidence().orElse(0);
        }
    }

    /**
     * A page.
     *
     * @param next the time before which the next page lies; empty on the last
     */
    record Page(List<Cluster> clusters, Optional<Instant> next) {}

    /** @throws InvalidFieldsException when it is no length of time such as {@code 30s} */
    static Duration width(String text) {
        Matcher matcher = WIDTH.matcher(text);
        if (matcher.matches()) {
            int number = Integer.parseInt(matcher.group(1));
            Duration width =
                    Objects.equals(matcher.group(2), "m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
            if (width.compareTo(Duration.ofSeconds(1)) >= 0 && width.compareTo(LONGEST) <= 0) {
                return width;
            }
        }
        throw new InvalidFieldsException("cluster", "from 1s to 10m, such as 30s");
    }

    /**
     * Reads a page: at least so many if there are, and then the others of the last piece of time.
     *
     * @param query which events; its limit and place do not count
     */
    static Page read(EventStore store, EventQuery query, Duration width, int limit) {
        return new EventClusters(store, width).read(query, limit);
    }

    private Page read(EventQuery query, int limit) {
        Optional<EventQuery.Place> place = Optional.empty();
        long piece = Long.MAX_VALUE;
        int read = 0;
        int ofPiece = 0;
        while (true) {
            List<EnrichedEvent> page = store.page(from(query, place));
            for (EnrichedEvent event : page) {
                long its = Math.floorDiv(event.message().time().toEpochMilli(), width);
                if (its != piece) {
                    if (clusters.size() >= limit || read >= MOST_READ) {
                        return page(Optional.of(Instant.ofEpochMilli((its + 1) * width)));
                    }
                    piece = its;
                    ofPiece = 0;
                }
                read++;
                ofPiece++;
                clusters.computeIfAbsent(
                                new Key(
                                        its,
                                        event.message().cameraId(),
                                        event.message().type()),
                                key -> new Cluster(event))
                        .add(event);
            }
            if (page.size() < EventQuery.MOST) {
                return page(Optional.empty());
            }
            if (ofPiece >= MOST_COUNTED) {
                skip(piece);
                place = Optional.of(new EventQuery.Place(Instant.ofEpochMilli(piece * width), new UUID(0, 0)));
            } else {
                EnrichedEvent oldest = page.get(page.size() - 1);
                place = Optional.of(new EventQuery.Place(
                        oldest.message().time(), oldest.message().id().value()));
            }
        }
    }

    private void skip(long piece) {
        clusters.forEach((key, cluster) -> cluster.complete &= key.piece() != piece);
    }

    private Page page(Optional<Instant> next) {
        return new Page(new ArrayList<>(clusters.values()), next);
    }

    private static EventQuery from(EventQuery query, Optional<EventQuery.Place> place) {
        return new EventQuery(
                query.cameras(),
                query.types(),
                query.severities(),
                query.label(),
                query.from(),
                query.to(),
                place,
                EventQuery.MOST);
    }
}
