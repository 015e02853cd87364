package com.technosupport.vms.simulator.internal.http;

import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One request's way back to its client. A handler answers at once, or keeps the exchange and answers later (a long poll). Used by the
 * client's event loop alone.
 */
public final class Exchange {
    private final HttpConnection client;
    private final boolean keepAlive;
    private final boolean withBody;
    private boolean answered;
    private Runnable whenClosed;

    Exchange(HttpConnection client, boolean keepAlive, boolean withBody) {
        this.client = client;
        this.keepAlive = keepAlive;
        this.withBody = withBody;
    }

    public EventLoop loop() {
        return client.connection().loop();
    }

    /** The client's connection, for a handler that writes a stream of its own; {@link #answer} is not to be called then. */
    public Connection connection() {
        return client.connection();
    }

    /** Answers; nothing happens when it is answered already or the client has gone. */
    public void answer(Response response) {
        if (!answered) {
            answered = true;
            whenClosed = null;
            client.answer(response, keepAlive, withBody);
        }
    }

    /**
     * Answers, and takes all that comes from then on, whatever length the request told, until the client goes.
     *
     * @param listener takes all of what it is given
     * @param whenOver called once
     */
    public void answerAndListen(Response response, Consumer<ByteBuffer> listener, Runnable whenOver) {
        whenClosed = whenOver;
        client.listen(listener);
        client.connection().write(response.bytes(true, withBody));
    }

    public boolean isOpen() {
        return !answered && !client.connection().isClosed();
    }

    /** Calls an action, once, when the client goes away before it is answered. */
    public void whenClosed(Runnable action) {
        whenClosed = action;
    }

    void closed() {
        if (!answered && whenClosed != null) {
            answered = true;
            whenClosed.run();
        }
    }
}
