package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.model.Codec;
import java.util.Locale;
import java.util.Optional;

/** Codecs as browsers and people write them. */
public final class CodecNames {

    private CodecNames() {}

    /** Reads a name or a MIME type, such as {@code video/H264}, {@code avc1.64001f} or {@code opus}; empty for one without a name here. */
    public static Optional<Codec> codec(String text) {
        String name = text.substring(text.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        if (name.startsWith("AVC1") || name.startsWith("AVC3") || name.equals("AVC")) {
            return Optional.of(Codec.H264);
        }
        if (name.startsWith("HVC1") || name.startsWith("HEV1") || name.equals("HEVC")) {
            return Optional.of(Codec.H265);
        }
        if (name.startsWith("MP4A") || name.equals("MPEG4-GENERIC")) {
            return Optional.of(Codec.AAC);
        }
        for (Codec codec : Codec.values()) {
            if (codec != Codec.UNKNOWN && codec.name().equals(name.replace(".", ""))) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** For a sentence to a viewer. */
    static String spoken(Codec codec) {
        return switch (codec) {
            case H264 -> "H.264";
            case H265 -> "H.265";
            case MJPEG -> "Motion JPEG";
            case PCMA, PCMU -> "G.711";
            case G722 -> "G.722";
            case OPUS -> "Opus";
            case AAC -> "AAC";
            case UNKNOWN -> "this codec";
        };
    }
}
