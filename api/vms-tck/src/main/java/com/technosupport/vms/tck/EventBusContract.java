package com.technosupport.vms.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventBus.Subscription;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every event bus keeps to. A bus's own test extends it and says how to make one. */
public abstract class EventBusContract {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MANY = 3000;

    protected final Clock clock = Clock.systemUTC();
    protected EventBus bus;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A bus of its own, whose {@code publish} waits at most a second for durable receivers. */
    protected abstract EventBus create() throws Exception;

    /** Ends it. */
    protected abstract void destroy(EventBus bus) throws Exception;

    /**
     * Whether the bus itself keeps what was published until durable receivers have it, over its own restart. One that does may let
     * {@code publish} return before; one that does not makes it wait for them, which is tested.
     */
    protected boolean keepsEvents() {
        return false;
    }

    @BeforeEach
    final void begin() throws Exception {
        bus = create();
    }

    @AfterEach
    final void end() throws Exception {
        subscriptions.forEach(Subscription::close);
        threads.shutdownNow();
        destroy(bus);
    }

    protected final Subscription keep(Subscription subscription) {
        subscriptions.add(subscription);
        return subscription;
    }

    protected final EventMessage event(Optional<CameraId> camera, int number) {
        return new EventMessage(
                EventId.next(clock),
                "MotionStarted",
                camera,
                "test",
                Instant.parse("2026-01-01T00:00:00Z"),
                Optional.of("person"),
                OptionalDouble.of(0.5),
                Optional.of(new EventMessage.Box(0.1, 0.2, 0.3, 0.4)),
                Optional.of("track"),
                Map.of("number", number));
    }

    protected static int number(EventMessage event) {
        return ((Number) event.data().get("number")).intValue();
    }

    protected static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() < deadline).as(what).isTrue();
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void everyReceiverHearsEveryEventWhole() throws Exception {
        List<EventMessage> one = new CopyOnWriteArrayList<>();
        List<EventMessage> other = new CopyOnWriteArrayList<>();
        List<EventMessage> durable = new CopyOnWriteArrayList<>();
        keep(bus.subscribe("one", one::add));
        keep(bus.subscribe("other", other::add));
        keep(bus.subscribeDurably("durable", durable::addAll));
        EventMessage event = event(Optional.of(CameraId.next(clock)), 1);

        bus.publish(event);

        await("all heard", () -> one.size() == 1 && other.size() == 1 && durable.size() == 1);
        assertThat(one).containsExactly(event);
        assertThat(other).containsExactly(event);
        assertThat(durable).containsExactly(event);
    }

    @Test
    void publishingWithoutReceiversIsNoError() {
        assertThatCode(() -> bus.publish(event(Optional.empty(), 1))).doesNotThrowAnyException();
    }

    @Test
    void theOrderOfEachCameraIsKeptWhoeverPublishes() throws Exception {
        List<EventMessage> listened = new CopyOnWriteArrayList<>();
        List<EventMessage> kept = new CopyOnWriteArrayList<>();
        Subscription listener = keep(bus.subscribe("listener", listened::add));
        keep(bus.subscribeDurably("durable", kept::addAll));
        List<CameraId> cameras =
                IntStream.range(0, 4).mapToObj(i -> CameraId.next(clock)).toList();
        List<Future<?>> publishers = new ArrayList<>();
        for (CameraId camera : cameras) {
            publishers.add(threads.submit(() -> {
                for (int i = 0; i < MANY / 10; i++) {
                    bus.publish(event(Optional.of(camera), i));
                }
                return null;
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get(LIMIT.toSeconds() * 3, TimeUnit.SECONDS);
        }
        await(
                "all heard",
                () -> listened.size() + listener.dropped() >= 4 * (MANY / 10) && kept.size() >= 4 * (MANY / 10));

        for (CameraId camera : cameras) {
            assertThat(kept.stream()
                            .filter(event -> event.cameraId().equals(Optional.of(camera)))
                            .map(EventBusContract::number))
                    .containsExactlyElementsOf(
                            IntStream.range(0, MANY / 10).boxed().toList());
            assertThat(listened.stream()
                            .filter(event -> event.cameraId().equals(Optional.of(camera)))
                            .map(EventBusContract::number))
                    .isSorted();
        }
    }

    @Test
    void aReceiverThatBlocksHoldsNobodyUpAndItsLossesAreCounted() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger free = new AtomicInteger();
        Subscription slow = keep(bus.subscribe("slow", event -> {
            gate.await();
            heard.incrementAndGet();
        }));
        keep(bus.subscribe("free", event -> free.incrementAndGet()));
        long begun = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            bus.publish(event(Optional.empty(), i));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        await("losses are counted", () -> slow.dropped() > 0);
        gate.countDown();
        await("the rest is heard", () -> heard.get() + slow.dropped() == MANY);
    }

    @Test
    void aReceiverThatFailsGoesOn() throws Exception {
        List<Integer> heard = new CopyOnWriteArrayList<>();
        keep(bus.subscribe("failing", event -> {
            heard.add(number(event));
            if (number(event) % 2 == 0) {
                throw new IllegalStateException("a defect");
            }
            throw new AssertionError("another");
        }));
        for (int i = 0; i < 4; i++) {
            bus.publish(event(Optional.empty(), i));
        }
        await("all heard", () -> heard.size() == 4);
    }

    @Test
    void publishReturnsWhenTheDurableReceiverHasIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean stored = new AtomicBoolean();
        keep(bus.subscribeDurably("durable", events -> {
            gate.await();
            stored.set(true);
        }));
        Future<Boolean> publisher = threads.submit(() -> {
            bus.publish(event(Optional.empty(), 1));
            return stored.get();
        });
        if (keepsEvents()) {
            assertThat(publisher.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
            gate.countDown();
            await("it comes to the receiver", stored::get);
            return;
        }
        gate.countDown();
        assertThat(publisher.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatADurableReceiverFailsToTakeComesAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        List<Integer> taken = new CopyOnWriteArrayList<>();
        keep(bus.subscribeDurably("durable", events -> {
            if (failures.incrementAndGet() <= 2) {
                throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "away");
            }
            events.forEach(event -> taken.add(number(event)));
        }));
        bus.publish(event(Optional.empty(), 7));
        if (keepsEvents()) {
            await("it comes again", () -> !taken.isEmpty());
        }
        assertThat(taken).containsExactly(7);
        assertThat(failures).hasValue(3);
    }

    @Test
    void whoeverPublishesIsToldWhenTheDurableReceiverIsBehindAndNothingIsLostUnsaid() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<EventMessage> taken = new CopyOnWriteArrayList<>();
        keep(bus.subscribeDurably("durable", events -> {
            gate.await();
            taken.addAll(events);
        }));
        EventMessage event = event(Optional.empty(), 1);
        if (keepsEvents()) {
            bus.publish(event);
        } else {
            assertThatThrownBy(() -> bus.publish(event))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        }
        gate.countDown();
        bus.publish(event);
        await("it is taken", () -> !taken.isEmpty());
        assertThat(taken.stream().map(EventMessage::id).distinct()).containsExactly(event.id());
    }

    @Test
    void aDurableReceiverThatReturnsGoesOnWhereItWas() throws Exception {
        List<Integer> taken = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        Subscription first = keep(bus.subscribeDurably("durable", events -> {
            begun.countDown();
            new CountDownLatch(1).await();
        }));
        Future<?> publisher = threads.submit(() -> {
            bus.publish(event(Optional.empty(), 5));
            return null;
        });
        begun.await();
        first.close();
        keep(bus.subscribeDurably("durable", events -> events.forEach(event -> taken.add(number(event)))));

        publisher.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        await("it came again", () -> taken.contains(5));
    }

    @Test
    void aDurableNameIsTakenOnce() {
        keep(bus.subscribeDurably("durable", events -> {}));
        assertThatThrownBy(() -> bus.subscribeDurably("durable", events -> {}))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    }

    @Test
    void afterClosingNothingIsHeard() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        Subscription subscription = keep(bus.subscribe("leaving", event -> heard.incrementAndGet()));
        bus.publish(event(Optional.empty(), 1));
        await("heard", () -> heard.get() == 1);
        subscription.close();
        subscription.close();
        bus.publish(event(Optional.empty(), 2));
        List<Integer> later = new CopyOnWriteArrayList<>();
        keep(bus.subscribe("later", event -> later.add(number(event))));
        bus.publish(event(Optional.empty(), 3));
        await("the later one hears", () -> !later.isEmpty());
        assertThat(later).as("only what came after it").containsExactly(3);
        assertThat(heard).hasValue(1);
    }

    @Test
    void aReceiverMayPublishAndMayCloseItself() throws Exception {
        List<Integer> heard = new CopyOnWriteArrayList<>();
        AtomicBoolean answered = new AtomicBoolean();
        keep(bus.subscribe("hearing", event -> heard.add(number(event))));
        keep(bus.subscribeDurably("answering", events -> {
            if (answered.compareAndSet(false, true)) {
                bus.publish(event(Optional.empty(), 2));
            }
        }));
        Subscription[] own = new Subscription[1];
        CountDownLatch known = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        own[0] = keep(bus.subscribe("closing", event -> {
            known.await();
            own[0].close();
            closed.countDown();
        }));
        known.countDown();
        bus.publish(event(Optional.empty(), 1));
        await("both are heard", () -> heard.size() == 2);
        assertThat(heard).containsExactly(1, 2);
        assertThat(closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAnswerIsHeardAfterWhatItAnswers() throws Exception {
        int rounds = 100;
        List<Integer> heard = new CopyOnWriteArrayList<>();
        keep(bus.subscribe("hearing", event -> heard.add(number(event))));
        keep(bus.subscribeDurably("answering", events -> {
            for (EventMessage event : events) {
                if (number(event) % 2 == 0) {
                    bus.publish(event(Optional.empty(), number(event) + 1));
                }
            }
        }));
        for (int round = 0; round < rounds; round++) {
            bus.publish(event(Optional.empty(), 2 * round));
            int both = 2 * (round + 1);
            await("both are heard", () -> heard.size() == both);
        }
        assertThat(heard).isSorted();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        keep(bus.subscribeDurably("durable", events -> {
            begun.countDown();
            new CountDownLatch(1).await();
        }));
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread publisher = new Thread(
                () -> {
                    try {
                        bus.publish(event(Optional.empty(), 1));
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                },
                "test-publisher");
        publisher.start();
        begun.await();
        publisher.interrupt();
        publisher.join(LIMIT.toMillis());
        assertThat(publisher.isAlive()).isFalse();
        // One that keeps the event had nothing left to wait for.
        assertThat(interrupted.get() || keepsEvents()).isTrue();
    }
}
