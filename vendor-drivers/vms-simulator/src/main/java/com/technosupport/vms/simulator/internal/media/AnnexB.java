package com.technosupport.vms.simulator.internal.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads an H.264 byte stream (ITU-T H.264 Annex B): NAL units, and the access units they form (section 7.4.1.2.3). */
final class AnnexB {
    static final int SLICE = 1;
    static final int IDR = 5;
    static final int SPS = 7;
    static final int PPS = 8;

    private AnnexB() {}

    static int type(byte[] nal) {
        return nal[0] & 0x1f;
    }

    static List<byte[]> nalUnits(byte[] stream) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 2 < stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                if (start >= 0) {
                    add(units, stream, start, i);
                }
                start = i + 3;
                i += 2;
            }
        }
        if (start >= 0) {
            add(units, stream, start, stream.length);
        }
        return units;
    }

    private static void add(List<byte[]> units, byte[] stream, int from, int to) {
        int end = to;
        // A zero byte before the next start code belongs to that code, not to this unit.
        while (end > from && stream[end - 1] == 0) {
            end--;
        }
        if (end > from) {
            units.add(Arrays.copyOfRange(stream, from, end));
        }
    }

    static List<List<byte[]>> accessUnits(List<byte[]> nalUnits) {
        List<List<byte[]>> pictures = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        boolean hasSlice = false;
        for (byte[] nal : nalUnits) {
            boolean slice = type(nal) >= SLICE && type(nal) <= IDR;
            // first_mb_in_slice is 0, coded as a single 1 bit, in the first slice of a picture.
            boolean firstSlice = slice && nal.length > 1 && (nal[1] & 0x80) != 0;
            if (hasSlice && (firstSlice || !slice)) {
                pictures.add(current);
                current = new ArrayList<>();
                hasSlice = false;
            }
            current.add(nal);
            hasSlice |= slice;
        }
        if (hasSlice) {
            pictures.add(current);
        }
        return pictures;
    }
}
