package com.technosupport.vms.media.internal.rtp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** NAL units divided by start codes (ITU-T H.264, annex B). */
public final class AnnexB {

    private static final int MAX_UNITS = 64;

    private AnnexB() {}

    /** The units, without start codes; the whole when there is no start code. */
    public static List<byte[]> split(byte[] data) {
        List<byte[]> units = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at + 3 <= data.length && units.size() < MAX_UNITS) {
            if (data[at] == 0 && data[at + 1] == 0 && data[at + 2] == 1) {
                // A fourth zero belongs to the start code.
                int end = at > start && data[at - 1] == 0 ? at - 1 : at;
                add(units, data, start, end);
                at += 3;
                start = at;
            } else {
                at++;
            }
        }
        add(units, data, start, data.length);
        return units;
    }

    private static void add(List<byte[]> units, byte[] data, int start, int end) {
        if (end > start) {
            units.add(Arrays.copyOfRange(data, start, end));
        }
    }
}
