package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Requests one after the other, each with its answer: numbers them, answers challenges when its account lets it, watches the
 * time. Used by the loop's thread only.
 */
final class RtspRequests {

    private static final String AGENT = "TechnoSupportVMS";
    private static final int MAX_TRIES = 3;
    private static final int MAX_DELAYS = 3;

    /** The connection behind it. */
    interface Wire {

        void write(byte[] bytes);

        void failed(Failure failure);
    }

    /** One request. */
    private static final class Request {
        final String method;
        final String uri;
        final String headers;
        final Consumer<RtspMessage> answer;
        final boolean vital;
        int tries;
        int delays;
        int sequence;

        Request(String method, String uri, String headers, boolean vital, Consumer<RtspMessage> answer) {
            this.method = method;
            this.uri = uri;
            this.headers = headers;
            this.vital = vital;
            this.answer = answer;
        }
    }

    private final Wire wire;
    private final String peer;
    private final Login login;
    private final Executor loop;
    private final RtspAuthentication authentication;
    private final long patienceNanos;
    private Request pending;
    /** Whether the pending request waits for another stream of the account, so that no answer is due. */
    private boolean held;

    private long deadline;
    private int sequence;
    private String session = "";

    /** @param loop its thread */
    RtspRequests(Wire wire, String peer, Login login, Executor loop, long patienceNanos) {
        this.wire = wire;
        this.peer = peer;
        this.login = login;
        this.loop = loop;
        this.authentication = new RtspAuthentication(login.credential());
        this.patienceNanos = patienceNanos;
    }

    /** Goes into all requests from now on; empty for none. */
    void session(String id) {
        session = id;
    }

    boolean isIdle() {
        return pending == null;
    }

    /**
     * Sends a request, when the one before was answered.
     *
     * @param headers whole lines
     * @param vital whether the session fails without an answer
     * @param answer takes the answer, of whatever status but 401
     */
    void send(String method, String uri, String headers, boolean vital, Consumer<RtspMessage> answer) {
        pending = new Request(method, uri, headers, vital, answer);
        transmit();
    }

    /** Sends a request whose answer does not matter. */
    void sendLast(String method, String uri) {
        pending = null;
        wire.write(bytes(new Request(method, uri, "", false, answer -> {}), ++sequence));
    }

    private void transmit() {
        pending.tries++;
        pending.sequence = ++sequence;
        deadline = System.nanoTime() + patienceNanos;
        wire.write(bytes(pending, pending.sequence));
    }

    private byte[] bytes(Request request, int number) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method).append(' ').append(request.uri).append(" RTSP/1.0\r\n");
        text.append("CSeq: ").append(number).append("\r\n");
        text.append("User-Agent: ").append(AGENT).append("\r\n");
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        authentication
                .authorization(request.method, request.uri)
                .ifPresent(value -> text.append("Authorization: ").append(value).append("\r\n"));
        text.append(request.headers).append("\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes an answer; late and unasked ones are ignored. */
    void answer(RtspMessage message) {
        Request request = pending;
        if (request == null || held || message.sequence().orElse(request.sequence) != request.sequence) {
            return;
        }
        int status = message.status();
        if (status == 401) {
            challenge(request, message);
            return;
        }
        if (status >= 100 && status < 200) {
            // Not for ever: other streams of the account may wait for this one.
            if (request.delays++ < MAX_DELAYS) {
                deadline = System.nanoTime() + patienceNanos;
            }
            return;
        }
        pending = null;
        if (status >= 200 && status < 300) {
            authentication.accepted();
            login.accepted();
        } else if (!request.vital) {
            login.end();
        }
        request.answer.accept(message);
    }

    private void challenge(Request request, RtspMessage message) {
        RtspAuthentication.Verdict verdict = authentication.challenged(message.all("www-authenticate"));
        if (verdict == RtspAuthentication.Verdict.TRY && request.tries >= MAX_TRIES) {
            verdict = RtspAuthentication.Verdict.REFUSED;
        }
        switch (verdict) {
            case TRY -> awaitTurn(request);
            case REFUSED -> {
                String sentence = peer + " refuses the user name or password";
                login.refused(sentence);
                fail(Failure.Kind.REFUSED, sentence);
            }
            case MISSING -> fail(Failure.Kind.REFUSED, peer + " asks for a password, and none is known");
            case UNKNOWN_SCHEME -> fail(Failure.Kind.UNSUPPORTED, peer + " asks for the password in an unknown way");
        }
    }

    private void awaitTurn(Request request) {
        held = true;
        login.ask(new Login.Answer() {
            @Override
            public void go() {
                loop.execute(() -> {
                    if (pending == request) {
                        held = false;
                        transmit();
                    }
                });
            }

            @Override
            public void refused(String sentence) {
                loop.execute(() -> {
                    if (pending == request) {
                        fail(Failure.Kind.REFUSED, sentence);
                    }
                });
            }
        });
    }

    /** Nothing more is asked, but for {@link #sendLast}. */
    void end() {
        pending = null;
        held = false;
        login.end();
    }

    void tick(long nanos) {
        if (pending == null || held || nanos - deadline < 0) {
            return;
        }
        Request request = pending;
        pending = null;
        if (request.vital) {
            long seconds = patienceNanos / 1_000_000_000L;
            fail(Failure.Kind.UNREACHABLE, peer + " did not answer " + request.method + " within " + seconds + " s");
        } else {
            login.end();
        }
    }

    private void fail(Failure.Kind kind, String sentence) {
        pending = null;
        held = false;
        wire.failed(new Failure(kind, sentence));
    }
}
