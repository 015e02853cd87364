package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the pictures of one H.264 stream into RTP payloads (RFC 6184, packetization mode 1): each key frame led by its parameter
 * sets, large NAL units in fragments, and what a viewer has no use for left out. Not safe for use by several threads.
 */
public final class Packetizer {

    /** With SRTP's and IPv6's overhead it stays below what every path carries, tunnels too. */
    public static final int MAX_PAYLOAD = 1180;

    private static final int LENGTH_BYTES = 4;

    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private static final int START = 0x80;
    private static final int END = 0x40;
    private static final int IMPORTANCE = 0x60;

    private ParameterSets parameterSets;
    private int[] slices = new int[48];
    private int used;

    /**
     * @param configuration the track's, an AVCDecoderConfigurationRecord or empty
     */
    public Packetizer(byte[] configuration) {
        this.parameterSets = ParameterSets.of(configuration);
    }

    /**
     * Cuts one picture.
     *
     * @param time of it, on the timeline that viewers see
     * @return empty when the packet has nothing to show, or is not NAL units behind their lengths
     */
    public Optional<AccessUnit> cut(Packet packet, long time) {
        ByteBuffer data = packet.data();
        List<byte[]> sequence = new ArrayList<>(1);
        List<byte[]> picture = new ArrayList<>(1);
        boolean idr = false;
        used = 0;
        int at = 0;
        int end = data.limit();
        while (at < end) {
            int length = at + LENGTH_BYTES < end ? data.getInt(at) : -1;
            at += LENGTH_BYTES;
            if (length < 0 || length > end - at) {
                return Optional.empty();
            }
            if (length > 0) {
                int type = data.get(at) & 0x1f;
                if (type == SPS || type == PPS) {
                    byte[] set = new byte[length];
                    data.get(at, set);
                    (type == SPS ? sequence : picture).add(set);
                } else if (type >= SLICE && type <= IDR_SLICE) {
                    // The rest is delimiters, supplemental information, filler.
                    idr |= type == IDR_SLICE;
                    add(data, at, length);
                }
            }
            at += length;
        }
        parameterSets = parameterSets.with(sequence, picture);
        if (used == 0) {
            return Optional.empty();
        }
        boolean key = idr && parameterSets.complete();
        byte[][] leading = key ? lead(parameterSets.sequence(), parameterSets.picture()) : lead(sequence, picture);
        return Optional.of(new AccessUnit(data, leading, Arrays.copyOf(slices, used), key, time));
    }

    /** Adds a NAL unit, in fragments of even size where it is too large for one packet. */
    private void add(ByteBuffer data, int start, int length) {
        if (length <= MAX_PAYLOAD) {
            add(start, length, AccessUnit.whole());
            return;
        }
        int header = data.get(start) & 0xff;
        int indicator = (header & ~0x1f) | FU_A;
        int rest = length - 1;
        int fragments = (rest + MAX_PAYLOAD - 3) / (MAX_PAYLOAD - 2);
        int share = (rest + fragments - 1) / fragments;
        int position = 0;
        while (position < rest) {
            int size = Math.min(share, rest - position);
            int flags = (position == 0 ? START : 0) | (position + size == rest ? END : 0);
            add(start + 1 + position, size, indicator << 8 | flags | (header & 0x1f));
            position += size;
        }
    }

    private void add(int start, int length, int header) {
        if (used == slices.length) {
            slices = Arrays.copyOf(slices, 2 * used);
        }
        slices[used++] = start;
        slices[used++] = length;
        slices[used++] = header;
    }

    /** Parameter sets as one STAP-A where they fit, else each by itself. */
    private static byte[][] lead(List<byte[]> sequence, List<byte[]> picture) {
        List<byte[]> sets = new ArrayList<>(sequence);
        sets.addAll(picture);
        int length = 1 + sets.stream().mapToInt(set -> 2 + set.length).sum();
        if (sets.size() < 2 || length > MAX_PAYLOAD) {
            // One that is too large even so is broken, and so is its stream.
            return sets.stream().filter(set -> set.length <= MAX_PAYLOAD).toArray(byte[][]::new);
        }
        byte[] aggregate = new byte[length];
        int importance = 0;
        int at = 1;
        for (byte[] set : sets) {
            importance = Math.max(importance, set[0] & IMPORTANCE);
            BigEndian.put16(aggregate, at, set.length);
            System.arraycopy(set, 0, aggregate, at + 2, set.length);
            at += 2 + set.length;
        }
        aggregate[0] = (byte) (importance | STAP_A);
        return new byte[][] {aggregate};
    }
}
