package com.technosupport.vms.playback.internal;

import com.technosupport.vms.api.recording.KeyFrameIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** As much of Matroska (RFC 9559) as finding the key frames of track 1 takes. */
public final class Matroska {

    private static final long SEGMENT = 0x18538067L;
    private static final long CLUSTER = 0x1F43B675L;
    private static final long TIMESTAMP = 0xE7;
    private static final long SIMPLE_BLOCK = 0xA3;

    private final ByteBuffer in;
    private final List<Integer> times = new ArrayList<>();
    private final List<Long> positions = new ArrayList<>();

    private Matroska(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    static KeyFrameIndex index(Path file) throws IOException {
        Matroska matroska = new Matroska(Files.readAllBytes(file));
        matroska.elements(matroska.in.limit(), -1, 0);
        return new KeyFrameIndex(
                matroska.times.stream().mapToInt(Integer::intValue).toArray(),
                matroska.positions.stream().mapToLong(Long::longValue).toArray());
    }

    private void elements(int end, long cluster, long clusterTime) {
        long time = clusterTime;
        while (in.position() < end) {
            int begin = in.position();
            long id = number(false);
            long size = number(true);
            int next = size < 0 ? end : (int) Math.min(end, in.position() + size);
            if (id == SEGMENT) {
                elements(next, -1, 0);
            } else if (id == CLUSTER) {
                elements(next, begin, 0);
            } else if (id == TIMESTAMP) {
                time = 0;
                while (in.position() < next) {
                    time = time << 8 | (in.get() & 0xff);
                }
            } else if (id == SIMPLE_BLOCK) {
                int track = in.get() & 0x7f;
                int offset = in.getShort();
                boolean key = (in.get() & 0x80) != 0;
                if (track == 1 && key) {
                    times.add((int) (time + offset));
                    positions.add(cluster);
                }
            }
            in.position(next);
        }
    }

    /** A number of the length that its first byte tells; -1 where a size is not known. */
    private long number(boolean size) {
        int first = in.get() & 0xff;
        int length = Integer.numberOfLeadingZeros(first) - 24;
        long value = size ? first & (0xff >> (length + 1)) : first;
        boolean unknown = size && value == 0xff >> (length + 1);
        for (int i = 0; i < length; i++) {
            int next = in.get() & 0xff;
            unknown &= next == 0xff;
            value = value << 8 | next;
        }
        return unknown ? -1 : value;
    }
}
