package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a vendor's recorder speaks. Used by its event loop alone, but for the addresses. */
public interface Dialect {
    /**
     * A stream that a client wants over RTSP.
     *
     * @param stream 0 for the main stream, 1 for the small one
     * @param from where replay is to start; nothing for the live picture
     * @param to where replay is to end
     */
    record Wanted(int channel, int stream, Optional<Instant> from, Optional<Instant> to) {}

    /**
     * A reader of events.
     *
     * @param contentType of the whole stream, with its boundary
     * @param heartbeat how often it is told that the stream lives
     * @param writer makes the bytes
     */
    record EventStream(String contentType, Duration heartbeat, EventWriter writer) {}

    /** Makes the parts of an event stream, each with its boundary. */
    interface EventWriter {
        /** The parts that tell of an event, none where this reader did not ask for it. */
        List<byte[]> event(Notice notice);

        byte[] heartbeat();
    }

    String livePath(int channel, int stream);

    String replayPath(int channel, Instant start, Instant end);

    /** What an RTSP address means, nothing where it means nothing here. */
    Optional<Wanted> wanted(String target);

    /** Whether a request is answered without the usual check of credentials, because it is a log-in itself. */
    boolean isOpen(Request request);

    /** Whether a session stands for credentials. */
    boolean inSession(Request request);

    /** Whether it asks for the model. */
    boolean isDeviceInfo(Request request);

    /** Whether every firmware answers it: model, channels, streams, events. */
    boolean isEssential(Request request);

    /** Whether an event that goes on is told again every second. */
    boolean repeats();

    /** The event stream that a request asks for, nothing where it asks for something else. */
    Optional<EventStream> eventStream(Request request);

    /** Takes what follows a request and is said by the loudspeaker, and answers it, if that is what it is. */
    default boolean listens(Request request, Exchange exchange) {
        return false;
    }

    Response answer(Request request);

    /** The answer to one without, or with wrong credentials, or to anybody while the account is locked. */
    Response refuse(Request request, LoginGuard.Verdict verdict);

    /** Forgets sessions. */
    void forget();
}
