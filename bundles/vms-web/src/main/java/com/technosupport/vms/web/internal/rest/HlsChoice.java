package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.live.Sounds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which stream an HLS player gets. A player sends many requests that must all go to the same, while more is known of the stream
 * from request to request: so what was decided stays for as long as it is asked for. Safe for use by several threads.
 */
final class HlsChoice {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_KEPT = 1000;

    private record Wish(StreamId stream, boolean h264, boolean audio, boolean masked) {}

    private record Decision(StreamId stream, long asked) {}

    private final Services services;
    private final Map<Wish, Decision> decisions = new LinkedHashMap<>(16, 0.75f, true);

    HlsChoice(Services services) {
        this.services = services;
    }

    /**
     * @param h264 whether the pictures have to be H.264, coded anew where they are not
     * @param masked whether the camera's privacy mask has to be on the pictures
     * @throws VmsException {@link ErrorCode#STREAM_UNAVAILABLE} where the camera has no stream, and as
     *     {@link Transcoder#transcode}
     */
    StreamId stream(Camera camera, StreamRole role, boolean h264, boolean audio, boolean masked) {
        StreamRole other = role == StreamRole.MAIN ? StreamRole.SUB : StreamRole.MAIN;
        CameraStream stream = camera.stream(role)
                .or(() -> camera.stream(other))
                .orElseThrow(() -> new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera has no stream"));
        Wish wish = new Wish(stream.id(), h264, audio, masked);
        long now = System.nanoTime();
        synchronized (decisions) {
            Decision known = decisions.get(wish);
            if (known != null && now - known.asked() < KEPT_NANOS) {
                decisions.put(wish, new Decision(known.stream(), now));
                return known.stream();
            }
        }
        StreamId decided = decide(stream, h264, audio, masked);
        synchronized (decisions) {
            decisions.put(wish, new Decision(decided, now));
            if (decisions.size() > MAX_KEPT) {
                decisions.remove(decisions.keySet().iterator().next());
            }
        }
        return decided;
    }

    private StreamId decide(CameraStream stream, boolean h264, boolean audio, boolean masked) {
        Optional<StreamFormat> format = services.streamHubIfThere().flatMap(hub -> hub.format(stream.id()));
        Codec pictures = format.flatMap(StreamFormat::video).map(Track::codec).orElse(stream.codec());
        Optional<Codec> video = masked || (h264 && pictures != Codec.H264) ? Optional.of(Codec.H264) : Optional.empty();
        // While the sound is not known it is coded anew in any case: one that cannot be sent would be missing to the
        // end.
        boolean fits = format.isPresent()
                && format.get().audio().map(Track::codec).map(Sounds::goByMp4).orElse(true);
        Optional<Codec> sound = audio && !fits ? Optional.of(Codec.OPUS) : Optional.empty();
        if (video.isEmpty() && sound.isEmpty()) {
            return stream.id();
        }
        try {
            return services.transcoderIfThere()
                    .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "Nothing can be coded anew at the moment"))
                    .transcode(stream.id(), new TranscodeTarget(video, sound, masked));
        } catch (VmsException e) {
            if (video.isPresent()) {
                throw e;
            }
            // Pictures without their sound are better than nothing.
            return stream.id();
        }
    }
}
