package com.technosupport.vms.media.internal.rtp;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** H.265 parameter sets: what they tell (ITU-T H.265, 7.3.2.2 and 7.3.3) and their record (ISO/IEC 14496-15, 8.3.3.1). */
final class H265Parameters {

    private static final int MAX_SIDE = 32768;

    private H265Parameters() {}

    /** What a sequence parameter set holds that the record repeats. */
    private record Sequence(
            PictureFormat picture,
            int id,
            byte[] profileTierLevel,
            int chroma,
            int lumaDepth,
            int chromaDepth,
            int layers) {}

    static Optional<PictureFormat> picture(byte[] sps) {
        return sequence(sps).map(Sequence::picture);
    }

    static Optional<Integer> sequenceId(byte[] sps) {
        return sequence(sps).map(Sequence::id);
    }

    /** The identifier of a picture parameter set, and of the sequence parameter set that it refers to. */
    static Optional<int[]> pictureParameterIds(byte[] pps) {
        try {
            BitReader in = new BitReader(pps, 2, pps.length);
            return Optional.of(new int[] {in.unsigned(63), in.unsigned(15)});
        } catch (BitReader.Malformed e) {
            return Optional.empty();
        }
    }

    private static Optional<Sequence> sequence(byte[] sps) {
        try {
            return Optional.of(parse(sps));
        } catch (BitReader.Malformed | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Sequence parse(byte[] sps) throws BitReader.Malformed {
        BitReader in = new BitReader(sps, 2, sps.length);
        in.skip(4);
        int layers = in.bits(3);
        in.bit();
        byte[] profile = new byte[12];
        for (int i = 0; i < profile.length; i++) {
            profile[i] = (byte) in.bits(8);
        }
        skipSubLayers(in, layers);
        int id = in.unsigned(15);
        int chroma = in.unsigned(3);
        if (chroma == 3) {
            in.bit();
        }
        int width = in.unsigned(MAX_SIDE);
        int height = in.unsigned(MAX_SIDE);
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = chroma == 1 ? 2 : 1;
            width -= unitX * (in.unsigned(MAX_SIDE) + in.unsigned(MAX_SIDE));
            height -= unitY * (in.unsigned(MAX_SIDE) + in.unsigned(MAX_SIDE));
        }
        int luma = in.unsigned(8);
        int chromaDepth = in.unsigned(8);
        in.unsigned(12);
        boolean each = in.flag();
        int reorder = 0;
        for (int i = each ? 0 : layers; i <= layers; i++) {
            in.unsigned(16);
            reorder = in.unsigned(16);
            in.unsigned();
        }
        return new Sequence(
                new PictureFormat(width, height, reorder), id, profile, chroma, luma, chromaDepth, layers + 1);
    }

    private static void skipSubLayers(BitReader in, int layers) throws BitReader.Malformed {
        boolean[] profile = new boolean[layers];
        boolean[] level = new boolean[layers];
        for (int i = 0; i < layers; i++) {
            profile[i] = in.flag();
            level[i] = in.flag();
        }
        if (layers > 0) {
            in.skip(2 * (8 - layers));
        }
        for (int i = 0; i < layers; i++) {
            in.skip((profile[i] ? 88 : 0) + (level[i] ? 8 : 0));
        }
    }

    /** HEVCDecoderConfigurationRecord with 4-byte lengths; empty when the sequence parameter set is malformed. */
    static byte[] record(byte[] vps, byte[] sps, List<byte[]> ppss) {
        Optional<Sequence> parsed = sequence(sps);
        if (parsed.isEmpty()) {
            return new byte[0];
        }
        Sequence sequence = parsed.get();
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + sps.length + vps.length);
        out.write(1);
        out.write(sequence.profileTierLevel(), 0, 12);
        out.write(0xf0);
        out.write(0);
        out.write(0xfc);
        out.write(0xfc | sequence.chroma());
        out.write(0xf8 | sequence.lumaDepth());
        out.write(0xf8 | sequence.chromaDepth());
        out.write(0);
        out.write(0);
        out.write((sequence.layers() << 3) | 0x04 | 3);
        out.write(3);
        writeArray(out, 32, List.of(vps));
        writeArray(out, 33, List.of(sps));
        writeArray(out, 34, ppss);
        return out.toByteArray();
    }

    private static void writeArray(ByteArrayOutputStream out, int type, List<byte[]> units) {
        out.write(0x80 | type);
        out.write(units.size() >> 8);
        out.write(units.size());
        units.forEach(unit -> H264Parameters.writeUnit(out, unit));
    }
}
