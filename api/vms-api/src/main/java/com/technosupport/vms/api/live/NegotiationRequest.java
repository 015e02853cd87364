package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A viewer asks for a stream.
 *
 * @param offer the viewer's SDP offer; empty if we are to make one
 * @param accept what the viewer can decode; empty if it did not say
 */
public record NegotiationRequest(StreamId stream, Optional<String> offer, Set<Codec> accept) {

    public NegotiationRequest {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(offer, "offer");
        accept = Set.copyOf(accept);
    }
}
