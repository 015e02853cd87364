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
 * @param audio whether the viewer wants the sound too
 * @param smaller the camera's smaller stream, to go to while the line is too slow for this one; empty where there is none
 */
public record NegotiationRequest(
        StreamId stream, Optional<String> offer, Set<Codec> accept, boolean audio, Optional<StreamId> smaller) {

    public NegotiationRequest {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(offer, "offer");
        Objects.requireNonNull(smaller, "smaller");
        accept = Set.copyOf(accept);
    }

    /** For the picture of one stream alone. */
    public static NegotiationRequest ofVideo(StreamId stream, Optional<String> offer, Set<Codec> accept) {
        return new NegotiationRequest(stream, offer, accept, false, Optional.empty());
    }
}
