package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.web.internal.Services;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on the WebSocket: each is written once and given to every client that wants it and may see it. What comes faster than it
 * can be given on, and what a client is too slow for, is lost to that client, who is told how much; nobody waits for one that
 * does not read. The latest events are kept for clients that come back.
 */
@Component(
        service = {EventPushes.class, EnrichedEventListener.class},
        immediate = true)
public final class EventPushes implements EnrichedEventListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventPushes.class);

    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 500;
    private static final int MOST_KEPT = 5_000;
    private static final int MOST_KEPT_CHARACTERS = 4 << 20;
    private static final long LEAVING_MILLIS = 5_000;

    private final Sockets sockets;
    private final Services services;
    private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong overrun = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final OwnMeters meters = new OwnMeters(this::metersIn);
    private final Thread thread = new Thread(this::run, "vms-web-events");
    /** Guarded by this, as the next two: the latest, oldest first. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private int keptCharacters;
    /** The number up to which events are kept no more. */
    private long forgotten;

    /** What a listener was told. */
    private record News(String type, EnrichedEvent event) {}

    /** An event with its number, as it is sent. */
    private record Kept(long sequence, String text, Optional<CameraId> camera, String type) {}

    @Activate
    public EventPushes(@Reference Sockets sockets, @Reference Services services) {
        this.sockets = sockets;
        this.services = services;
        this.forgotten = sockets.nextSequence();
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void stop() {
        thread.interrupt();
        try {
            thread.join(LEAVING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        meters.forget();
    }

    private List<Meter> metersIn(MeterRegistry registry) {
        return List.of(
                FunctionCounter.builder("vms.web.events.sent", sent, AtomicLong::get)
                        .description("Events given to WebSockets, counted once for each")
                        .register(registry),
                FunctionCounter.builder("vms.web.events.lost", lost, AtomicLong::get)
                        .description("Events that a WebSocket was too slow for, counted once for each")
                        .register(registry),
                FunctionCounter.builder("vms.web.events.overrun", overrun, AtomicLong::get)
                        .description("Events that came faster than they could be written")
                        .register(registry));
    }

    @Override
    public void eventReceived(EnrichedEvent event) {
        offer(new News("event", event));
    }

    @Override
    public void eventUpdated(EnrichedEvent event) {
        offer(new News("event.updated", event));
    }

    private void offer(News news) {
        if (!waiting.offer(news)) {
            overrun.incrementAndGet();
        }
    }

    private void run() {
        List<News> batch = new ArrayList<>(BATCH);
        long overrunBefore = 0;
        try {
            while (true) {
                News first = waiting.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    services.metersIfThere().ifPresent(meters::keepIn);
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, BATCH - 1);
                long overrunNow = overrun.get();
                try {
                    send(batch, overrunNow - overrunBefore);
                } catch (RuntimeException e) {
                    LOG.warn("Events could not be sent to the sockets", e);
                }
                overrunBefore = overrunNow;
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void send(List<News> batch, long missed) {
        List<SocketClient> listening = sockets.all().stream()
                .filter(client -> client.wishes().isPresent())
                .toList();
        if (missed > 0) {
            listening.forEach(client -> client.wishes().ifPresent(EventWishes::lose));
        }
        for (News news : batch) {
            long sequence = sockets.nextSequence();
            Kept event = new Kept(
                    sequence,
                    "{\"type\":\"" + news.type() + "\",\"seq\":" + sequence + ",\"event\":"
                            + EventJson.text(news.event()) + "}",
                    news.event().message().cameraId(),
                    news.event().message().type());
            keep(event);
            listening.forEach(client -> offer(client, event));
        }
    }

    private void keep(Kept event) {
        kept.addLast(event);
        keptCharacters += event.text().length();
        while (kept.size() > MOST_KEPT || keptCharacters > MOST_KEPT_CHARACTERS) {
            Kept oldest = kept.removeFirst();
            keptCharacters -= oldest.text().length();
            forgotten = oldest.sequence();
        }
    }

    private void offer(SocketClient client, Kept event) {
        Optional<EventWishes> wishes = client.wishes();
        Caller caller = client.identity().caller();
        boolean visible =
                caller.seesAll() || event.camera().filter(caller::maySee).isPresent();
        if (wishes.isEmpty() || !visible || !wishes.get().include(event.camera(), event.type())) {
            return;
        }
        EventWishes of = wishes.get();
        if (of.lost() > 0 && client.offer(new Messages.EventsLost("events.lost", event.sequence(), of.lost()))) {
            of.toldOfLost();
        }
        if (of.lost() == 0 && client.offer(event.text())) {
            sent.incrementAndGet();
        } else {
            of.lose();
            lost.incrementAndGet();
        }
    }

    /**
     * From now on the client is told of these events.
     *
     * @param after the last number that it saw, where it comes back: what followed is told again as far as it is kept
     */
    synchronized void subscribe(SocketClient client, String requestId, EventWishes wishes, OptionalLong after) {
        client.wish(Optional.of(wishes));
        // All that follows has a greater number than this.
        client.send(new Messages.EventsSubscribed(
                "events.subscribed",
                requestId,
                sockets.nextSequence(),
                (after.isPresent() && after.getAsLong() < forgotten) ? true : null));
        if (after.isPresent()) {
            for (Kept event : kept) {
                if (event.sequence() > after.getAsLong()) {
                    offer(client, event);
                }
            }
        }
    }

    synchronized void unsubscribe(SocketClient client) {
        client.wish(Optional.empty());
    }
}
