package com.technosupport.vms.live.fmp4.internal.mux;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Locale;

/** Names of codecs as browsers and players want them (RFC 6381; for H.265 ISO/IEC 14496-15, annex E). */
final class CodecNames {

    private static final int HVCC_GENERAL_BYTES = 13;
    private static final int ESCAPED_OBJECT_TYPE = 31;

    private CodecNames() {}

    /** @throws VmsException {@link ErrorCode#CODEC_UNSUPPORTED} where the track has no name in MP4 for browsers */
    static String of(Track track) {
        byte[] configuration = track.configuration();
        return switch (track.codec()) {
            case H264 -> avc(configuration);
            case H265 -> hevc(configuration);
            case AAC -> "mp4a.40." + objectType(configuration);
            case OPUS -> "opus";
            default ->
                throw new VmsException(
                        ErrorCode.CODEC_UNSUPPORTED, track.codec() + " cannot be sent in MP4 to browsers");
        };
    }

    /** Profile, constraints and level from the AVCDecoderConfigurationRecord (5.3.3.1). */
    private static String avc(byte[] record) {
        if (record.length < 7 || record[0] != 1) {
            throw incomplete("H.264");
        }
        return String.format(Locale.ROOT, "avc1.%02x%02x%02x", record[1] & 0xff, record[2] & 0xff, record[3] & 0xff);
    }

    /** From the HEVCDecoderConfigurationRecord (8.3.3.1). */
    private static String hevc(byte[] record) {
        if (record.length < 23 || record[0] != 1) {
            throw incomplete("H.265");
        }
        StringBuilder name = new StringBuilder("hvc1.");
        int space = (record[1] >> 6) & 3;
        if (space > 0) {
            name.append((char) ('A' + space - 1));
        }
        name.append(record[1] & 0x1f).append('.');
        int compatibility =
                (record[2] & 0xff) << 24 | (record[3] & 0xff) << 16 | (record[4] & 0xff) << 8 | (record[5] & 0xff);
        // In the reverse of the order that the record has its bits in.
        name.append(Integer.toHexString(Integer.reverse(compatibility)).toUpperCase(Locale.ROOT));
        name.append((record[1] & 0x20) == 0 ? ".L" : ".H").append(record[12] & 0xff);
        int last = HVCC_GENERAL_BYTES - 2;
        while (last >= 6 && record[last] == 0) {
            last--;
        }
        for (int i = 6; i <= last; i++) {
            name.append('.').append(Integer.toHexString(record[i] & 0xff).toUpperCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** The audio object type of an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1); AAC-LC where it does not tell. */
    private static int objectType(byte[] configuration) {
        if (configuration.length < 2) {
            throw incomplete("AAC");
        }
        int type = (configuration[0] & 0xff) >> 3;
        return type == ESCAPED_OBJECT_TYPE
                ? 32 + ((configuration[0] & 7) << 3 | (configuration[1] & 0xff) >> 5)
                : Math.max(1, type);
    }

    private static VmsException incomplete(String codec) {
        return new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The camera does not say how its " + codec + " is coded");
    }
}
