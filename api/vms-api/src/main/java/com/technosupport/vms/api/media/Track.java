package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.Codec;
import java.util.Arrays;
import java.util.Objects;

/**
 * One elementary stream within a stream. Equal tracks decode alike.
 *
 * @param index position in {@link StreamFormat#tracks()}, and {@link Packet#track()}
 * @param clockRate ticks a second of the track's packet times: 90000 for video, the sampling rate for most audio
 * @param channels of audio; 0 for video
 * @param width pixels; 0 for audio, or while unknown
 * @param height pixels; 0 for audio, or while unknown
 * @param configuration what a decoder or muxer needs beforehand: for H.264 an AVCDecoderConfigurationRecord (ISO/IEC
 *     14496-15, 5.3.3.1), for H.265 an HEVCDecoderConfigurationRecord (8.3.3.1), for AAC an AudioSpecificConfig (ISO/IEC
 *     14496-3, 1.6.2.1), else empty. Not to be written to.
 * @param reordered whether pictures are decoded in another order than they are shown in (B-frames), as far as is known
 */
public record Track(
        int index,
        Codec codec,
        int clockRate,
        int channels,
        int width,
        int height,
        byte[] configuration,
        boolean reordered) {

    public Track {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(configuration, "configuration");
        if (index < 0 || clockRate < 1 || channels < 0 || width < 0 || height < 0) {
            throw new IllegalArgumentException("not a track");
        }
    }

    /** A track whose pictures are shown in the order that they are decoded in. */
    public Track(int index, Codec codec, int clockRate, int channels, int width, int height, byte[] configuration) {
        this(index, codec, clockRate, channels, width, height, configuration, false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Track that
                && index == that.index
                && codec == that.codec
                && clockRate == that.clockRate
                && channels == that.channels
                && width == that.width
                && height == that.height
                && reordered == that.reordered
                && Arrays.equals(configuration, that.configuration);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                index, codec, clockRate, channels, width, height, reordered, Arrays.hashCode(configuration));
    }

    @Override
    public String toString() {
        return codec.kind() == Codec.Kind.VIDEO
                ? codec + " " + width + "x" + height
                : codec + " " + clockRate + " Hz, " + channels + " ch";
    }
}
