package com.technosupport.vms.live.fmp4.internal.mux;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a sample of a picture. Under the names {@code avc1} and {@code hvc1} the parameter sets stand in the sample
 * description (ISO/IEC 14496-15, 5.3.3 and 8.3.3), so those that a camera repeats before each key frame are left out. A set
 * that the description does not have stays: without it the picture could not be decoded.
 */
final class SampleUnits {

    private static final int LENGTH_BYTES = 4;

    private final boolean hevc;
    private final List<ByteBuffer> described;

    SampleUnits(Track video) {
        this.hevc = video.codec() == Codec.H265;
        this.described = hevc ? hevcSets(video.configuration()) : avcSets(video.configuration());
    }

    /** The picture without what the description says; the same buffer where there is nothing to leave out. */
    ByteBuffer sample(ByteBuffer picture) {
        if (!repeats(picture)) {
            return picture;
        }
        ByteBuffer sample = ByteBuffer.allocate(picture.remaining());
        int at = picture.position();
        while (at + LENGTH_BYTES < picture.limit()) {
            int end = end(picture, at);
            ByteBuffer unit = picture.duplicate().position(at + LENGTH_BYTES).limit(end);
            if (!isDescribed(unit)) {
                sample.put(picture.duplicate().position(at).limit(end));
            }
            at = end;
        }
        return sample.flip();
    }

    private boolean repeats(ByteBuffer picture) {
        int at = picture.position();
        while (at + LENGTH_BYTES < picture.limit()) {
            int end = end(picture, at);
            if (isSet(picture.get(at + LENGTH_BYTES))) {
                return true;
            }
            // Sets stand before the slices.
            if (isSlice(picture.get(at + LENGTH_BYTES))) {
                return false;
            }
            at = end;
        }
        return false;
    }

    private static int end(ByteBuffer picture, int at) {
        int length = picture.getInt(at);
        int left = picture.limit() - at - LENGTH_BYTES;
        return at + LENGTH_BYTES + (length < 0 || length > left ? left : length);
    }

    private boolean isSet(byte header) {
        int type = hevc ? (header >> 1) & 0x3f : header & 0x1f;
        return hevc ? type >= 32 && type <= 34 : type == 7 || type == 8;
    }

    private boolean isSlice(byte header) {
        int type = hevc ? (header >> 1) & 0x3f : header & 0x1f;
        return hevc ? type < 32 : type >= 1 && type <= 5;
    }

    private boolean isDescribed(ByteBuffer unit) {
        return unit.hasRemaining() && isSet(unit.get(unit.position())) && described.contains(unit);
    }

    private static List<ByteBuffer> avcSets(byte[] record) {
        List<ByteBuffer> sets = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.remaining() > 6) {
            in.position(5);
            takeSets(in, in.get() & 0x1f, sets);
            if (in.hasRemaining()) {
                takeSets(in, in.get() & 0xff, sets);
            }
        }
        return sets;
    }

    private static List<ByteBuffer> hevcSets(byte[] record) {
        List<ByteBuffer> sets = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.remaining() > 23) {
            in.position(22);
            int arrays = in.get() & 0xff;
            for (int i = 0; i < arrays && in.remaining() >= 3; i++) {
                in.get();
                takeSets(in, in.getShort() & 0xffff, sets);
            }
        }
        return sets;
    }

    private static void takeSets(ByteBuffer in, int count, List<ByteBuffer> sets) {
        for (int i = 0; i < count && in.remaining() >= 2; i++) {
            int length = Math.min(in.getShort() & 0xffff, in.remaining());
            sets.add(in.slice().limit(length));
            in.position(in.position() + length);
        }
    }
}
