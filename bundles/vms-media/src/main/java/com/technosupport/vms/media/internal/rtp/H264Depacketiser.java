package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** H.264 over RTP (RFC 6184): single NAL unit packets, STAP-A and FU-A. Interleaved mode is not used by cameras. */
final class H264Depacketiser extends NalDepacketiser {

    private static final int MAX_PICTURE_SETS = 32;
    private static final int SEI = 6;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int RECOVERY_POINT = 6;

    private byte[] sps;
    private final TreeMap<Integer, byte[]> ppss = new TreeMap<>();
    private boolean changed;
    private VideoConfiguration made;

    H264Depacketiser(Output output) {
        super(output, 1);
    }

    @Override
    int type(int firstHeaderByte) {
        return firstHeaderByte & 0x1f;
    }

    @Override
    Kind kind(int type) {
        return switch (type) {
            // Not 2 to 4: no camera partitions its data, and H.265 under a description of H.264 looks like it.
            case 1 -> Kind.SLICE;
            case 5 -> Kind.KEY_SLICE;
            case SPS, PPS -> Kind.PARAMETERS;
            case 9, 10, 11, 12 -> Kind.WORTHLESS;
            default -> Kind.OTHER;
        };
    }

    @Override
    void nalUnits(ByteBuffer buffer, int start, int end) {
        int indicator = buffer.get(start);
        int type = type(indicator);
        if (type == FU_A) {
            int header = buffer.get(start + 1);
            int original = (indicator & 0xe0) | (header & 0x1f);
            fragment(buffer, start + 2, end, original, (header & 0x80) != 0, (header & 0x40) != 0);
        } else if (type == STAP_A) {
            int at = start + 1;
            while (at + 2 <= end) {
                int size = buffer.getShort(at) & 0xffff;
                at += 2;
                if (size == 0 || at + size > end) {
                    return;
                }
                whole(buffer, at, at + size);
                at += size;
            }
        } else if (type < STAP_A) {
            whole(buffer, start, end);
        }
    }

    @Override
    void parameterSet(int type, byte[] set) {
        if (type == SPS) {
            if (!Arrays.equals(sps, set) && H264Parameters.picture(set).isPresent()) {
                sps = set;
                changed = true;
            }
            return;
        }
        Optional<int[]> ids = H264Parameters.pictureParameterIds(set);
        if (ids.isEmpty() || (ppss.size() >= MAX_PICTURE_SETS && !ppss.containsKey(ids.get()[0]))) {
            return;
        }
        if (!Arrays.equals(ppss.put(ids.get()[0], set), set)) {
            changed = true;
        }
    }

    @Override
    VideoConfiguration configuration() {
        if (changed) {
            changed = false;
            made = make();
        }
        return made;
    }

    private VideoConfiguration make() {
        if (sps == null || ppss.isEmpty()) {
            return null;
        }
        Optional<PictureFormat> picture = H264Parameters.picture(sps);
        Optional<Integer> id = H264Parameters.sequenceId(sps);
        if (picture.isEmpty() || id.isEmpty()) {
            return null;
        }
        List<byte[]> used = new ArrayList<>();
        for (byte[] pps : ppss.values()) {
            if (H264Parameters.pictureParameterIds(pps)
                    .filter(ids -> ids[1] == id.get())
                    .isPresent()) {
                used.add(pps);
            }
        }
        return used.isEmpty() ? null : new VideoConfiguration(picture.get(), H264Parameters.record(sps, used));
    }

    /** Some encoders never send IDR pictures: parameter sets or a recovery point before an I slice are a start too. */
    @Override
    boolean startsWithoutKeySlice(AccessUnit unit, int firstSlice, boolean parameters) {
        if (firstSlice < 0 || !(parameters || hasRecoveryPoint(unit, firstSlice))) {
            return false;
        }
        try {
            BitReader in = new BitReader(unit.array(), firstSlice + 1, Math.min(unit.length(), firstSlice + 16));
            in.unsigned();
            int sliceType = in.unsigned(9) % 5;
            return sliceType == 2 || sliceType == 4;
        } catch (BitReader.Malformed e) {
            return false;
        }
    }

    private static boolean hasRecoveryPoint(AccessUnit unit, int limit) {
        byte[] data = unit.array();
        int at = 4;
        while (at < limit) {
            int size = ByteBuffer.wrap(data).getInt(at - 4);
            if ((data[at] & 0x1f) == SEI && seiHasRecoveryPoint(data, at + 1, at + size)) {
                return true;
            }
            at += size + 4;
        }
        return false;
    }

    private static boolean seiHasRecoveryPoint(byte[] data, int start, int end) {
        int at = start;
        while (at + 2 < end) {
            int type = 0;
            while (at < end && (data[at] & 0xff) == 0xff) {
                type += 255;
                at++;
            }
            type += at < end ? data[at++] & 0xff : 0;
            int size = 0;
            while (at < end && (data[at] & 0xff) == 0xff) {
                size += 255;
                at++;
            }
            size += at < end ? data[at++] & 0xff : 0;
            if (type == RECOVERY_POINT) {
                return true;
            }
            at += size;
        }
        return false;
    }
}
