package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** H.265 over RTP (RFC 7798): single NAL unit packets, aggregation and fragmentation units, without DONL. */
final class H265Depacketiser extends NalDepacketiser {

    private static final int MAX_PICTURE_SETS = 32;
    private static final int VPS = 32;
    private static final int SPS = 33;
    private static final int PPS = 34;
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;

    private byte[] vps;
    private byte[] sps;
    private final TreeMap<Integer, byte[]> ppss = new TreeMap<>();
    private boolean changed;
    private VideoConfiguration made;

    H265Depacketiser(Output output) {
        super(output, 2);
    }

    @Override
    int type(int firstHeaderByte) {
        return (firstHeaderByte >> 1) & 0x3f;
    }

    @Override
    Kind kind(int type) {
        if (type >= 16 && type <= 23) {
            return Kind.KEY_SLICE;
        }
        if (type < 32) {
            return Kind.SLICE;
        }
        return switch (type) {
            case VPS, SPS, PPS -> Kind.PARAMETERS;
            case 35, 36, 37, 38 -> Kind.WORTHLESS;
            default -> Kind.OTHER;
        };
    }

    @Override
    void nalUnits(ByteBuffer buffer, int start, int end) {
        int type = type(buffer.get(start));
        if (type == FRAGMENT) {
            int header = buffer.get(start + 2);
            int first = (buffer.get(start) & 0x81) | ((header & 0x3f) << 1);
            int original = (first << 8) | (buffer.get(start + 1) & 0xff);
            fragment(buffer, start + 3, end, original, (header & 0x80) != 0, (header & 0x40) != 0);
        } else if (type == AGGREGATE) {
            int at = start + 2;
            while (at + 2 <= end) {
                int size = buffer.getShort(at) & 0xffff;
                at += 2;
                if (size == 0 || at + size > end) {
                    return;
                }
                whole(buffer, at, at + size);
                at += size;
            }
        } else if (type < AGGREGATE) {
            whole(buffer, start, end);
        }
    }

    @Override
    void parameterSet(int type, byte[] set) {
        if (type == VPS) {
            if (!Arrays.equals(vps, set)) {
                vps = set;
                changed = true;
            }
        } else if (type == SPS) {
            if (!Arrays.equals(sps, set) && H265Parameters.picture(set).isPresent()) {
                sps = set;
                changed = true;
            }
        } else {
            Optional<int[]> ids = H265Parameters.pictureParameterIds(set);
            if (ids.isPresent()
                    && (ppss.size() < MAX_PICTURE_SETS || ppss.containsKey(ids.get()[0]))
                    && !Arrays.equals(ppss.put(ids.get()[0], set), set)) {
                changed = true;
            }
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
        if (vps == null || sps == null || ppss.isEmpty()) {
            return null;
        }
        Optional<PictureFormat> picture = H265Parameters.picture(sps);
        Optional<Integer> id = H265Parameters.sequenceId(sps);
        if (picture.isEmpty() || id.isEmpty()) {
            return null;
        }
        List<byte[]> used = new ArrayList<>();
        for (byte[] pps : ppss.values()) {
            if (H265Parameters.pictureParameterIds(pps)
                    .filter(ids -> ids[1] == id.get())
                    .isPresent()) {
                used.add(pps);
            }
        }
        return used.isEmpty() ? null : new VideoConfiguration(picture.get(), H265Parameters.record(vps, sps, used));
    }

    @Override
    boolean startsWithoutKeySlice(AccessUnit unit, int firstSlice, boolean parameters) {
        return false;
    }
}
