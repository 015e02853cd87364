package com.technosupport.vms.bus.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventBus.Subscription;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.tck.EventBusContract;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LocalEventBusTest extends EventBusContract {

    @Override
    protected EventBus create() {
        return new LocalEventBus(
                new BusLimits(100, 16, Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMillis(5)));
    }

    @Override
    protected void destroy(EventBus bus) {
        ((LocalEventBus) bus).stop();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .as("threads end with the bus")
                .noneMatch(name -> name.startsWith("vms-bus-"));
    }

    @Test
    void itsFiguresComeAndGoWithTheRegistryAndWithTheBus() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        LocalEventBus local = (LocalEventBus) bus;
        CountDownLatch gate = new CountDownLatch(1);
        Subscription slow = keep(bus.subscribe("slow", event -> gate.await()));
        List<Integer> heard = new CopyOnWriteArrayList<>();
        keep(bus.subscribe("quick", event -> heard.add(number(event))));
        local.bindMeters(registry);
        for (int i = 0; i < 300; i++) {
            bus.publish(event(Optional.empty(), i));
        }
        assertThat(registry.get("vms.bus.published").functionCounter().count()).isEqualTo(300);
        assertThat(registry.get("vms.bus.receivers").gauge().value()).isEqualTo(2);
        assertThat(registry.get("vms.bus.queue").gauge().value()).isGreaterThanOrEqualTo(99);
        assertThat(registry.get("vms.bus.dropped").functionCounter().count())
                .isGreaterThanOrEqualTo((double) slow.dropped());
        gate.countDown();
        await(
                "each is delivered or dropped",
                () -> registry.get("vms.bus.delivered").functionCounter().count()
                                + registry.get("vms.bus.dropped")
                                        .functionCounter()
                                        .count()
                        == 600);
        assertThat(registry.get("vms.bus.queue").gauge().value()).isZero();

        MeterRegistry other = new SimpleMeterRegistry();
        local.bindMeters(other);
        local.unbindMeters(registry);
        assertThat(registry.getMeters()).isEmpty();
        assertThat(other.getMeters()).hasSize(6);
        local.stop();
        assertThat(other.getMeters()).isEmpty();
    }

    @Test
    void durableReceiversGetSeveralAtATime() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        keep(bus.subscribeDurably("durable", events -> {
            begun.countDown();
            gate.await();
            sizes.add(events.size());
        }));
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            Thread publisher = new Thread(
                    () -> {
                        try {
                            bus.publish(event(Optional.empty(), number));
                        } catch (InterruptedException | VmsException e) {
                            sizes.add(-1);
                        }
                    },
                    "test-publisher");
            publishers.add(publisher);
            publisher.start();
        }
        begun.await();
        await(
                "all wait",
                () -> publishers.stream().allMatch(publisher -> publisher.getState() == Thread.State.TIMED_WAITING));
        gate.countDown();
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertThat(sizes).allMatch(size -> size >= 1 && size <= 16);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
        assertThat(sizes).hasSizeLessThan(40);
    }

    @Test
    void aDurableReceiverThatStaysAwayIsForgotten() throws Exception {
        Subscription gone = keep(bus.subscribeDurably("gone", events -> {}));
        gone.close();
        assertThatThrownBy(() -> bus.publish(event(Optional.empty(), 1)))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        bus.publish(event(Optional.empty(), 2));
    }

    @Test
    void stoppingLetsThoseGoWhoWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        keep(bus.subscribeDurably("durable", events -> {
            begun.countDown();
            new CountDownLatch(1).await();
        }));
        List<ErrorCode> said = new CopyOnWriteArrayList<>();
        Thread publisher = new Thread(
                () -> {
                    try {
                        bus.publish(event(Optional.empty(), 1));
                    } catch (VmsException e) {
                        said.add(e.code());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "test-publisher");
        publisher.start();
        begun.await();
        ((LocalEventBus) bus).stop();
        publisher.join();
        assertThat(said).containsExactly(ErrorCode.BUSY);
        assertThatThrownBy(() -> bus.subscribe("late", event -> {})).isInstanceOf(VmsException.class);
    }
}
