package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.Codec;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stream is to become. A track that is in the wanted codec already, or has none wanted, passes as it is.
 *
 * @param video such as {@link Codec#H264}, without B-frames
 * @param audio such as {@link Codec#OPUS}
 * @param masked whether the camera's privacy mask is painted on; then pictures are coded anew in any case
 */
public record TranscodeTarget(Optional<Codec> video, Optional<Codec> audio, boolean masked) {

    /** Sound that every browser takes, beside the camera's own pictures. */
    public static final TranscodeTarget OPUS_SOUND = new TranscodeTarget(Optional.empty(), Optional.of(Codec.OPUS));

    /** Pictures that every browser takes, and no sound is changed. */
    public static final TranscodeTarget H264_PICTURES = new TranscodeTarget(Optional.of(Codec.H264), Optional.empty());

    /** Pictures and sound that every browser takes. */
    public static final TranscodeTarget H264_AND_OPUS =
            new TranscodeTarget(Optional.of(Codec.H264), Optional.of(Codec.OPUS));

    public TranscodeTarget {
        Objects.requireNonNull(video, "video");
        Objects.requireNonNull(audio, "audio");
        boolean wrongKind = video.filter(codec -> codec.kind() != Codec.Kind.VIDEO)
                        .isPresent()
                || audio.filter(codec -> codec.kind() != Codec.Kind.AUDIO).isPresent();
        if (wrongKind || (video.isEmpty() && audio.isEmpty())) {
            throw new IllegalArgumentException("nothing to code anew, or a codec of another kind");
        }
        if (masked && video.isEmpty()) {
            throw new IllegalArgumentException("a mask is painted on pictures");
        }
    }

    /** Without a mask. */
    public TranscodeTarget(Optional<Codec> video, Optional<Codec> audio) {
        this(video, audio, false);
    }

    /** With the camera's privacy mask on pictures that every browser takes. */
    public TranscodeTarget withMask() {
        return new TranscodeTarget(Optional.of(Codec.H264), audio, true);
    }
}
