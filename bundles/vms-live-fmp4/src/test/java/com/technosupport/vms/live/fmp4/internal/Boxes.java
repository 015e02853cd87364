package com.technosupport.vms.live.fmp4.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what we write (ISO/IEC 14496-12), as a player would. */
public final class Boxes {

    /** A box without its header. */
    public record Box(String type, ByteBuffer body) {

        public List<Box> children() {
            return boxes(body.duplicate());
        }

        public Box child(String name) {
            return children().stream()
                    .filter(box -> box.type().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + type + children()));
        }

        public boolean has(String name) {
            return children().stream().anyMatch(box -> box.type().equals(name));
        }

        @Override
        public String toString() {
            return type + "(" + body.remaining() + ")";
        }
    }

    /** One track's samples of a fragment. */
    public record Run(int track, long decodeTime, List<Sample> samples) {}

    /** A sample. */
    public record Sample(long duration, int size, long compositionOffset, boolean sync) {}

    private Boxes() {}

    public static List<Box> boxes(ByteBuffer data) {
        List<Box> boxes = new ArrayList<>();
        ByteBuffer in = data.duplicate();
        while (in.remaining() >= 8) {
            int start = in.position();
            int size = in.getInt();
            byte[] type = new byte[4];
            in.get(type);
            boxes.add(new Box(
                    new String(type, StandardCharsets.US_ASCII),
                    in.duplicate().limit(start + size).slice()));
            in.position(start + size);
        }
        return boxes;
    }

    /** The runs of one {@code moof}. */
    public static List<Run> runs(ByteBuffer fragment) {
        Box moof = boxes(fragment).stream()
                .filter(box -> box.type().equals("moof"))
                .findFirst()
                .orElseThrow();
        List<Run> runs = new ArrayList<>();
        for (Box traf : moof.children()) {
            if (traf.type().equals("traf")) {
                runs.add(run(traf));
            }
        }
        return runs;
    }

    private static Run run(Box traf) {
        ByteBuffer tfhd = traf.child("tfhd").body();
        int flags = tfhd.getInt() & 0xffffff;
        int track = tfhd.getInt();
        if ((flags & 1) != 0) {
            tfhd.getLong();
        }
        if ((flags & 2) != 0) {
            tfhd.getInt();
        }
        int duration = (flags & 8) != 0 ? tfhd.getInt() : 0;
        int size = (flags & 0x10) != 0 ? tfhd.getInt() : 0;
        int sampleFlags = (flags & 0x20) != 0 ? tfhd.getInt() : 0;
        ByteBuffer tfdt = traf.child("tfdt").body();
        long time = tfdt.getInt() >>> 24 == 1 ? tfdt.getLong() : tfdt.getInt() & 0xffffffffL;
        ByteBuffer trun = traf.child("trun").body();
        int runFlags = trun.getInt();
        boolean signed = runFlags >>> 24 == 1;
        int count = trun.getInt();
        if ((runFlags & 1) != 0) {
            trun.getInt();
        }
        int first = (runFlags & 4) != 0 ? trun.getInt() : sampleFlags;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int sampleDuration = (runFlags & 0x100) != 0 ? trun.getInt() : duration;
            int sampleSize = (runFlags & 0x200) != 0 ? trun.getInt() : size;
            int own = (runFlags & 0x400) != 0 ? trun.getInt() : i == 0 ? first : sampleFlags;
            int offset = (runFlags & 0x800) != 0 ? trun.getInt() : 0;
            samples.add(new Sample(
                    sampleDuration & 0xffffffffL,
                    sampleSize,
                    signed ? offset : offset & 0xffffffffL,
                    (own & 0x10000) == 0));
        }
        return new Run(track, time, samples);
    }
}
