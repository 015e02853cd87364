package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parameter sets of a stream, as NAL units without start code or length.
 *
 * @param kinds for H.264 SPS and PPS, for H.265 VPS, SPS and PPS; an empty list for a kind that is missing
 */
record ParameterSets(List<List<byte[]>> kinds) {

    ParameterSets {
        kinds = kinds.stream().map(List::copyOf).toList();
    }

    static ParameterSets none(int kinds) {
        return new ParameterSets(lists(kinds));
    }

    private static List<List<byte[]>> lists(int count) {
        List<List<byte[]>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    /** Those of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, section 5.3.3.1); none where it is not one. */
    static ParameterSets ofH264(byte[] configuration) {
        ParameterSets none = none(2);
        if (configuration.length < 7 || configuration[0] != 1) {
            return none;
        }
        List<List<byte[]>> kinds = lists(2);
        int at = read(configuration, 6, configuration[5] & 0x1f, kinds.get(0));
        if (at >= 0 && at < configuration.length) {
            at = read(configuration, at + 1, configuration[at] & 0xff, kinds.get(1));
        }
        return at < 0 ? none : new ParameterSets(kinds);
    }

    /**
     * Those of an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, section 8.3.3.1); none where it is not one.
     *
     * @param firstType the NAL unit type of the first of the kinds, the others follow it
     */
    static ParameterSets ofH265(byte[] configuration, int firstType) {
        ParameterSets none = none(3);
        if (configuration.length < 23 || configuration[0] != 1) {
            return none;
        }
        List<List<byte[]>> kinds = lists(3);
        int at = 23;
        for (int arrays = configuration[22] & 0xff; arrays > 0; arrays--) {
            if (at + 3 > configuration.length) {
                return none;
            }
            int kind = (configuration[at] & 0x3f) - firstType;
            List<byte[]> target = kind >= 0 && kind < 3 ? kinds.get(kind) : new ArrayList<>();
            at = read(configuration, at + 3, BigEndian.u16(configuration, at + 1), target);
            if (at < 0) {
                return none;
            }
        }
        return new ParameterSets(kinds);
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
    ParameterSets with(List<List<byte[]>> found) {
        if (found.stream().allMatch(List::isEmpty)) {
            return this;
        }
        List<List<byte[]>> merged = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            merged.add(found.get(i).isEmpty() ? kinds.get(i) : found.get(i));
        }
        return new ParameterSets(merged);
    }

    boolean complete() {
        return kinds.stream().noneMatch(List::isEmpty);
    }

    /** All of them, in the order of their kinds. */
    static List<byte[]> flat(List<List<byte[]>> kinds) {
        return kinds.stream().flatMap(List::stream).toList();
    }
}
