package com.technosupport.vms.backfill.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.ArchiveFootage;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.FootageIntake;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.api.store.BackfillStore.State;
import com.technosupport.vms.api.store.BackfillStore.Task;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FillingTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant NOW = NOON.plusSeconds(3600);

    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final Device device = new Device();
    private final Recordings recordings = new Recordings();
    private final Ledger ledger = new Ledger();
    private final Totals totals = new Totals();
    private final Filling filling = new Filling(
            device,
            recordings,
            recordings,
            ledger,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofSeconds(60),
            1_000_000,
            totals);

    private final class Device implements ArchiveFootage {
        private final List<Span> has = new ArrayList<>();
        private final List<Span> played = new ArrayList<>();
        private VmsException failure;

        @Override
        public List<Span> search(CameraId id, Instant from, Instant to) {
            if (failure != null && has.isEmpty()) {
                throw failure;
            }
            return List.copyOf(has);
        }

        @Override
        public List<Span> fetch(CameraId id, StreamRole role, Instant from, Instant to, FootageSink sink) {
            played.add(new Span(from, to));
            recordings.coming = new Span(from, failure == null ? to : from.plusSeconds(5));
            if (failure != null) {
                throw failure;
            }
            return List.of(new Span(from, to));
        }
    }

    /** What was taken in is there when it was finished. */
    private final class Recordings implements FootageIntake, RecordingReader {
        private final List<RecordedSegment> segments = new ArrayList<>();
        private Span coming;

        void add(Span span) {
            segments.add(new RecordedSegment(
                    SegmentId.next(Clock.systemUTC()),
                    camera,
                    StreamRole.MAIN,
                    span.start(),
                    span.end(),
                    1000,
                    Codec.H264,
                    false,
                    false));
        }

        @Override
        public Intake begin(CameraId id, StreamRole role, Instant from, Instant to) {
            return new Intake() {
                @Override
                public void started(StreamFormat format) {}

                @Override
                public void packet(Packet packet) {}

                @Override
                public long bytes() {
                    return 0;
                }

                @Override
                public void finish() {
                    add(coming);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Footage footage(CameraId id, StreamRole role, Instant from, Instant to, int limit) {
            return new Footage(
                    segments.stream()
                            .filter(segment -> segment.start().isBefore(to)
                                    && segment.end().isAfter(from))
                            .toList(),
                    List.of(),
                    true);
        }

        @Override
        public Optional<RecordedSegment> segment(SegmentId id) {
            return Optional.empty();
        }

        @Override
        public Path file(SegmentId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public KeyFrameIndex keyFrames(SegmentId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LocalDate> days(CameraId id, YearMonth month, ZoneId zone) {
            return List.of();
        }

        @Override
        public void lock(SegmentId id, Actor actor, String reason) {}

        @Override
        public void unlock(SegmentId id, Actor actor) {}
    }

    private static final class Ledger implements BackfillStore {
        private final List<Span> filled = new ArrayList<>();
        private final List<Optional<Instant>> tried = new ArrayList<>();

        @Override
        public Set<CameraId> switchedOff() {
            return Set.of();
        }

        @Override
        public void switchTo(CameraId id, boolean on) {}

        @Override
        public List<Task> due(Set<CameraId> cameras, Instant since, Instant due, int limit) {
            return List.of();
        }

        @Override
        public void filled(RecordingGap gap, List<Span> spans, Instant at) {
            filled.addAll(spans);
        }

        @Override
        public void tried(RecordingGap gap, String detail, Optional<Instant> next) {
            tried.add(next);
        }

        @Override
        public List<Task> tasks(CameraId id, Instant from, Instant to, int limit) {
            return List.of();
        }
    }

    private Span span(int from, int to) {
        return new Span(NOON.plusSeconds(from), NOON.plusSeconds(to));
    }

    private Task task(int from, int to, int attempts) {
        return new Task(
                new RecordingGap(
                        camera,
                        StreamRole.MAIN,
                        NOON.plusSeconds(from),
                        Optional.of(NOON.plusSeconds(to)),
                        RecordingGap.Cause.NETWORK_LOSS,
                        ""),
                State.WAITING,
                attempts,
                Optional.empty(),
                "");
    }

    @Test
    void a_piece_of_what_the_device_has_of_a_gap_is_fetched() throws Exception {
        device.has.add(span(-100, 20));
        device.has.add(span(30, 500));
        filling.fill(task(10, 200, 0));
        assertThat(device.played).containsExactly(span(10, 20));
        assertThat(ledger.filled).containsExactly(span(10, 20));
        device.has.remove(0);
        filling.fill(task(30, 200, 0));
        assertThat(device.played).last().isEqualTo(span(30, 90));
        assertThat(ledger.tried).isEmpty();
        assertThat(totals.filledMillis.sum()).isEqualTo(70_000);
    }

    @Test
    void a_device_that_has_nothing_is_not_asked_for_ever() throws Exception {
        for (int attempts = 0; attempts < 4; attempts++) {
            filling.fill(task(0, 60, attempts));
        }
        assertThat(ledger.tried)
                .containsExactly(
                        Optional.of(NOW.plus(Duration.ofMinutes(2))),
                        Optional.of(NOW.plus(Duration.ofMinutes(15))),
                        Optional.of(NOW.plus(Duration.ofHours(2))),
                        Optional.empty());
        assertThat(device.played).isEmpty();
        assertThat(totals.nothing.sum()).isEqualTo(4);
    }

    @Test
    void what_an_attempt_left_that_was_killed_is_found_before_the_device_is_asked() throws Exception {
        recordings.add(span(5, 15));
        filling.fill(task(0, 60, 0));
        assertThat(ledger.filled).containsExactly(span(5, 15));
        assertThat(device.played).isEmpty();
    }

    @Test
    void what_came_before_the_device_broke_off_counts() throws Exception {
        device.has.add(span(0, 60));
        device.failure = new VmsException(ErrorCode.STREAM_UNAVAILABLE, "broken off");
        filling.fill(task(0, 60, 0));
        assertThat(ledger.filled).containsExactly(span(0, 5));
        assertThat(ledger.tried).isEmpty();
    }

    @Test
    void one_that_cannot_is_left_alone_and_one_that_fails_is_asked_less_and_less() throws Exception {
        device.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away");
        filling.fill(task(0, 60, 0));
        filling.fill(task(0, 60, 3));
        device.failure = new VmsException(ErrorCode.NOT_SUPPORTED, "records nothing");
        filling.fill(task(0, 60, 0));
        filling.fill(task(0, 1, 0));
        assertThat(ledger.tried)
                .containsExactly(
                        Optional.of(NOW.plus(Duration.ofMinutes(1))),
                        Optional.of(NOW.plus(Duration.ofMinutes(8))),
                        Optional.empty(),
                        Optional.empty());
        assertThat(totals.failures.sum()).isEqualTo(3);
    }
}
