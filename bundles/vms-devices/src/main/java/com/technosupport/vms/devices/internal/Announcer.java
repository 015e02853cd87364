package com.technosupport.vms.devices.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners in order, on one thread of its own, so that whoever has news never waits. Listener services are fetched
 * when they are first told something: fetching them while they are bound would run in a circle with listeners that
 * themselves refer to this bundle's services.
 *
 * @param <L> kind of listener
 */
final class Announcer<L> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int MOST_WAITING = 10_000;

    private final String name;
    private final Map<Object, Member<L>> members = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor thread;
    private final AtomicLong dropped = new AtomicLong();

    Announcer(String name) {
        this.name = name;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), new NamedThreads(name));
    }

    /** @param release undoes what {@code fetch} did; called at most once, and only if it was fetched */
    void add(Object key, Supplier<L> fetch, Consumer<L> release) {
        members.put(key, new Member<>(fetch, release));
    }

    /** When this returns, no call of the listener begins any more. */
    void remove(Object key) {
        Member<L> member = members.remove(key);
        if (member != null) {
            member.leave();
        }
    }

    void announce(Consumer<L> news) {
        try {
            thread.execute(() -> members.values().forEach(member -> member.tell(news)));
        } catch (RejectedExecutionException e) {
            if (!thread.isShutdown() && dropped.getAndIncrement() % 1000 == 0) {
                LOG.warn("{}: a listener blocks; {} announcements were dropped", name, dropped.get());
            }
        }
    }

    @Override
    public void close() {
        NamedThreads.end(thread, name, Duration.ofSeconds(2));
        members.values().forEach(Member::leave);
        members.clear();
    }

    private static final class Member<L> {

        private static final long LEAVING_MILLIS = 1000;

        private final Supplier<L> fetch;
        private final Consumer<L> release;
        private final ReentrantLock lock = new ReentrantLock();
        private L listener;
        private volatile boolean gone;

        Member(Supplier<L> fetch, Consumer<L> release) {
            this.fetch = fetch;
            this.release = release;
        }

        void tell(Consumer<L> news) {
            lock.lock();
            try {
                if (gone) {
                    return;
                }
                if (listener == null) {
                    listener = fetch.get();
                }
                if (listener != null) {
                    news.accept(listener);
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("A listener failed", e);
            } finally {
                lock.unlock();
            }
        }

        void leave() {
            gone = true;
            boolean interrupted = false;
            try {
                if (lock.tryLock(LEAVING_MILLIS, TimeUnit.MILLISECONDS)) {
                    try {
                        if (listener != null) {
                            release.accept(listener);
                            listener = null;
                        }
                    } finally {
                        lock.unlock();
                    }
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
