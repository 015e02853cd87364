package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;

/**
 * What H.264 and H.265 have in common on RTP: access units out of NAL units, fragments and aggregates.
 *
 * <p>An access unit ends with the marker, or where the timestamp changes. Three habits of cameras are put up with: parameter
 * sets alone under a marker or a timestamp of their own (they go in front of the next picture); the marker on each slice (then
 * the timestamp alone counts); several NAL units with start codes in one payload.
 *
 * <p>After a loss, a picture is whole if it begins with its first slice: whether one does is the first bit behind the NAL
 * unit header in both codecs (first_mb_in_slice is 0, first_slice_segment_in_pic_flag).
 */
abstract class NalDepacketiser implements Depacketiser {

    /** What a NAL unit is for. */
    enum Kind {
        SLICE,
        KEY_SLICE,
        PARAMETERS,
        OTHER,
        /** Delimiters and filler: of no use in a packet. */
        WORTHLESS
    }

    private static final int MAX_PARAMETER_SET = 4096;

    private final Output output;
    private final int headerBytes;
    private final AccessUnit unit = new AccessUnit();

    private boolean started;
    private long timestamp;
    private boolean damaged;
    private boolean slices;
    private boolean key;
    private boolean parameters;
    private int firstSlice = -1;
    private boolean markerUnreliable;
    private boolean anyFlushed;
    private long flushedTimestamp;
    private VideoConfiguration announced;

    NalDepacketiser(Output output, int headerBytes) {
        this.output = output;
        this.headerBytes = headerBytes;
    }

    abstract Kind kind(int type);

    abstract int type(int firstHeaderByte);

    /** A parameter set came; the bytes are its own. */
    abstract void parameterSet(int type, byte[] set);

    /** What the sets that came so far make; null while some are missing. */
    abstract VideoConfiguration configuration();

    /** Whether a picture without an IDR slice can still be a start. */
    abstract boolean startsWithoutKeySlice(AccessUnit unit, int firstSlice, boolean parameters);

    /** Takes parameter sets from the session description. */
    final void describe(byte[] set) {
        if (set.length > headerBytes && set.length <= MAX_PARAMETER_SET) {
            int type = type(set[0]);
            if (kind(type) == Kind.PARAMETERS) {
                parameterSet(type, set);
            }
        }
        announce();
    }

    final void announce() {
        VideoConfiguration now = configuration();
        if (now != null && !now.equals(announced)) {
            announced = now;
            output.configured(now);
        }
    }

    @Override
    public final void payload(ByteBuffer buffer, int start, int end, long packetTimestamp, boolean marker) {
        if (started && packetTimestamp != timestamp) {
            flush();
        }
        timestamp = packetTimestamp;
        started = true;
        if (end - start > headerBytes) {
            nalUnits(buffer, start, end);
        }
        if (marker && !markerUnreliable) {
            flush();
        }
    }

    /** Reads one payload: single unit, aggregate or fragment. */
    abstract void nalUnits(ByteBuffer buffer, int start, int end);

    @Override
    public final void lost() {
        if (unit.isOpen() || slices) {
            damaged = true;
            unit.cancel();
        }
    }

    @Override
    public final void reset() {
        clear();
        started = false;
        anyFlushed = false;
        announced = null;
        announce();
    }

    /** One whole unit, perhaps several divided by start codes. */
    final void whole(ByteBuffer buffer, int start, int end) {
        int from = start;
        if (startCode(buffer, from, end) > 0) {
            from += startCode(buffer, from, end);
            for (int i = from; i + 3 <= end; i++) {
                int code = startCode(buffer, i, end);
                if (code > 0) {
                    single(buffer, from, i);
                    i += code - 1;
                    from = i + 1;
                }
            }
        }
        single(buffer, from, end);
    }

    private static int startCode(ByteBuffer buffer, int at, int end) {
        if (at + 3 > end || buffer.get(at) != 0 || buffer.get(at + 1) != 0) {
            return 0;
        }
        if (buffer.get(at + 2) == 1) {
            return 3;
        }
        return at + 4 <= end && buffer.get(at + 2) == 0 && buffer.get(at + 3) == 1 ? 4 : 0;
    }

    private void single(ByteBuffer buffer, int start, int end) {
        if (end - start <= headerBytes) {
            return;
        }
        if (unit.isOpen()) {
            // The end of a fragmented unit never came.
            unit.cancel();
            damaged = true;
        }
        if (kind(type(buffer.get(start))) == Kind.WORTHLESS) {
            return;
        }
        if (!unit.begin() || !unit.append(buffer, start, end)) {
            unit.cancel();
            damaged = true;
            return;
        }
        finish();
    }

    /**
     * A fragment.
     *
     * @param header the NAL unit's header, as it was before it was cut up; its lower bytes first where it has two
     */
    final void fragment(ByteBuffer buffer, int start, int end, int header, boolean first, boolean last) {
        int firstByte = headerBytes == 1 ? header : header >> 8;
        if (first) {
            if (unit.isOpen()) {
                unit.cancel();
                damaged = true;
            }
            boolean room = unit.begin();
            if (headerBytes == 2) {
                room = room && unit.append(firstByte);
            }
            room = room && unit.append(header & 0xff);
            if (!room) {
                unit.cancel();
                damaged = true;
            }
        }
        if (!unit.isOpen()) {
            // Its beginning was lost.
            damaged = true;
            slices = true;
            key |= kind(type(firstByte)) == Kind.KEY_SLICE;
            return;
        }
        if (!unit.append(buffer, start, end)) {
            unit.cancel();
            damaged = true;
            return;
        }
        if (last) {
            finish();
        }
    }

    private void finish() {
        int start = unit.end();
        int size = unit.length() - start;
        if (size <= headerBytes) {
            unit.truncate(start - 4);
            return;
        }
        int type = type(unit.array()[start]);
        switch (kind(type)) {
            case KEY_SLICE, SLICE -> {
                boolean beginsPicture = (unit.array()[start + headerBytes] & 0x80) != 0;
                if (!slices) {
                    firstSlice = start;
                    if (!beginsPicture) {
                        damaged = true;
                        if (anyFlushed && flushedTimestamp == timestamp) {
                            markerUnreliable = true;
                        }
                    }
                }
                slices = true;
                key |= kind(type) == Kind.KEY_SLICE;
            }
            case PARAMETERS -> {
                parameters = true;
                if (size <= MAX_PARAMETER_SET) {
                    byte[] set = new byte[size];
                    System.arraycopy(unit.array(), start, set, 0, size);
                    parameterSet(type, set);
                }
            }
            case WORTHLESS -> unit.truncate(start - 4);
            case OTHER -> {}
        }
    }

    private void flush() {
        if (unit.isOpen()) {
            unit.cancel();
            damaged = true;
        }
        if (!slices && !damaged) {
            // Parameter sets alone: they wait for their picture, unless they pile up.
            if (unit.length() > 16 * MAX_PARAMETER_SET) {
                clear();
            }
            return;
        }
        anyFlushed = true;
        flushedTimestamp = timestamp;
        if (damaged) {
            output.damaged(key || parameters);
        } else {
            boolean start = key || startsWithoutKeySlice(unit, firstSlice, parameters);
            if (start) {
                announce();
            }
            output.frame(timestamp, start, unit.copy());
        }
        clear();
    }

    private void clear() {
        unit.clear();
        damaged = false;
        slices = false;
        key = false;
        parameters = false;
        firstSlice = -1;
    }
}
