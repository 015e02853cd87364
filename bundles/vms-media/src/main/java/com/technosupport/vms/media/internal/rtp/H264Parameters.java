package com.technosupport.vms.media.internal.rtp;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** H.264 parameter sets: what they tell (ITU-T H.264, 7.3.2.1.1 and E.1.1) and their record (ISO/IEC 14496-15, 5.3.3.1). */
final class H264Parameters {

    private static final int MAX_SIDE_IN_MACROBLOCKS = 2048;

    private H264Parameters() {}

    static Optional<PictureFormat> picture(byte[] sps) {
        try {
            return Optional.of(parse(sps));
        } catch (BitReader.Malformed | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PictureFormat parse(byte[] sps) throws BitReader.Malformed {
        BitReader in = new BitReader(sps, 1, sps.length);
        int profile = in.bits(8);
        int constraints = in.bits(8);
        in.bits(8); // level
        in.unsigned(31);
        int chroma = 1;
        if (hasChromaFormat(profile)) {
            chroma = in.unsigned(3);
            if (chroma == 3) {
                in.bit();
            }
            in.unsigned(6);
            in.unsigned(6);
            in.bit();
            if (in.flag()) {
                skipScalingMatrix(in, chroma == 3 ? 12 : 8);
            }
        }
        in.unsigned(12);
        int orderType = in.unsigned(2);
        if (orderType == 0) {
            in.unsigned(12);
        } else if (orderType == 1) {
            in.bit();
            in.signed();
            in.signed();
            int cycle = in.unsigned(255);
            for (int i = 0; i < cycle; i++) {
                in.signed();
            }
        }
        in.unsigned(16);
        in.bit();
        int width = 16 * (in.unsigned(MAX_SIDE_IN_MACROBLOCKS) + 1);
        int heightUnits = in.unsigned(MAX_SIDE_IN_MACROBLOCKS) + 1;
        int framesOnly = in.bit();
        int height = 16 * heightUnits * (2 - framesOnly);
        if (framesOnly == 0) {
            in.bit();
        }
        in.bit();
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * (2 - framesOnly);
            width -= unitX * (in.unsigned(width) + in.unsigned(width));
            height -= unitY * (in.unsigned(height) + in.unsigned(height));
        }
        int reorder = orderType == 2 || profile == 66 ? 0 : -1;
        if (in.flag()) {
            // Some cameras cut this part short; all before it counts.
            reorder = Math.max(reorder, reorderFromUsability(in));
        }
        boolean intraOnly = (profile == 44 || profile == 100 || profile == 110 || profile == 122 || profile == 244)
                && (constraints & 0x10) != 0;
        return new PictureFormat(width, height, reorder < 0 && intraOnly ? 0 : reorder);
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private static void skipScalingMatrix(BitReader in, int lists) throws BitReader.Malformed {
        for (int i = 0; i < lists; i++) {
            if (!in.flag()) {
                continue;
            }
            int last = 8;
            int next = 8;
            for (int j = 0; j < (i < 6 ? 16 : 64); j++) {
                if (next != 0) {
                    next = (last + in.signed() + 256) & 0xff;
                }
                last = next == 0 ? last : next;
            }
        }
    }

    /** VUI (E.1.1) up to max_num_reorder_frames; negative when that is not there. */
    private static int reorderFromUsability(BitReader in) {
        try {
            if (in.flag() && in.bits(8) == 255) {
                in.skip(32);
            }
            if (in.flag()) {
                in.bit();
            }
            if (in.flag()) {
                in.skip(4);
                if (in.flag()) {
                    in.skip(24);
                }
            }
            if (in.flag()) {
                in.unsigned(5);
                in.unsigned(5);
            }
            if (in.flag()) {
                in.skip(65);
            }
            boolean nal = in.flag();
            if (nal) {
                skipReferenceDecoder(in);
            }
            boolean vcl = in.flag();
            if (vcl) {
                skipReferenceDecoder(in);
            }
            if (nal || vcl) {
                in.bit();
            }
            in.bit();
            if (!in.flag()) {
                return -1;
            }
            in.bit();
            in.unsigned(16);
            in.unsigned(16);
            in.unsigned(32);
            in.unsigned(32);
            return in.unsigned(16);
        } catch (BitReader.Malformed e) {
            return -1;
        }
    }

    private static void skipReferenceDecoder(BitReader in) throws BitReader.Malformed {
        int count = in.unsigned(31) + 1;
        in.skip(8);
        for (int i = 0; i < count; i++) {
            in.unsigned();
            in.unsigned();
            in.bit();
        }
        in.skip(20);
    }

    /** The identifier of a picture parameter set, and of the sequence parameter set that it refers to. */
    static Optional<int[]> pictureParameterIds(byte[] pps) {
        try {
            BitReader in = new BitReader(pps, 1, pps.length);
            return Optional.of(new int[] {in.unsigned(255), in.unsigned(31)});
        } catch (BitReader.Malformed e) {
            return Optional.empty();
        }
    }

    static Optional<Integer> sequenceId(byte[] sps) {
        try {
            BitReader in = new BitReader(sps, 4, sps.length);
            return Optional.of(in.unsigned(31));
        } catch (BitReader.Malformed e) {
            return Optional.empty();
        }
    }

    /** AVCDecoderConfigurationRecord with 4-byte lengths. */
    static byte[] record(byte[] sps, List<byte[]> ppss) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + sps.length);
        out.write(1);
        out.write(sps, 1, 3);
        out.write(0xff);
        out.write(0xe1);
        writeUnit(out, sps);
        out.write(ppss.size());
        ppss.forEach(pps -> writeUnit(out, pps));
        int profile = sps[1] & 0xff;
        if (profile != 66 && profile != 77 && profile != 88) {
            writeHighProfile(out, sps);
        }
        return out.toByteArray();
    }

    private static void writeHighProfile(ByteArrayOutputStream out, byte[] sps) {
        int chroma = 1;
        int luma = 0;
        int chromaDepth = 0;
        try {
            BitReader in = new BitReader(sps, 4, sps.length);
            in.unsigned(31);
            if (hasChromaFormat(sps[1] & 0xff)) {
                chroma = in.unsigned(3);
                if (chroma == 3) {
                    in.bit();
                }
                luma = in.unsigned(6);
                chromaDepth = in.unsigned(6);
            }
        } catch (BitReader.Malformed e) {
            return;
        }
        out.write(0xfc | chroma);
        out.write(0xf8 | luma);
        out.write(0xf8 | chromaDepth);
        out.write(0);
    }

    static void writeUnit(ByteArrayOutputStream out, byte[] unit) {
        out.write(unit.length >> 8);
        out.write(unit.length);
        out.write(unit, 0, unit.length);
    }
}
