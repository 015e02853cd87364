package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.Services;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One viewer's way over the {@link Ladder}: tries its rungs in turn until one holds. Used once, by one thread. */
final class Climb {

    /** Who notes the session that comes of it. */
    interface Registrar {

        /** @param opening opens the session; called at most once, before this returns */
        LiveSession begun(Viewer viewer, CameraId camera, Supplier<LiveSession> opening);
    }

    private final Services services;
    private final Clock clock;
    private final Viewer viewer;
    private final LiveAsk ask;
    private final Registrar registrar;
    private Negotiation negotiation;
    /** Whether WebRTC itself was asked on this rung, so that a refusal is its own and says nothing of the other ways. */
    private boolean asked;

    Climb(Services services, Clock clock, Viewer viewer, LiveAsk ask, Registrar registrar) {
        this.services = services;
        this.clock = clock;
        this.viewer = viewer;
        this.ask = ask;
        this.registrar = registrar;
    }

    /** @throws VmsException as {@link LiveViews#open} */
    Opened open() {
        List<Rung> rungs = Ladder.of(ask, stream -> services.streamHubIfThere().flatMap(hub -> hub.format(stream)));
        if (services.masks()
                .mask(ask.camera().id())
                .hidesFrom(viewer.identity().caller().role())) {
            rungs = rungs.stream().map(Rung::masked).toList();
        }
        VmsException refusal = null;
        for (Rung rung : rungs) {
            if (isAway(rung)
                    || (rung.transcodesPictures()
                            && services.transcoderIfThere().isEmpty())) {
                continue;
            }
            asked = false;
            try {
                return tried(rung, refusal);
            } catch (VmsException e) {
                boolean goesOn = e.code() == ErrorCode.CODEC_UNSUPPORTED
                        || (e.code() == ErrorCode.BUSY && (asked || rung.transcodesPictures()));
                if (!goesOn) {
                    throw e;
                }
                // Why the last resort is not there says more than why the best is not.
                refusal = refusal == null || rung.transcodesPictures() ? e : refusal;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        throw !rungs.isEmpty() && rungs.stream().allMatch(this::isAway) ? away() : codecUnsupported();
    }

    private static VmsException away() {
        return new VmsException(ErrorCode.BUSY, "Live video is not there at the moment");
    }

    private VmsException codecUnsupported() {
        Codec codec = ask.camera().stream(ask.role())
                .or(() -> ask.camera().streams().stream().findFirst())
                .map(CameraStream::codec)
                .orElse(Codec.UNKNOWN);
        return new VmsException(
                ErrorCode.CODEC_UNSUPPORTED,
                "The camera sends " + CodecNames.spoken(codec) + ", which the viewer cannot take");
    }

    private boolean isAway(Rung rung) {
        return switch (rung.protocol()) {
            case Rung.WEBRTC -> services.liveEgress(Rung.WEBRTC).isEmpty();
            case Rung.MSE -> services.liveFragmentsIfThere().isEmpty();
            default -> services.liveHlsIfThere().isEmpty();
        };
    }

    private Opened tried(Rung wanted, VmsException refusal) {
        Rung rung = wanted;
        StreamId stream = rung.stream().id();
        if (rung.target().isPresent()) {
            try {
                Transcoder transcoder = services.transcoderIfThere()
                        .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "nothing can be coded anew at the moment"));
                stream = transcoder.transcode(stream, rung.target().get());
            } catch (VmsException e) {
                if (rung.transcodesPictures()) {
                    throw e;
                }
                rung = rung.withoutTranscoding(
                        LiveReason.of(LiveReason.Code.AUDIO_UNSUPPORTED, "Without its sound: " + e.getMessage()));
            }
        }
        LiveReason reason = rung.reason().isEmpty() && refusal != null ? told(refusal) : rung.reason();
        return switch (rung.protocol()) {
            case Rung.WEBRTC -> webrtc(rung, stream, reason);
            case Rung.MSE -> mse(rung, stream, reason);
            default -> hls(rung, stream, reason);
        };
    }

    private Opened webrtc(Rung rung, StreamId stream, LiveReason reason) {
        LiveEgress egress = services.liveEgress(Rung.WEBRTC).orElseThrow(Climb::away);
        Optional<StreamId> smaller = Optional.of(rung)
                .filter(way ->
                        way.stream().role() == StreamRole.MAIN && way.target().isEmpty())
                .flatMap(way -> ask.camera().stream(StreamRole.SUB))
                .filter(sub -> sub.codec() == rung.stream().codec())
                .map(CameraStream::id);
        NegotiationRequest request = new NegotiationRequest(stream, ask.offer(), ask.accept(), ask.audio(), smaller);
        LiveSession session = registrar.begun(viewer, ask.camera().id(), () -> {
            asked = true;
            negotiation = egress.negotiate(request);
            return session(negotiation.session(), rung, stream);
        });
        return new Opened(
                Optional.of(session.id()),
                Rung.WEBRTC,
                session.role(),
                reason.and(negotiation.reason()),
                keyFrameSeconds(rung, stream),
                negotiation.sdp(),
                "");
    }

    private Opened mse(Rung rung, StreamId stream, LiveReason reason) {
        LiveSession session =
                registrar.begun(viewer, ask.camera().id(), () -> session(LiveSessionId.next(clock), rung, stream));
        return new Opened(
                Optional.of(session.id()),
                Rung.MSE,
                session.role(),
                reason,
                keyFrameSeconds(rung, stream),
                "",
                "/ws/live/" + session.id());
    }

    private Opened hls(Rung rung, StreamId stream, LiveReason reason) {
        StringBuilder url = new StringBuilder("/api/cameras/" + ask.camera().id() + "/hls/index.m3u8?role="
                + rung.stream().role());
        if (rung.transcodesPictures()) {
            url.append("&codec=").append(Codec.H264);
        }
        if (ask.audio()) {
            url.append("&audio=true");
        }
        return new Opened(
                Optional.empty(),
                Rung.HLS,
                rung.stream().role(),
                reason,
                keyFrameSeconds(rung, stream),
                "",
                url.toString());
    }

    private LiveSession session(LiveSessionId id, Rung rung, StreamId stream) {
        return new LiveSession(
                id,
                viewer.identity().caller().id(),
                ask.camera().id(),
                stream,
                rung.stream().role(),
                rung.protocol(),
                ask.audio(),
                clock.instant());
    }

    /** Why a better way was refused. What the egress saw in the packets, the hub knows as well. */
    private LiveReason told(VmsException refusal) {
        LiveReason.Code code = refusal.code() == ErrorCode.BUSY
                ? LiveReason.Code.SERVER_BUSY
                : isReordered() ? LiveReason.Code.B_FRAMES : LiveReason.Code.CODEC_NOT_BY_WEBRTC;
        return LiveReason.of(code, refusal.getMessage());
    }

    private boolean isReordered() {
        return ask.camera().stream(ask.role())
                .flatMap(stream -> services.streamHubIfThere().flatMap(hub -> hub.format(stream.id())))
                .flatMap(StreamFormat::video)
                .map(Track::reordered)
                .orElse(false);
    }

    /** Of the stream that is sent, or of what it is made of where that is not known yet. */
    private double keyFrameSeconds(Rung rung, StreamId stream) {
        double known = 0;
        for (StreamStatistics figures :
                services.streamHubIfThere().map(StreamHub::statistics).orElse(List.of())) {
            if (figures.stream().equals(stream) && figures.keyFrameSeconds() > 0) {
                return figures.keyFrameSeconds();
            }
            if (figures.stream().equals(rung.stream().id())) {
                known = figures.keyFrameSeconds();
            }
        }
        return known;
    }
}
