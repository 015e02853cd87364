package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.live.Viewer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One WebSocket: who is behind it, and a bounded queue of what waits to be sent. A client that does not read loses its
 * socket and not the server's memory. Safe for use by several threads; nothing here waits for the network.
 */
final class SocketClient implements Viewer {

    static final int MAX_QUEUED_MESSAGES = 512;
    static final int MAX_QUEUED_CHARACTERS = 1 << 20;

    /** Of what may be left out where it is too much, so that there is room for what may not. */
    static final int MAX_QUEUED_EVENTS = MAX_QUEUED_MESSAGES / 2;

    private static final long SEND_TIMEOUT_MILLIS = 10_000;

    private final Session session;
    private final Sockets sockets;
    private final MessageRate rate;
    private volatile Identity identity;
    private volatile Optional<EventWishes> wishes = Optional.empty();

    private final Deque<String> queue = new ArrayDeque<>();
    private int queuedCharacters;
    private boolean writing;
    private boolean draining;
    private boolean closed;

    SocketClient(Session session, Identity identity, Sockets sockets, MessageRate rate) {
        this.session = session;
        this.identity = identity;
        this.sockets = sockets;
        this.rate = rate;
        session.getAsyncRemote().setSendTimeout(SEND_TIMEOUT_MILLIS);
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** Takes over what has changed of the caller's rights. */
    void renew(Identity current) {
        identity = current;
    }

    Session session() {
        return session;
    }

    MessageRate rate() {
        return rate;
    }

    @Override
    public void liveChanged(LiveSessionId live, LiveState state, LiveReason reason) {
        send(Messages.LiveChanged.of(sockets.nextSequence(), live.value(), state, null, reason));
    }

    @Override
    public void streamChanged(LiveSessionId live, StreamRole role, LiveReason reason) {
        send(Messages.LiveChanged.of(sockets.nextSequence(), live.value(), LiveState.CONNECTED, role, reason));
    }

    @Override
    public boolean mayComeBack() {
        return true;
    }

    /** Which events it is told of; empty for none. */
    Optional<EventWishes> wishes() {
        return wishes;
    }

    void wish(Optional<EventWishes> now) {
        wishes = now;
    }

    /** Sends a message if few others wait; false when it does not. */
    boolean offer(Object message) {
        return offer(text(message));
    }

    /** The same of what is JSON already. */
    boolean offer(String text) {
        synchronized (queue) {
            if (closed) {
                return true;
            }
            if (queue.size() >= MAX_QUEUED_EVENTS || queuedCharacters + text.length() > MAX_QUEUED_CHARACTERS / 2) {
                return false;
            }
            queue.add(text);
            queuedCharacters += text.length();
        }
        drain();
        return true;
    }

    private static String text(Object message) {
        try {
            return Json.MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own message cannot be written", e);
        }
    }

    /** Sends a message behind those that wait. */
    void send(Object message) {
        String text = text(message);
        boolean full = false;
        synchronized (queue) {
            if (closed) {
                return;
            }
            if (queue.size() >= MAX_QUEUED_MESSAGES || queuedCharacters + text.length() > MAX_QUEUED_CHARACTERS) {
                full = true;
            } else {
                queue.add(text);
                queuedCharacters += text.length();
            }
        }
        if (full) {
            sockets.tooSlow(this);
        } else {
            drain();
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
            String text;
            synchronized (queue) {
                text = writing || closed ? null : queue.poll();
                if (text == null) {
                    draining = false;
                    return;
                }
                queuedCharacters -= text.length();
                writing = true;
            }
            try {
                session.getAsyncRemote().sendText(text, result -> sent(result.isOK()));
            } catch (RuntimeException e) {
                // The socket was closed meanwhile.
                sent(false);
            }
        }
    }

    private void sent(boolean arrived) {
        synchronized (queue) {
            writing = false;
        }
        if (arrived) {
            drain();
        } else {
            sockets.close(this, CloseReason.CloseCodes.GOING_AWAY, "It cannot be sent to");
        }
    }

    /** Forgets what waits; true the first time. */
    boolean end() {
        synchronized (queue) {
            boolean first = !closed;
            closed = true;
            queue.clear();
            queuedCharacters = 0;
            return first;
        }
    }

    @Override
    public String toString() {
        return "socket of " + identity.getName();
    }
}
