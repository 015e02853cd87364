package com.technosupport.vms.frames.internal.transcode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An H.264 picture as an encoder gives it, brought into the form that packets have here: NAL units behind their lengths, with the
 * parameter sets apart.
 *
 * @param data of four-byte lengths and NAL units
 * @param configuration an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), where the picture brings its sets
 */
record CodedPicture(byte[] data, boolean key, Optional<byte[]> configuration) {

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;

    /** Reads the byte stream form (ITU-T H.264, annex B). */
    static CodedPicture of(byte[] stream) {
        ByteArrayOutputStream data = new ByteArrayOutputStream(stream.length + 16);
        List<byte[]> pps = new ArrayList<>();
        byte[] sps = null;
        boolean key = false;
        int start = unit(stream, 0);
        while (start < stream.length) {
            int next = unit(stream, start);
            int end = next < stream.length ? next - 3 : stream.length;
            while (end > start && stream[end - 1] == 0) {
                end--;
            }
            if (end > start) {
                int type = stream[start] & 0x1f;
                if (type == SPS) {
                    sps = slice(stream, start, end);
                } else if (type == PPS) {
                    pps.add(slice(stream, start, end));
                } else if (type != DELIMITER) {
                    key |= type == IDR;
                    int size = end - start;
                    data.write(size >> 24);
                    data.write(size >> 16);
                    data.write(size >> 8);
                    data.write(size);
                    data.write(stream, start, size);
                }
            }
            start = next;
        }
        Optional<byte[]> configuration =
                sps == null || sps.length < 4 || pps.isEmpty() ? Optional.empty() : Optional.of(record(sps, pps));
        return new CodedPicture(data.toByteArray(), key, configuration);
    }

    /** Where the first NAL unit begins behind a start code at or after {@code from}; the length where there is none. */
    private static int unit(byte[] stream, int from) {
        for (int i = from; i + 3 <= stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                return i + 3;
            }
        }
        return stream.length;
    }

    private static byte[] slice(byte[] from, int start, int end) {
        return Arrays.copyOfRange(from, start, end);
    }

    /** Without the extension for high profiles: the encoder is held to the constrained baseline profile. */
    private static byte[] record(byte[] sps, List<byte[]> pps) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(1);
        out.write(sps, 1, 3);
        out.write(0xff);
        out.write(0xe1);
        out.write(sps.length >> 8);
        out.write(sps.length);
        out.write(sps, 0, sps.length);
        out.write(pps.size());
        for (byte[] set : pps) {
            out.write(set.length >> 8);
            out.write(set.length);
            out.write(set, 0, set.length);
        }
        return out.toByteArray();
    }
}
