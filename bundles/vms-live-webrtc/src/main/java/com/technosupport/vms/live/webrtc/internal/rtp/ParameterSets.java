package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequence and picture parameter sets of an H.264 stream, as NAL units without start code or length.
 *
 * @param sequence SPS
 * @param picture PPS
 */
record ParameterSets(List<byte[]> sequence, List<byte[]> picture) {

    static final ParameterSets NONE = new ParameterSets(List.of(), List.of());

    ParameterSets {
        sequence = List.copyOf(sequence);
        picture = List.copyOf(picture);
    }

    /** Those of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, section 5.3.3.1); none where it is not one. */
    static ParameterSets of(byte[] configuration) {
        if (configuration.length < 7 || configuration[0] != 1) {
            return NONE;
        }
        List<byte[]> sequence = new ArrayList<>();
        int at = read(configuration, 6, configuration[5] & 0x1f, sequence);
        List<byte[]> picture = new ArrayList<>();
        if (at >= 0 && at < configuration.length) {
            at = read(configuration, at + 1, configuration[at] & 0xff, picture);
        }
        return at < 0 ? NONE : new ParameterSets(sequence, picture);
    }

    private static int read(byte[] bytes, int start, int count, List<byte[]> sets) {
        int at = start;
        for (int i = 0; i < count; i++) {
            if (at + 2 > bytes.length) {
                return -1;
            }
            int length = BigEndian.u16(bytes, at);
            at += 2;
            if (length == 0 || at + length > bytes.length) {
                return -1;
            }
            sets.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return at;
    }

    /** These, with what came in the stream in place of its kind. */
    ParameterSets with(List<byte[]> newSequence, List<byte[]> newPicture) {
        return newSequence.isEmpty() && newPicture.isEmpty()
                ? this
                : new ParameterSets(
                        newSequence.isEmpty() ? sequence : newSequence, newPicture.isEmpty() ? picture : newPicture);
    }

    boolean complete() {
        return !sequence.isEmpty() && !picture.isEmpty();
    }
}
