package com.technosupport.vms.live.webrtc.internal.dtls;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSTransport;

/**
 * One peer's DTLS: the handshake, and the wait for its goodbye. Datagrams may come before the peer's fingerprint is known, since
 * a browser does not wait until its answer has reached us; they are kept until then. All work is done on the executor's threads,
 * one at a time. Safe for use by several threads.
 */
public final class DtlsConnection {

    /** Hears how it goes; called by the executor's threads. */
    public interface Listener {

        /** The handshake is done. */
        void established(SrtpKeyMaterial keys);

        /** There was no handshake, or there will be none. */
        void failed(String reason);

        /** The peer ended the connection. */
        void ended();
    }

    private enum State {
        /** For the peer's fingerprint, and its first datagram. */
        WAITING,
        /** At work in the executor. */
        BUSY,
        /** Until the next datagram. */
        IDLE,
        CLOSED
    }

    private final DtlsIdentity identity;
    private final Executor executor;
    private final Listener listener;
    private final DtlsInput input;
    private State state = State.WAITING;
    private List<Fingerprint> peer = List.of();
    private DtlsServer server;
    private DTLSTransport transport;

    /**
     * @param output sends a datagram to the peer
     */
    public DtlsConnection(DtlsIdentity identity, Executor executor, Consumer<byte[]> output, Listener listener) {
        this.identity = identity;
        this.executor = executor;
        this.listener = listener;
        this.input = new DtlsInput(output);
    }

    /** Names the certificates of which the peer must have one. */
    public void expect(List<Fingerprint> fingerprints) {
        synchronized (this) {
            peer = List.copyOf(fingerprints);
        }
        proceed();
    }

    /** Takes a datagram of the peer. */
    public void received(byte[] datagram) {
        input.put(datagram);
        proceed();
    }

    private void proceed() {
        Runnable work;
        synchronized (this) {
            if (input.isEmpty() || (state == State.WAITING && peer.isEmpty())) {
                return;
            }
            switch (state) {
                case WAITING -> work = this::handshake;
                case IDLE -> work = this::listen;
                default -> {
                    return;
                }
            }
            state = State.BUSY;
        }
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            // Too many at once: the peer sends it again, and then there may be room.
            synchronized (this) {
                if (state == State.BUSY) {
                    state = transport == null ? State.WAITING : State.IDLE;
                }
            }
        }
    }

    private void handshake() {
        DtlsServer handshaking;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            handshaking = new DtlsServer(identity, peer);
            server = handshaking;
        }
        DTLSTransport established;
        try {
            // No cookie exchange: the STUN check has proved the address, and browsers split their hello.
            established = new WaryServerProtocol().accept(handshaking, input);
        } catch (IOException | RuntimeException e) {
            boolean mine;
            synchronized (this) {
                mine = state != State.CLOSED;
                state = State.CLOSED;
            }
            input.close();
            if (mine) {
                listener.failed(reason(e));
            }
            return;
        }
        synchronized (this) {
            if (state == State.CLOSED) {
                close(established);
                return;
            }
            transport = established;
        }
        listener.established(handshaking.keys());
        listen();
    }

    /** Works through what came after the handshake: a repeated last flight, or the goodbye. */
    private void listen() {
        byte[] record = new byte[input.getReceiveLimit()];
        DTLSTransport receiving;
        synchronized (this) {
            receiving = transport;
        }
        do {
            try {
                while (!input.isEmpty()) {
                    // There is no application data; whatever it is, it is dropped.
                    receiving.receive(record, 0, record.length, 1);
                }
            } catch (IOException | RuntimeException e) {
                // A broken record of a connection that is otherwise well must not end it; if it is not, consent runs
                // out.
                if (server.ended()) {
                    break;
                }
            }
        } while (!server.ended() && !settle());
        if (server.ended()) {
            boolean mine;
            synchronized (this) {
                mine = state != State.CLOSED;
                state = State.CLOSED;
            }
            input.close();
            if (mine) {
                listener.ended();
            }
        }
    }

    /** Goes idle, unless something came meanwhile. */
    private synchronized boolean settle() {
        if (state == State.CLOSED) {
            return true;
        }
        if (!input.isEmpty()) {
            return false;
        }
        state = State.IDLE;
        return true;
    }

    /** Ends it and says goodbye to the peer. The listener hears no more. */
    public void close() {
        DTLSTransport closing;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            closing = transport;
        }
        if (closing != null) {
            close(closing);
        }
        input.close();
    }

    private static void close(DTLSTransport transport) {
        try {
            transport.close();
        } catch (IOException | RuntimeException e) {
            // The goodbye is a courtesy.
        }
    }

    private static String reason(Exception e) {
        return "The encrypted connection could not be set up (" + e.getClass().getSimpleName()
                + (e.getMessage() == null ? "" : ": " + e.getMessage()) + ")";
    }
}
