package com.technosupport.vms.media.internal.rtsp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads many cameras. What a camera costs is system calls and wake-ups, not bytes: a stream nobody watches
 * live is read by a tick of 20 ms, so that all that came meanwhile takes one read. Streams watched live, connections
 * being opened, and UDP (whose socket would overflow) are read at once. Hence two selectors and one thread.
 *
 * <p>Whatever one member throws ends that member alone.
 */
public final class RtspLoop implements AutoCloseable {

    static final long TICK_NANOS = 20_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(RtspLoop.class);
    private static final int SCRATCH = 512 << 10;
    private static final long CLOSING_NANOS = 1_000_000_000L;

    /** A channel's reader. Called by the loop's thread only. */
    interface Handler {

        /** @param scratch free for use during the call */
        void ready(SelectionKey key, ByteBuffer scratch);

        /** It threw. */
        void broken(Throwable problem);
    }

    /** Something that needs the time. Called by the loop's thread only. */
    interface Member {

        void tick(Instant now, long nanos);

        void broken(Throwable problem);

        /** The loop ends. */
        void shutdown();
    }

    private final Selector immediate;
    private final Selector ticked;
    private final Clock clock;
    private final Thread thread;
    // Bounded by what pipelines ask: a few tasks for each.
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private volatile boolean closed;

    public RtspLoop(String name, Clock clock) throws IOException {
        this.clock = clock;
        this.immediate = Selector.open();
        this.ticked = Selector.open();
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive() && !closed;
    }

    /** How many sessions it reads. */
    public int size() {
        return members.size();
    }

    Clock clock() {
        return clock;
    }

    void execute(Runnable task) {
        tasks.add(task);
        immediate.wakeup();
    }

    Selector immediate() {
        return immediate;
    }

    Selector ticked() {
        return ticked;
    }

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    private void run() {
        long nextTick = System.nanoTime() + TICK_NANOS;
        long endAt = Long.MAX_VALUE;
        boolean closing = false;
        while (true) {
            try {
                if (closed && !closing) {
                    closing = true;
                    endAt = System.nanoTime() + CLOSING_NANOS;
                    new ArrayList<>(members).forEach(Member::shutdown);
                }
                if (closing && (members.isEmpty() || System.nanoTime() - endAt >= 0)) {
                    break;
                }
                long wait = (nextTick - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                    immediate.select(members.isEmpty() ? 1000 : wait);
                } else {
                    immediate.selectNow();
                }
                runTasks();
                handle(immediate);
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    ticked.selectNow();
                    handle(ticked);
                    tick();
                    nextTick = Math.max(nextTick + TICK_NANOS, now + TICK_NANOS / 4);
                }
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("The RTSP reader goes on after a failure of its own", e);
            }
        }
        closeQuietly(immediate);
        closeQuietly(ticked);
    }

    private void runTasks() {
        Runnable task;
        while ((task = tasks.poll()) != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A task of the RTSP reader failed", e);
            }
        }
    }

    private void handle(Selector selector) {
        Set<SelectionKey> selected = selector.selectedKeys();
        if (selected.isEmpty()) {
            return;
        }
        List<SelectionKey> ready = new ArrayList<>(selected);
        selected.clear();
        for (SelectionKey key : ready) {
            Handler handler = (Handler) key.attachment();
            try {
                if (key.isValid()) {
                    handler.ready(key, scratch);
                }
            } catch (CancelledKeyException e) {
                // Its member was closed by another's reading.
            } catch (RuntimeException | Error e) {
                handler.broken(e);
            }
        }
    }

    private void tick() {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        for (Member member : members) {
            try {
                member.tick(now, nanos);
            } catch (RuntimeException | Error e) {
                member.broken(e);
            }
        }
    }

    private static void closeQuietly(Selector selector) {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("A selector did not close", e);
        }
    }

    /** Says goodbye to all devices and ends within about a second. */
    @Override
    public void close() {
        closed = true;
        immediate.wakeup();
        try {
            thread.join(CLOSING_NANOS / 1_000_000 * 3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The RTSP reader did not end in time");
        }
    }
}
