package com.technosupport.vms.live.fmp4.internal.mux;

import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a stream goes into MP4.
 *
 * @param sound empty where none is wanted, sent, or fit for MP4
 * @param codecs as RFC 6381 has them, with a comma between
 * @param reason what was left out and why, in words; else empty
 */
public record MovieFormat(Track video, Optional<Track> sound, String codecs, String reason) {

    public MovieFormat {
        Objects.requireNonNull(video, "video");
        Objects.requireNonNull(sound, "sound");
        Objects.requireNonNull(codecs, "codecs");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * @param audio whether the sound is wanted
     * @throws VmsException {@link ErrorCode#STREAM_UNAVAILABLE}, {@link ErrorCode#CODEC_UNSUPPORTED}
     */
    public static MovieFormat of(StreamFormat format, boolean audio) {
        Track video = format.video()
                .orElseThrow(() ->
                        new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera sends no video on this stream"));
        if (video.codec() != Codec.H264 && video.codec() != Codec.H265) {
            throw new VmsException(
                    ErrorCode.CODEC_UNSUPPORTED, "The stream is " + video.codec() + ", which does not fit into MP4");
        }
        if (video.width() == 0 || video.height() == 0) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The camera does not say how large its picture is");
        }
        String codecs = CodecNames.of(video);
        Optional<Track> sent = audio ? format.audio() : Optional.empty();
        String reason = "";
        Optional<Track> sound = Optional.empty();
        if (sent.isPresent()) {
            try {
                codecs += "," + CodecNames.of(sent.get());
                sound = sent;
            } catch (VmsException e) {
                reason = "Without sound: " + e.getMessage();
            }
        }
        return new MovieFormat(video, sound, codecs, reason);
    }

    /** With its codecs, such as {@code video/mp4; codecs="avc1.64001f,opus"}. */
    public String mimeType() {
        return "video/mp4; codecs=\"" + codecs + "\"";
    }
}
