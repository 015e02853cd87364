package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event streams of a recorder that clients read: answers without end, in parts. Used by its event loop alone, but for the count. */
final class EventStreams {
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SPLIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int SPLIT_BYTES = 23;
    /** A reader that leaves this much unread is disconnected. */
    private static final long MAX_QUEUED = 1024 * 1024;

    private record Source(SimulatedEvent event, int number) {}

    private final EventLoop loop;
    private final NvrState state;
    private final boolean repeats;
    private final List<Reader> readers = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Source, Integer> active = new LinkedHashMap<>();
    private EventLoop.Timer repeating;

    EventStreams(EventLoop loop, NvrState state, boolean repeats) {
        this.loop = loop;
        this.state = state;
        this.repeats = repeats;
    }

    /** How many are read now. From any thread. */
    int count() {
        return open.get();
    }

    void open(Exchange exchange, Dialect.EventStream stream) {
        Connection connection = exchange.connection();
        Reader reader = new Reader(connection, stream);
        exchange.whenClosed(() -> {
            readers.remove(reader);
            open.decrementAndGet();
        });
        readers.add(reader);
        open.incrementAndGet();
        String head = "HTTP/1.1 200 OK\r\nMIME-Version: 1.0\r\nConnection: close\r\nContent-Type: "
                + stream.contentType() + "\r\n\r\n";
        connection.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        reader.beat();
    }

    /** Tells all readers. */
    void tell(SimulatedEvent event, int number, boolean begins) {
        Source source = new Source(event, number);
        if (Notice.isState(event)) {
            if (begins) {
                active.put(source, 1);
                repeat();
            } else {
                active.remove(source);
            }
        }
        if (begins || (Notice.isState(event) && !state.has(NvrQuirk.NO_EVENT_ENDS))) {
            send(new Notice(event, number, begins, 1, state.now()));
        }
    }

    /** Forgets what goes on. */
    void forget() {
        active.clear();
    }

    private void repeat() {
        if (repeats && repeating == null && !active.isEmpty()) {
            repeating = loop.after(REPEAT_NANOS, () -> {
                repeating = null;
                active.replaceAll((source, count) -> count + 1);
                active.forEach(
                        (source, count) -> send(new Notice(source.event(), source.number(), true, count, state.now())));
                repeat();
            });
        }
    }

    private void send(Notice notice) {
        if (!state.has(NvrQuirk.NOT_NOTIFIED)) {
            for (Reader reader : List.copyOf(readers)) {
                reader.stream.writer().event(notice).forEach(reader::write);
            }
        }
    }

    private final class Reader {
        private final Connection connection;
        private final Dialect.EventStream stream;
        private final Deque<byte[]> pieces = new ArrayDeque<>();

        Reader(Connection connection, Dialect.EventStream stream) {
            this.connection = connection;
            this.stream = stream;
        }

        void beat() {
            if (connection.isClosed()) {
                return;
            }
            if (!state.has(NvrQuirk.NO_HEARTBEAT)) {
                write(stream.writer().heartbeat());
            }
            loop.after(stream.heartbeat().toNanos(), this::beat);
        }

        void write(byte[] part) {
            if (connection.queued() > MAX_QUEUED) {
                connection.close();
            } else if (!pieces.isEmpty() || state.has(NvrQuirk.SPLIT_EVENTS)) {
                boolean writing = !pieces.isEmpty();
                for (int i = 0; i < part.length; i += SPLIT_BYTES) {
                    pieces.add(Arrays.copyOfRange(part, i, Math.min(part.length, i + SPLIT_BYTES)));
                }
                if (!writing) {
                    writePiece();
                }
            } else {
                connection.write(ByteBuffer.wrap(part));
            }
        }

        private void writePiece() {
            byte[] piece = pieces.poll();
            if (piece != null && !connection.isClosed()) {
                connection.write(ByteBuffer.wrap(piece));
                loop.after(SPLIT_NANOS, this::writePiece);
            }
        }
    }
}
