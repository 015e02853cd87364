package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.NvrReading.ReadChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees video flow from a recorder before it is taken in: from one channel, since all share address and password. Pipelines of
 * its own, which end with it, so that none that flows is touched.
 */
final class NvrProof {

    /** A channel may have trouble of its own. */
    private static final int TRIES = 2;

    private final MediaPlane media;
    private final VideoProof proof;
    private final Duration limit;
    private final DriverSources sources;
    private final Clock clock;

    /** @param sources of streams that only their driver can read */
    NvrProof(MediaPlane media, VideoProof proof, DriverSources sources, Duration limit, Clock clock) {
        this.sources = sources;
        this.media = media;
        this.proof = proof;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * @param flowing addresses of streams that flow already with this password
     * @throws VmsException as {@link VideoProof#prove}; a refused password is not tried at another channel
     */
    void prove(NvrReading reading, NvrPlan.Wish wish, Credential credential, Set<String> flowing)
            throws InterruptedException {
        List<ReadChannel> candidates =
                reading.channels().stream().filter(ReadChannel::hasVideo).toList();
        boolean proven = candidates.stream()
                .anyMatch(channel ->
                        flowing.contains(channel.address(StreamRole.MAIN).toString()));
        VmsException failure = null;
        for (int i = 0; i < Math.min(TRIES, candidates.size()) && !proven; i++) {
            try {
                prove(candidates.get(i), reading, wish, credential);
                proven = true;
            } catch (VmsException e) {
                if (e.code() == ErrorCode.BAD_CREDENTIALS) {
                    throw e;
                }
                failure = failure == null ? e : failure;
            }
        }
        if (!proven && failure != null) {
            throw failure;
        }
    }

    private void prove(ReadChannel channel, NvrReading reading, NvrPlan.Wish wish, Credential credential)
            throws InterruptedException {
        CameraStream main = new CameraStream(
                StreamId.next(clock), StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0, channel.address(StreamRole.MAIN));
        String id = channel.channel().id();
        Camera camera = new Camera(
                CameraId.next(clock),
                "Trial of channel " + id,
                wish.address(),
                wish.driver(),
                reading.info(),
                DeviceKeys.picture(wish.driver(), reading.info(), wish.address(), id),
                id,
                true,
                NvrPlan.options(reading, wish.options()),
                List.of(main),
                clock.instant(),
                Optional.empty(),
                SiteId.DEFAULT);
        PipelineRequest trial = new PipelineRequest(
                main.id(),
                camera.id(),
                camera.name(),
                sources.source(camera, main, credential),
                credential,
                Demand.ALWAYS);
        proof.prove(List.of(trial), limit);
        media.stopPipeline(trial.stream());
    }
}
