package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the pictures of one H.264 or H.265 stream into RTP payloads (RFC 6184, packetization mode 1; RFC 7798, without DONL): each
 * key frame led by its parameter sets, large NAL units in fragments, and what a viewer has no use for left out. Not safe for use
 * by several threads.
 */
public final class Packetizer {

    /** With SRTP's and IPv6's overhead it stays below what every path carries, tunnels too. */
    public static final int MAX_PAYLOAD = 1180;

    private static final int LENGTH_BYTES = 4;
    private static final int START = 0x80;
    private static final int END = 0x40;

    private final NalSyntax syntax;
    private ParameterSets parameterSets;
    private int[] slices = new int[48];
    private int used;

    private Packetizer(NalSyntax syntax, ParameterSets parameterSets) {
        this.syntax = syntax;
        this.parameterSets = parameterSets;
    }

    /** For a track of a codec that {@link #cuts}. */
    public static Packetizer of(Track track) {
        return track.codec() == Codec.H265 ? ofH265(track.configuration()) : ofH264(track.configuration());
    }

    public static boolean cuts(Codec codec) {
        return codec == Codec.H264 || codec == Codec.H265;
    }

    /**
     * @param configuration an AVCDecoderConfigurationRecord or empty
     */
    static Packetizer ofH264(byte[] configuration) {
        return new Packetizer(NalSyntax.H264, ParameterSets.ofH264(configuration));
    }

    /**
     * @param configuration an HEVCDecoderConfigurationRecord or empty
     */
    static Packetizer ofH265(byte[] configuration) {
        return new Packetizer(
                NalSyntax.H265, ParameterSets.ofH265(configuration, NalSyntax.H265.firstParameterSetType()));
    }

    /**
     * Cuts one picture.
     *
     * @param time of it, on the timeline that viewers see
     * @return empty when the packet has nothing to show, or is not NAL units behind their lengths
     */
    public Optional<AccessUnit> cut(Packet packet, long time) {
        ByteBuffer data = packet.data();
        List<List<byte[]>> found = new ArrayList<>(syntax.parameterSetKinds());
        for (int i = 0; i < syntax.parameterSetKinds(); i++) {
            found.add(new ArrayList<>(1));
        }
        boolean start = false;
        used = 0;
        int at = 0;
        int end = data.limit();
        while (at < end) {
            int length = at + LENGTH_BYTES < end ? data.getInt(at) : -1;
            at += LENGTH_BYTES;
            if (length < 0 || length > end - at) {
                return Optional.empty();
            }
            if (length >= syntax.headerLength()) {
                int type = syntax.type(data.get(at));
                int kind = syntax.parameterSetKind(type);
                if (kind >= 0) {
                    byte[] set = new byte[length];
                    data.get(at, set);
                    found.get(kind).add(set);
                } else if (syntax.slice(type)) {
                    // The rest is delimiters, supplemental information, filler.
                    start |= syntax.start(type);
                    add(data, at, length);
                }
            }
            at += length;
        }
        parameterSets = parameterSets.with(found);
        if (used == 0) {
            return Optional.empty();
        }
        boolean key = start && parameterSets.complete();
        byte[][] leading = lead(ParameterSets.flat(key ? parameterSets.kinds() : found));
        return Optional.of(new AccessUnit(syntax.codec(), data, leading, Arrays.copyOf(slices, used), key, time));
    }

    /** Adds a NAL unit, in fragments of even size where it is too large for one packet. */
    private void add(ByteBuffer data, int start, int length) {
        if (length <= MAX_PAYLOAD) {
            add(start, length, AccessUnit.whole());
            return;
        }
        int header = syntax.headerLength();
        int fragmentHeader = header + 1;
        int rest = length - header;
        int room = MAX_PAYLOAD - fragmentHeader;
        int fragments = (rest + room - 1) / room;
        int share = (rest + fragments - 1) / fragments;
        int position = 0;
        while (position < rest) {
            int size = Math.min(share, rest - position);
            int flags = (position == 0 ? START : 0) | (position + size == rest ? END : 0);
            add(start + header + position, size, syntax.fragmentHeader(data, start) | flags);
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

    /** Parameter sets in one packet where they fit, else each by itself. */
    private byte[][] lead(List<byte[]> sets) {
        int header = syntax.headerLength();
        int length = header + sets.stream().mapToInt(set -> 2 + set.length).sum();
        if (sets.size() < 2 || length > MAX_PAYLOAD) {
            // One that is too large even so is broken, and so is its stream.
            return sets.stream().filter(set -> set.length <= MAX_PAYLOAD).toArray(byte[][]::new);
        }
        byte[] aggregate = new byte[length];
        syntax.aggregateHeader(sets, aggregate);
        int at = header;
        for (byte[] set : sets) {
            BigEndian.put16(aggregate, at, set.length);
            System.arraycopy(set, 0, aggregate, at + 2, set.length);
            at += 2 + set.length;
        }
        return new byte[][] {aggregate};
    }
}
