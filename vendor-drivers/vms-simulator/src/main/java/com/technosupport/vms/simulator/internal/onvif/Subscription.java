package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A pull point: what happened since the last pull, until somebody pulls or its time is over. When more than a thousand messages wait, the
 * oldest are lost. Used by its event loop alone.
 */
final class Subscription {
    private static final int MAX_QUEUED = 1000;

    /** A message and what became of its state. */
    record Queued(Notification notification, String operation) {}

    private final String id;
    private final Predicate<String> topics;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private long expires;
    private EventLoop.Timer expiry;
    private Exchange waiting;
    private int limit;
    private EventLoop.Timer timeout;
    private BiConsumer<Exchange, List<Queued>> answer;

    /** @param topics tells which topics it wants */
    Subscription(String id, Predicate<String> topics) {
        this.id = id;
        this.topics = topics;
    }

    String id() {
        return id;
    }

    /** How long it has to live. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, expires - System.nanoTime()));
    }

    void live(EventLoop loop, Duration time, Runnable end) {
        if (expiry != null) {
            expiry.cancel();
        }
        expires = System.nanoTime() + time.toNanos();
        expiry = loop.at(expires, end);
    }

    void offer(Notification notification, String operation) {
        if (!topics.test(notification.topic())) {
            return;
        }
        if (queue.size() == MAX_QUEUED) {
            queue.removeFirst();
        }
        queue.addLast(new Queued(notification, operation));
        if (waiting != null) {
            answerNow();
        }
    }

    /** Answers with what waits, or when something happens, or with nothing when the time is over. */
    void pull(Exchange exchange, int messages, Duration time, BiConsumer<Exchange, List<Queued>> how) {
        if (waiting != null) {
            // One pull at a time: the older one has nothing to wait for any more.
            answerNow();
        }
        waiting = exchange;
        limit = messages;
        answer = how;
        if (!queue.isEmpty() || time.isZero()) {
            answerNow();
            return;
        }
        timeout = exchange.loop().after(time.toNanos(), this::answerNow);
        exchange.whenClosed(this::forget);
    }

    private void forget() {
        waiting = null;
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }

    private void answerNow() {
        Exchange exchange = waiting;
        forget();
        List<Queued> messages = new ArrayList<>();
        while (!queue.isEmpty() && messages.size() < limit) {
            messages.add(queue.removeFirst());
        }
        answer.accept(exchange, messages);
    }

    /** Ends it; who waits gets nothing. */
    void end() {
        queue.clear();
        if (expiry != null) {
            expiry.cancel();
        }
        if (waiting != null) {
            answerNow();
        }
    }
}
