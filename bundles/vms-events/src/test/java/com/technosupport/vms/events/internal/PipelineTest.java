package com.technosupport.vms.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.EventInterest;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventStore.NewEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each step of the way, and what is left when the server is killed after it. */
final class PipelineTest {

    @TempDir
    Path directory;

    private final Camera gate = Samples.camera("Gate");
    private final MemoryStore store = new MemoryStore();
    private final Heard heard = new Heard();

    /** A listener that writes down what it hears. */
    private static final class Heard implements EnrichedEventListener {

        final List<Integer> received = new CopyOnWriteArrayList<>();
        final List<Integer> stored = new CopyOnWriteArrayList<>();

        @Override
        public void eventReceived(EnrichedEvent event) {
            received.add(number(event));
        }

        @Override
        public void eventStored(EnrichedEvent event) {
            stored.add(number(event));
        }
    }

    private static int number(EnrichedEvent event) {
        return ((Number) event.message().data().get("number")).intValue();
    }

    /** The server, from its start to its end or to its being killed. */
    private final class Life implements AutoCloseable {

        final Spool spool;
        final Announcer announcer = new Announcer();
        final Counts counts = new Counts();
        final Pipeline pipeline;

        Life() throws IOException {
            this(1_000_000);
        }

        Life(long spoolBytes) throws IOException {
            spool = new Spool(directory, spoolBytes, 2_000);
            announcer.add(heard);
            pipeline = new Pipeline(store, spool, Samples.enricher(gate), announcer, Samples.CLOCK, counts);
        }

        void replayAll() throws IOException {
            while (pipeline.replay()) {
                assertThat(counts.unreadable.sum()).isZero();
            }
        }

        @Override
        public void close() {
            spool.close();
        }
    }

    private static List<EventMessage> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(Samples::event).toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void eventsAreEnrichedStoredAndToldInTheirOrder() throws Exception {
        try (Life life = new Life()) {
            life.announcer.add((EventInterest) event -> event.message().type().equals("VideoLost"));
            EventMessage lost = Samples.event("VideoLost", Optional.of(gate.id()), 0);
            EventMessage foreign = Samples.event("DoorOpened", Optional.of(CameraId.next(Samples.CLOCK)), 1);
            life.pipeline.receive(List.of(lost, foreign, Samples.event("DiskFull", Optional.empty(), 2)));

            List<NewEvent> stored = store.stored();
            assertThat(stored).extracting(NewEvent::forRules).containsExactly(true, false, false);
            EnrichedEvent first = stored.get(0).event();
            assertThat(first.message()).isEqualTo(lost);
            assertThat(first.cameraName()).contains("Gate");
            assertThat(first.siteName()).contains("Harbour");
            assertThat(stored)
                    .extracting(event -> event.event().severity())
                    .containsExactly(Severity.WARNING, Severity.INFO, Severity.CRITICAL);
            assertThat(stored.get(1).event().cameraName()).isEmpty();
            assertThat(heard.received).containsExactly(0, 1, 2);
            assertThat(heard.stored).containsExactly(0, 1, 2);
        }
    }

    @Test
    void allIsForTheRulesWhileNobodySaysOtherwiseOrHeFails() throws Exception {
        try (Life life = new Life()) {
            life.pipeline.receive(events(0, 1));
            EventInterest broken = event -> {
                throw new IllegalStateException("a defect");
            };
            life.announcer.add(broken);
            life.pipeline.receive(events(1, 2));
            life.announcer.remove(broken);
            life.announcer.add((EventInterest) event -> false);
            life.pipeline.receive(events(2, 3));
            assertThat(store.stored()).extracting(NewEvent::forRules).containsExactly(true, true, false);
        }
    }

    @Test
    void namesFollowTheCamera() throws Exception {
        Enricher enricher = Samples.enricher(gate);
        EventMessage event = Samples.event("A", Optional.of(gate.id()), 0);
        enricher.changed(Samples.camera(gate.id(), "North gate"));
        assertThat(enricher.enrich(event).cameraName()).contains("North gate");
        enricher.removed(gate.id());
        assertThat(enricher.enrich(event).cameraName()).isEmpty();
        enricher.refresh();
        assertThat(enricher.enrich(event).cameraName()).contains("Gate");
    }

    @Test
    void whatComesAgainIsStoredAndToldOnce() throws Exception {
        try (Life life = new Life()) {
            List<EventMessage> events = events(0, 10);
            life.pipeline.receive(events);
            life.pipeline.receive(events);
            List<EventMessage> twice = new ArrayList<>(events);
            twice.addAll(events(10, 11));
            twice.add(twice.get(10));
            life.pipeline.receive(twice);
            assertThat(store.numbers()).isEqualTo(numbers(0, 11));
            assertThat(heard.received).isEqualTo(numbers(0, 11));
            assertThat(heard.stored).isEqualTo(numbers(0, 11));
            assertThat(life.counts.stored.sum()).isEqualTo(11);
        }
    }

    @Test
    void absurdTimesAreSetAsideAndHoldUpNobody() throws Exception {
        try (Life life = new Life()) {
            EventMessage reset = Samples.at(Instant.EPOCH, "A", Optional.empty(), 7);
            EventMessage ahead =
                    Samples.at(Samples.CLOCK.instant().plus(Duration.ofDays(400)), "A", Optional.empty(), 8);
            life.pipeline.receive(List.of(reset, Samples.event(1), ahead, Samples.event(2)));
            assertThat(store.numbers()).containsExactly(1, 2);
            assertThat(store.rejected(10, Optional.empty()))
                    .extracting(RejectedEvent::id)
                    .containsExactly(reset.id().value(), ahead.id().value());
            assertThat(heard.received).containsExactly(1, 2);
        }
    }

    @Test
    void whatTheDatabaseRefusesIsNotTold() throws Exception {
        try (Life life = new Life()) {
            life.pipeline.receive(
                    List.of(Samples.event(1), Samples.event("Refused", Optional.empty(), 2), Samples.event(3)));
            assertThat(heard.received).containsExactly(1, 3);
            assertThat(life.counts.rejected.sum()).isEqualTo(1);
        }
    }

    @Test
    void whileTheDatabaseIsAwayEventsAreShownAndLaterStoredInTheirOrder() throws Exception {
        try (Life life = new Life()) {
            life.pipeline.receive(events(0, 5));
            store.away(true);
            List<EventMessage> during = events(5, 20);
            life.pipeline.receive(during);
            life.pipeline.receive(during.subList(3, 6));
            life.pipeline.reject(List.of(new RejectedEvent(
                    new UUID(1, 2), Samples.CLOCK.instant(), "nats:vms.events.X", "no JSON", new byte[] {1, 2}, 2)));
            assertThat(life.pipeline.replay()).isFalse();
            assertThat(heard.received).isEqualTo(numbers(0, 20));
            assertThat(heard.stored).isEqualTo(numbers(0, 5));
            store.away(false);
            Thread replayer = new Thread(
                    () -> {
                        try {
                            life.replayAll();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    "test-replayer");
            replayer.start();
            life.pipeline.receive(events(20, 25));
            replayer.join();
            life.replayAll();
            assertThat(store.numbers()).isEqualTo(numbers(0, 25));
            assertThat(heard.received).isEqualTo(numbers(0, 25));
            assertThat(heard.stored.stream().distinct()).isEqualTo(numbers(0, 25));
            assertThat(store.rejected(10, Optional.empty()))
                    .extracting(RejectedEvent::reason)
                    .containsExactly("no JSON");
            assertThat(life.spool.isEmpty()).isTrue();
        }
    }

    @Test
    void killedAfterSpoolingNothingIsLostOrDoubled() throws Exception {
        Life killed = new Life();
        store.away(true);
        killed.pipeline.receive(events(0, 100));
        // Not closed: the next life finds what is on disk.
        store.away(false);
        try (Life life = new Life()) {
            life.replayAll();
            assertThat(store.numbers()).isEqualTo(numbers(0, 100));
        }
    }

    @Test
    void killedInTheMiddleOfReplayingNothingIsLostOrDoubled() throws Exception {
        Life killed = new Life();
        store.away(true);
        for (int i = 0; i < 100; i += 4) {
            killed.pipeline.receive(events(i, i + 4));
        }
        store.away(false);
        killed.pipeline.replay();
        killed.pipeline.replay();
        assertThat(store.numbers()).hasSizeBetween(8, 99);
        try (Life life = new Life()) {
            life.replayAll();
            assertThat(store.numbers()).isEqualTo(numbers(0, 100));
        }
    }

    @Test
    void killedAfterStoringBeforeTheAcknowledgementNothingIsDoubled() throws Exception {
        List<EventMessage> events = events(0, 10);
        Life killed = new Life();
        killed.pipeline.receive(events);
        try (Life life = new Life()) {
            // The bus has heard of no acknowledgement.
            life.pipeline.receive(events);
            assertThat(store.numbers()).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void anAnswerThatIsLostDoublesNothing() throws Exception {
        try (Life life = new Life()) {
            store.loseNextAnswer();
            life.pipeline.receive(events(0, 10));
            life.replayAll();
            assertThat(store.numbers()).isEqualTo(numbers(0, 10));
            assertThat(heard.received).isEqualTo(numbers(0, 10));
            assertThat(heard.stored).as("the rules are woken all the same").isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void aFullSpoolIsSaidAndPasses() throws Exception {
        try (Life life = new Life(3_000)) {
            store.away(true);
            life.pipeline.receive(events(0, 5));
            List<EventMessage> many = events(5, 100);
            assertThatThrownBy(() -> life.pipeline.receive(many))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
            assertThat(life.pipeline.problem())
                    .hasValueSatisfying(text -> assertThat(text).contains("full"));
            assertThat(heard.received).isEqualTo(numbers(0, 5));
            store.away(false);
            life.replayAll();
            life.pipeline.receive(many);
            assertThat(life.pipeline.problem()).isEmpty();
            assertThat(store.numbers()).isEqualTo(numbers(0, 100));
        }
    }

    @Test
    void aListenerThatFailsHoldsUpNobody() throws Exception {
        try (Life life = new Life()) {
            life.announcer.remove(heard);
            life.announcer.add(new EnrichedEventListener() {
                @Override
                public void eventReceived(EnrichedEvent event) {
                    throw new IllegalStateException("a defect");
                }
            });
            life.announcer.add(heard);
            life.pipeline.receive(events(0, 3));
            assertThat(heard.received).isEqualTo(numbers(0, 3));
        }
    }
}
