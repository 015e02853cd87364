package com.technosupport.vms.driver.dahua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Listens to a device on a thread of its own until closed. */
final class Listening implements AutoCloseable, DeviceEvents.Sink {

    private final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> alive = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Optional<Throwable> failure = Optional.empty();

    Listening(DeviceEvents device) {
        thread = new Thread(
                () -> {
                    try {
                        device.listen(this);
                    } catch (InterruptedException e) {
                        return;
                    } catch (RuntimeException e) {
                        failure = Optional.of(e);
                    }
                },
                "listening");
        thread.start();
    }

    Listening awaitAlive() throws InterruptedException {
        assertThat(alive.poll(20, TimeUnit.SECONDS))
                .as("alive; failure: " + failure)
                .isNotNull();
        return this;
    }

    DeviceEvent next() throws InterruptedException {
        DeviceEvent event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("an event; failure: " + failure).isNotNull();
        return event;
    }

    @Override
    public void event(DeviceEvent event) {
        events.add(event);
    }

    @Override
    public void alive() {
        alive.add(true);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(5000);
        assertThat(thread.isAlive()).as("listening ended with the interrupt").isFalse();
    }
}
