package com.technosupport.vms.bus.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.codec.EventJson;
import io.nats.client.impl.NatsMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waits for a receiver that is slow. */
final class InboxTest {

    private static final int LARGE = 1000;

    /** Takes one batch each time it is let. */
    private static final class Slow implements EventBatchReceiver {

        final Semaphore let = new Semaphore(0);
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger largest = new AtomicInteger();

        @Override
        public void receive(List<EventMessage> events) throws InterruptedException {
            throw new AssertionError("what is sent here is no event");
        }

        @Override
        public void reject(List<RejectedEvent> events) throws InterruptedException {
            largest.accumulateAndGet(events.size(), Math::max);
            let.acquire();
            taken.addAndGet(events.size());
        }
    }

    @Test
    void largeEventsDoNotFillTheMemory() throws Exception {
        Messages messages = new Messages(Clock.systemUTC());
        byte[] payload = new byte[EventJson.MOST_BYTES];
        Inbox inbox = new Inbox("slow", 500, Duration.ofSeconds(60));
        Slow slow = new Slow();
        assertThat(inbox.attach(slow)).isTrue();
        CountDownLatch brought = new CountDownLatch(LARGE);
        Thread library = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < LARGE; i++) {
                            inbox.put(messages.read(NatsMessage.builder()
                                    .subject("vms.events.Large")
                                    .data(payload)
                                    .build()));
                            brought.countDown();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "library");
        library.start();
        try {
            assertThat(brought.await(2, TimeUnit.SECONDS))
                    .as("all are in memory")
                    .isFalse();
            assertThat((long) inbox.size() * payload.length).isLessThan(100L * 1024 * 1024);
            slow.let.release(LARGE);
            library.join(TimeUnit.SECONDS.toMillis(60));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (slow.taken.get() < LARGE) {
                assertThat(System.nanoTime()).as("all are taken").isLessThan(deadline);
                Thread.sleep(5);
            }
            assertThat((long) slow.largest.get() * payload.length).isLessThan(50L * 1024 * 1024);
        } finally {
            inbox.end();
        }
    }
}
