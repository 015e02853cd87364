package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Opens sessions that are only words. */
public final class FakeEgress implements LiveEgress {

    public final Map<LiveSessionId, NegotiationRequest> open = new ConcurrentHashMap<>();
    public final Map<LiveSessionId, String> answers = new ConcurrentHashMap<>();
    public final BlockingQueue<LiveSessionId> stopped = new LinkedBlockingQueue<>();
    public final Set<StreamId> refused = ConcurrentHashMap.newKeySet();

    /** Runs while a session is opened, when it is there already and nobody knows. */
    public volatile Consumer<LiveSessionId> onNegotiate = session -> {};

    @Override
    public String protocol() {
        return "webrtc";
    }

    @Override
    public Negotiation negotiate(NegotiationRequest request) {
        if (refused.contains(request.stream())) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "Not this one");
        }
        if (request.offer().isPresent() && !request.offer().get().startsWith("v=0")) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "Not an SDP");
        }
        LiveSessionId session = LiveSessionId.next(Clock.systemUTC());
        open.put(session, request);
        onNegotiate.accept(session);
        return new Negotiation(session, "v=0\r\ns=ours\r\n", LiveReason.NONE);
    }

    @Override
    public void answer(LiveSessionId session, String sdp) {
        answers.put(session, sdp);
    }

    @Override
    public void stop(LiveSessionId session) {
        if (open.remove(session) != null) {
            stopped.add(session);
        }
    }

    @Override
    public List<LiveSessionInfo> sessions() {
        return open.entrySet().stream()
                .map(session -> new LiveSessionInfo(
                        session.getKey(), session.getValue().stream(), true, Instant.EPOCH, "", 0, 0, 0, 0))
                .toList();
    }
}
