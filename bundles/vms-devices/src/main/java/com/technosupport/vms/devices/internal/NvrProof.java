package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.NvrReading.ReadChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    private final Clock clock;

    NvrProof(MediaPlane media, VideoProof proof, Duration limit, Clock clock) {
        this.media = media;
        this.proof = proof;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * @param flowing addresses of streams that flow already with this password
     * @throws VmsException as {@link VideoProof#prove}; a refused password is not tried at another channel
     */
    void prove(NvrReading reading, Map<String, String> options, Credential credential, Set<String> flowing)
            throws InterruptedException {
        List<ReadChannel> candidates =
                reading.channels().stream().filter(ReadChannel::hasVideo).toList();
        boolean proven = candidates.stream()
                .anyMatch(channel -> flowing.contains(
                        channel.sources().get(StreamRole.MAIN).uri().toString()));
        VmsException failure = null;
        for (int i = 0; i < Math.min(TRIES, candidates.size()) && !proven; i++) {
            try {
                prove(candidates.get(i), options, credential);
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

    private void prove(ReadChannel channel, Map<String, String> options, Credential credential)
            throws InterruptedException {
        PipelineRequest trial = new PipelineRequest(
                StreamId.next(clock),
                CameraId.next(clock),
                "Trial of channel " + channel.channel().id(),
                new RtspSource(channel.sources().get(StreamRole.MAIN).uri(), RtspOptions.transport(options)),
                credential,
                Demand.ALWAYS);
        proof.prove(List.of(trial), limit);
        media.stopPipeline(trial.stream());
    }
}
