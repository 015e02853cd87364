package com.technosupport.vms.media.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import java.util.List;

/**
 * A track as the session description tells it.
 *
 * @param payloadType of RTP
 * @param clockRate of RTP
 * @param channels of audio, 0 for video
 * @param configuration AudioSpecificConfig, else empty
 * @param parameterSets of video, each without a start code
 * @param aacSizeBits sizeLength, indexLength and indexDeltaLength of RFC 3640
 */
public record TrackDescription(
        Codec codec,
        int payloadType,
        int clockRate,
        int channels,
        byte[] configuration,
        List<byte[]> parameterSets,
        int aacSizeBits,
        int aacIndexBits,
        int aacDeltaBits) {

    public TrackDescription {
        parameterSets = List.copyOf(parameterSets);
        if (clockRate < 1 || aacSizeBits < 0 || aacSizeBits > 16 || aacIndexBits < 0 || aacIndexBits > 8) {
            throw new IllegalArgumentException("not a track");
        }
        if (aacDeltaBits < 0 || aacDeltaBits > 8) {
            throw new IllegalArgumentException("not a track");
        }
    }
}
