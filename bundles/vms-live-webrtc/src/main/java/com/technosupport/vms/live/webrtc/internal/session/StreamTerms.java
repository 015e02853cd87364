package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.sdp.Answer;
import com.technosupport.vms.live.webrtc.internal.sdp.MediaPlan;
import com.technosupport.vms.live.webrtc.internal.sdp.SoundFormat;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a viewer can have of a stream, as far as that is known when it asks. */
final class StreamTerms {

    /** A stream that flows says what it is at once. */
    private static final long START_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Set<Codec> VIDEO = EnumSet.of(Codec.H264, Codec.H265);

    private final StreamHub hub;

    StreamTerms(StreamHub hub) {
        this.hub = hub;
    }

    /**
     * Refuses what is in vain whatever the stream is, before a camera is called for it.
     *
     * @throws VmsException {@link ErrorCode#CODEC_UNSUPPORTED}, {@link ErrorCode#INVALID_REQUEST}
     */
    void requireUsable(NegotiationRequest request) {
        if (video(request).isEmpty()) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The viewer does not take H.264 over WebRTC");
        }
        request.offer().ifPresent(offer -> Answer.to(offer, MediaPlan.ofAnything()));
    }

    /** Of a viewer that says nothing, H.264 may be expected; one that makes the offer says it there. */
    private static Set<Codec> video(NegotiationRequest request) {
        if (!request.accept().isEmpty()) {
            Set<Codec> video = EnumSet.copyOf(VIDEO);
            video.retainAll(request.accept());
            return video;
        }
        return request.offer().isPresent() ? VIDEO : EnumSet.of(Codec.H264);
    }

    /**
     * Refuses what is known to be in vain. A stream that has yet to be opened, such as a sub-stream that nobody watched, is not
     * waited for: the offer says the same of every stream, so the camera connects while the browser does, and should the stream
     * turn out to be something else, the session fails with the reason.
     */
    void requirePlayable(LiveStream stream) {
        if (hub.format(stream.id()).isPresent()) {
            try {
                stream.awaitStart(START_WAIT_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            status(stream.id())
                    .filter(status -> status.state() == PipelineStatus.State.RETRYING
                            || status.state() == PipelineStatus.State.REFUSED)
                    .ifPresent(status -> {
                        throw new VmsException(
                                ErrorCode.STREAM_UNAVAILABLE,
                                status.detail().isEmpty() ? "The camera does not answer" : status.detail());
                    });
        }
        stream.obstacle().ifPresent(obstacle -> {
            throw obstacle.exception();
        });
    }

    private Optional<PipelineStatus> status(StreamId stream) {
        return hub.statistics().stream()
                .filter(statistics -> statistics.stream().equals(stream))
                .map(statistics -> statistics.status())
                .findFirst();
    }

    /**
     * What to offer, or to accept.
     *
     * @throws VmsException {@link ErrorCode#CODEC_UNSUPPORTED} when the viewer does not take the stream's codec
     */
    MediaPlan plan(LiveStream stream, NegotiationRequest request) {
        Set<Codec> video = video(request);
        stream.video().map(Track::codec).filter(codec -> !video.contains(codec)).ifPresent(codec -> {
            throw Obstacle.notTaken(codec).exception();
        });
        if (!request.audio()) {
            return new MediaPlan(video, Set.of(), "");
        }
        if (!stream.isKnown() || stream.sound().filter(SoundFormat::plays).isPresent()) {
            // All of it: the smaller stream may have another.
            return new MediaPlan(video, SoundFormat.codecs(), "");
        }
        return new MediaPlan(video, Set.of(), Watching.withoutSound(stream.sound()));
    }
}
