package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.web.internal.live.IceServers.IceServer;
import com.technosupport.vms.web.internal.rest.AlarmView;
import com.technosupport.vms.web.internal.rest.CameraView;
import com.technosupport.vms.web.internal.rest.ScanView;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the server says on the WebSocket. A reply names the request; a push has a number that grows. */
final class Messages {

    private Messages() {}

    /** Said once, to one socket. */
    sealed interface Reply permits EventsSubscribed, Offer, TalkOffer, Fallback, Failed {}

    /** One thing that is not as asked for: a code that stays what it is, English words, and what they name. */
    record Note(String code, String text, Map<String, String> values) {

        /** Null where there is nothing to say. */
        static List<Note> of(LiveReason reason) {
            return reason.isEmpty()
                    ? null
                    : reason.notes().stream()
                            .map(note -> new Note(
                                    note.code().wireName(),
                                    note.text(),
                                    note.values().isEmpty() ? null : note.values()))
                            .toList();
        }

        /** The same as a sentence. Null where there is nothing to say. */
        static String sentence(LiveReason reason) {
            return reason.isEmpty() ? null : reason.text();
        }
    }

    /**
     * Our offer for a stream. {@code reason} and {@code notes} tell what is not as asked for, if anything; {@code keyFrameSeconds}
     * is null while unknown.
     */
    @JsonPropertyOrder("type")
    record Offer(
            String type,
            String requestId,
            UUID sessionId,
            StreamRole role,
            String reason,
            List<Note> notes,
            Double keyFrameSeconds,
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
            String type,
            String requestId,
            UUID sessionId,
            String protocol,
            String url,
            StreamRole role,
            String reason,
            List<Note> notes,
            Double keyFrameSeconds)
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
                    RecordingChanged,
                    Changed,
                    Removed,
                    InputChanged,
                    Progress,
                    Complete,
                    EventsLost {}

    /** {@code role} is there when the session goes on with another stream than before. */
    @JsonPropertyOrder("type")
    record LiveChanged(
            String type, long seq, UUID sessionId, LiveState state, StreamRole role, String reason, List<Note> notes)
            implements Push {

        static LiveChanged of(long seq, UUID session, LiveState state, StreamRole role, LiveReason reason) {
            return new LiveChanged("live.state", seq, session, state, role, Note.sentence(reason), Note.of(reason));
        }
    }

    @JsonPropertyOrder("type")
    record AlarmChanged(String type, long seq, AlarmView alarm) implements Push {}

    @JsonPropertyOrder("type")
    record StatusChanged(String type, long seq, UUID cameraId, CameraView.Status status) implements Push {}

    @JsonPropertyOrder("type")
    record RecordingChanged(String type, long seq, UUID cameraId, CameraView.Recording recording) implements Push {}

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
