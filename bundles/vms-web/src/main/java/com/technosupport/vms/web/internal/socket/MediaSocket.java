package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.technosupport.vms.api.live.FragmentSink;
import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.live.Carrier;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One WebSocket that carries one live session's fragments. What waits for it is bounded in bytes and in time: a viewer who is
 * slow loses what lies before the next key frame, and nobody else anything. Safe for use by several threads; nothing here waits
 * for the network.
 */
final class MediaSocket implements Carrier, FragmentSink {

    /** More than a viewer is sent at the start, which is 4 MiB at most. */
    static final int MAX_WAITING_BYTES = 6 << 20;

    /** Live video that is older is of no use. */
    static final long MAX_WAITING_NANOS = 3_000_000_000L;

    private static final long SEND_TIMEOUT_MILLIS = 15_000;

    @JsonPropertyOrder("type")
    private record Format(String type, String mimeType, String reason, List<Messages.Note> notes) {}

    @JsonPropertyOrder("type")
    private record Interrupted(String type, String reason, List<Messages.Note> notes) {

        static Interrupted of(LiveReason reason) {
            return new Interrupted("interrupted", Messages.Note.sentence(reason), Messages.Note.of(reason));
        }
    }

    /** What waits: a text, or bytes that must come, or a fragment that may be left out. */
    private record Waiting(String text, ByteBuffer data, boolean fragment, long since) {

        int size() {
            return text == null ? data.remaining() : text.length();
        }
    }

    private final Session session;
    private final LiveSessionId live;
    private final MediaSockets sockets;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int waitingBytes;
    private FragmentSubscription subscription;
    private boolean skipWanted;
    private boolean writing;
    private boolean draining;
    private boolean closed;
    private CloseCode endCode = CloseCodes.NORMAL_CLOSURE;
    private String endReason;

    MediaSocket(Session session, LiveSessionId live, MediaSockets sockets) {
        this.session = session;
        this.live = live;
        this.sockets = sockets;
        session.getAsyncRemote().setSendTimeout(SEND_TIMEOUT_MILLIS);
    }

    Session session() {
        return session;
    }

    LiveSessionId live() {
        return live;
    }

    /** Whence the fragments come; ended here when this has ended meanwhile. */
    void subscribed(FragmentSubscription to) {
        boolean late;
        boolean skip;
        synchronized (queue) {
            late = closed;
            skip = skipWanted;
            subscription = to;
        }
        if (late) {
            to.close();
        } else if (skip) {
            to.skip();
        }
    }

    @Override
    public void started(String mimeType, ByteBuffer initialisation, String reason) {
        // All that a format can lack is the sound.
        LiveReason lacking =
                reason.isEmpty() ? LiveReason.NONE : LiveReason.of(LiveReason.Code.AUDIO_UNSUPPORTED, reason);
        add(json(new Format("format", mimeType, Messages.Note.sentence(lacking), Messages.Note.of(lacking))));
        add(new Waiting(null, initialisation, false, System.nanoTime()));
        drain();
    }

    @Override
    public void fragment(ByteBuffer data, boolean key) {
        FragmentSubscription slow = null;
        boolean full;
        synchronized (queue) {
            if (closed || endReason != null) {
                return;
            }
            Waiting oldest = queue.peek();
            long now = System.nanoTime();
            full = waitingBytes + data.remaining() > MAX_WAITING_BYTES
                    || (oldest != null && now - oldest.since() > MAX_WAITING_NANOS);
            if (full) {
                forgetFragments();
                slow = subscription;
                skipWanted = slow == null;
            } else {
                queue.add(new Waiting(null, data, true, now));
                waitingBytes += data.remaining();
            }
        }
        if (full) {
            sockets.skipped();
            if (slow != null) {
                slow.skip();
            }
        }
        drain();
    }

    private void forgetFragments() {
        queue.removeIf(waiting -> {
            if (waiting.fragment()) {
                waitingBytes -= waiting.size();
                return true;
            }
            return false;
        });
    }

    @Override
    public void interrupted(String reason, boolean last) {
        if (last) {
            finish(CloseCodes.NORMAL_CLOSURE, LiveReason.of(LiveReason.Code.CONNECTION_ENDED, reason));
        } else {
            add(json(Interrupted.of(LiveReason.of(LiveReason.Code.CAMERA_INTERRUPTED, reason))));
            drain();
        }
    }

    private static Waiting json(Object message) {
        try {
            return new Waiting(Json.MAPPER.writeValueAsString(message), null, false, System.nanoTime());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own message cannot be written", e);
        }
    }

    private void add(Waiting waiting) {
        synchronized (queue) {
            if (!closed && endReason == null) {
                queue.add(waiting);
                waitingBytes += waiting.size();
            }
        }
    }

    /** One message is on its way at a time; who finds another at it leaves the rest to that one. */
    private void drain() {
        synchronized (queue) {
            if (draining) {
                return;
            }
            draining = true;
        }
        while (true) {
            Waiting next;
            boolean end;
            synchronized (queue) {
                next = writing || closed ? null : queue.poll();
                end = next == null && !writing && !closed && endReason != null;
                if (next == null) {
                    draining = false;
                } else {
                    waitingBytes -= next.size();
                    writing = true;
                }
            }
            if (end) {
                sockets.close(this, endCode, endReason);
            }
            if (next == null) {
                return;
            }
            send(next);
        }
    }

    private void send(Waiting next) {
        try {
            if (next.text() == null) {
                session.getAsyncRemote().sendBinary(next.data(), result -> sent(result.isOK()));
            } else {
                session.getAsyncRemote().sendText(next.text(), result -> sent(result.isOK()));
            }
        } catch (RuntimeException e) {
            // The socket was closed meanwhile.
            sent(false);
        }
    }

    private void sent(boolean arrived) {
        synchronized (queue) {
            writing = false;
        }
        if (arrived) {
            drain();
        } else {
            sockets.close(this, CloseCodes.GOING_AWAY, "It cannot be sent to");
        }
    }

    @Override
    public void end(LiveReason reason) {
        finish(CloseCodes.NORMAL_CLOSURE, reason);
    }

    /** Says why and closes it, behind what waits that must come; fragments are left out. */
    void finish(CloseCode code, LiveReason reason) {
        synchronized (queue) {
            if (closed || endReason != null) {
                return;
            }
            forgetFragments();
            add(json(Interrupted.of(reason)));
            endCode = code;
            endReason = reason.text();
        }
        drain();
    }

    /** Forgets what waits; true the first time. Then {@link #release} may be called without a lock. */
    boolean closing() {
        synchronized (queue) {
            boolean first = !closed;
            closed = true;
            queue.clear();
            waitingBytes = 0;
            return first;
        }
    }

    /** Lets go of the fragments. May wait for a call of ours. */
    void release() {
        FragmentSubscription held;
        synchronized (queue) {
            held = subscription;
        }
        if (held != null) {
            held.close();
        }
    }

    @Override
    public String toString() {
        return "media socket of " + live;
    }
}
