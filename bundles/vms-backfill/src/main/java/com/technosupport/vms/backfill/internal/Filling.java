package com.technosupport.vms.backfill.internal;

import com.technosupport.vms.api.device.ArchiveFootage;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.FootageIntake;
import com.technosupport.vms.api.recording.FootageIntake.Intake;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.api.store.BackfillStore.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One piece of one gap. Whatever ends it on the way, what was written of it is found by the next attempt, which begins by looking
 * what there is by now. Blocks for the device; ended by interrupt.
 */
final class Filling {

    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    /** Less is not worth a question: most devices count in seconds. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    /** A device that has nothing is asked again: some file what they record only minutes later. */
    private static final List<Duration> AFTER_NOTHING =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(15), Duration.ofHours(2));

    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 8;
    private static final int MOST_SEGMENTS = 1000;

    private final ArchiveFootage archive;
    private final FootageIntake intakes;
    private final RecordingReader recordings;
    private final BackfillStore store;
    private final Clock clock;
    private final Duration piece;
    private final long bytesPerSecond;
    private final Totals totals;

    Filling(
            ArchiveFootage archive,
            FootageIntake intakes,
            RecordingReader recordings,
            BackfillStore store,
            Clock clock,
            Duration piece,
            long bytesPerSecond,
            Totals totals) {
        this.archive = archive;
        this.intakes = intakes;
        this.recordings = recordings;
        this.store = store;
        this.clock = clock;
        this.piece = piece;
        this.bytesPerSecond = bytesPerSecond;
        this.totals = totals;
    }

    /** Fills what it can, and writes down what came of it. @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE} */
    void fill(Task task) throws InterruptedException {
        RecordingGap gap = task.gap();
        Instant end = gap.to().orElseThrow();
        if (Duration.between(gap.from(), end).compareTo(SHORTEST) < 0) {
            store.tried(gap, "Too short to ask the device for", Optional.empty());
            return;
        }
        // What an attempt that was cut short has left.
        if (noted(gap, gap.from(), end)) {
            return;
        }
        try {
            Optional<Span> wanted = archive.search(gap.camera(), gap.from(), end).stream()
                    .flatMap(span -> Span.clipped(span.start(), span.end(), gap.from(), end).stream())
                    .findFirst();
            if (wanted.isPresent()) {
                Instant from = wanted.get().start();
                Instant until = from.plus(piece);
                fetch(
                        gap,
                        from,
                        until.isBefore(wanted.get().end())
                                ? until
                                : wanted.get().end());
                if (noted(gap, gap.from(), end)) {
                    return;
                }
            }
            nothing(task, wanted.isPresent());
        } catch (VmsException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE || !noted(gap, gap.from(), end)) {
                failed(task, e);
            }
        }
    }

    private void fetch(RecordingGap gap, Instant from, Instant to) throws InterruptedException {
        LOG.info("{}: fetching {} to {} from the device", gap.camera(), from, to);
        try (Intake intake =
                intakes.begin(gap.camera(), gap.role(), gap.from(), gap.to().orElseThrow())) {
            try {
                List<Span> unused = archive.fetch(
                        gap.camera(), gap.role(), from, to, new Throttle(intake, bytesPerSecond, totals.bytes));
            } finally {
                // What came by then is good, however it ended.
                intake.finish();
            }
        }
    }

    /** Writes down which parts of a gap have footage by now; false where none has. */
    private boolean noted(RecordingGap gap, Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        for (RecordedSegment segment : recordings
                .footage(gap.camera(), gap.role(), from, to, MOST_SEGMENTS)
                .segments()) {
            Span.clipped(segment.start(), segment.end(), from, to).ifPresent(spans::add);
        }
        if (spans.isEmpty()) {
            return false;
        }
        store.filled(gap, spans, clock.instant());
        spans.forEach(span -> totals.filledMillis.add(
                Duration.between(span.start(), span.end()).toMillis()));
        return true;
    }

    private void nothing(Task task, boolean had) {
        String detail = had
                ? "What the device has of it has no picture that decodes by itself"
                : "The device has no footage of that time";
        Optional<Instant> next = task.attempts() < AFTER_NOTHING.size()
                ? Optional.of(clock.instant().plus(AFTER_NOTHING.get(task.attempts())))
                : Optional.empty();
        totals.nothing.increment();
        store.tried(task.gap(), detail, next);
    }

    private void failed(Task task, VmsException failure) {
        LOG.info(
                "{}: the gap from {} is not filled: {}",
                task.gap().camera(),
                task.gap().from(),
                failure.getMessage());
        totals.failures.increment();
        boolean hopeless = failure.code() == ErrorCode.NOT_SUPPORTED || failure.code() == ErrorCode.NOT_FOUND;
        Duration pause = AFTER_FAILURE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, task.attempts()));
        store.tried(
                task.gap(),
                failure.getMessage(),
                hopeless ? Optional.empty() : Optional.of(clock.instant().plus(pause)));
    }
}
