package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.web.internal.live.IceServers.IceServer;
import com.technosupport.vms.web.internal.rest.AlarmView;
import com.technosupport.vms.web.internal.rest.CameraView;
import com.technosupport.vms.web.internal.rest.ScanView;
import java.util.List;
import java.util.UUID;

/** What the server says on the WebSocket. A reply names the request; a push has a number that grows. */
final class Messages {

    private Messages() {}

    /** Said once, to one socket. */
    sealed interface Reply permits EventsSubscribed, Offer, TalkOffer, Fallback, Failed {}

    /** Our offer for a stream. {@code reason} tells what is not as asked for, if anything. */
    @JsonPropertyOrder("type")
    record Offer(
            String type,
            String requestId,
            UUID sessionId,
            StreamRole role,
            String reason,
            String sdp,
            List<IceServer> iceServers)
            implements Reply {}

    /** Our offer to take a microphone. */
    @JsonPropertyOrder("type")
    record TalkOffer(String type, String requestId, UUID sessionId, String sdp, List<IceServer> iceServers)
            implements Reply {}

    /** Another way than WebRTC. {@code sessionId} is null where each request stands for itself. */
    @JsonPropertyOrder("type")
    record Fallback(
            String type, String requestId, UUID sessionId, String protocol, String url, StreamRole role, String reason)
            implements Reply {}

    /** A refusal. {@code requestId} is null where the message had none. */
    @JsonPropertyOrder("type")
    record Failed(String type, String code, String requestId, String message) implements Reply {

        static Failed of(String code, String requestId, String message) {
            return new Failed("error", code, requestId, message);
        }
    }

    /**
     * Events are told from now on. {@code gap} is true where what came after the number that was named is kept no more, and so
     * has to be asked for by REST.
     */
    @JsonPropertyOrder("type")
    record EventsSubscribed(String type, String requestId, long seq, Boolean gap) implements Reply {}

    /** Said by itself. */
    sealed interface Push
            permits AlarmChanged,
                    LiveChanged,
                    StatusChanged,
                    Changed,
                    Removed,
                    InputChanged,
                    Progress,
                    Complete,
                    EventsLost {}

    /** {@code role} is there when the session goes on with another stream than before. */
    @JsonPropertyOrder("type")
    record LiveChanged(String type, long seq, UUID sessionId, LiveState state, StreamRole role, String reason)
            implements Push {}

    @JsonPropertyOrder("type")
    record AlarmChanged(String type, long seq, AlarmView alarm) implements Push {}

    @JsonPropertyOrder("type")
    record StatusChanged(String type, long seq, UUID cameraId, CameraView.Status status) implements Push {}

    @JsonPropertyOrder("type")
    record Changed(String type, long seq, CameraView camera) implements Push {}

    @JsonPropertyOrder("type")
    record Removed(String type, long seq, UUID cameraId) implements Push {}

    @JsonPropertyOrder("type")
    record InputChanged(String type, long seq, UUID nvrId, String input, boolean active) implements Push {}

    @JsonPropertyOrder("type")
    record Progress(String type, long seq, UUID scanId, int probed, int total) implements Push {}

    @JsonPropertyOrder("type")
    record Complete(String type, long seq, UUID scanId, String state, String detail, List<ScanView.DeviceView> devices)
            implements Push {}

    /** Events that the client was too slow for; {@code count} at least. */
    @JsonPropertyOrder("type")
    record EventsLost(String type, long seq, long count) implements Push {}
}
