package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.util.List;

/** What tells the NAL units of one codec from those of another, and their RTP payload formats. */
enum NalSyntax {
    /** ITU-T H.264, section 7.4.1; RFC 6184. */
    H264(Codec.H264, 1, 2, 7) {
        private static final int SLICE = 1;
        private static final int IDR_SLICE = 5;
        private static final int STAP_A = 24;
        private static final int FU_A = 28;
        private static final int IMPORTANCE = 0x60;

        @Override
        int type(byte first) {
            return first & 0x1f;
        }

        @Override
        boolean slice(int type) {
            return type >= SLICE && type <= IDR_SLICE;
        }

        @Override
        boolean start(int type) {
            return type == IDR_SLICE;
        }

        @Override
        int fragmentHeader(ByteBuffer data, int at) {
            int header = data.get(at) & 0xff;
            return ((header & ~0x1f) | FU_A) << 8 | (header & 0x1f);
        }

        @Override
        void aggregateHeader(List<byte[]> units, byte[] target) {
            int importance = 0;
            for (byte[] unit : units) {
                importance = Math.max(importance, unit[0] & IMPORTANCE);
            }
            target[0] = (byte) (importance | STAP_A);
        }
    },
    /** ITU-T H.265, section 7.4.2; RFC 7798. */
    H265(Codec.H265, 2, 3, 32) {
        private static final int LAST_SLICE = 31;
        private static final int FIRST_START = 16;
        private static final int LAST_START = 23;
        private static final int AGGREGATE = 48;
        private static final int FRAGMENT = 49;
        /** Forbidden bit and the upper bit of the layer. */
        private static final int BESIDE_TYPE = 0x81;

        @Override
        int type(byte first) {
            return first >> 1 & 0x3f;
        }

        @Override
        boolean slice(int type) {
            return type <= LAST_SLICE;
        }

        @Override
        boolean start(int type) {
            return type >= FIRST_START && type <= LAST_START;
        }

        @Override
        int fragmentHeader(ByteBuffer data, int at) {
            int first = data.get(at) & 0xff;
            int second = data.get(at + 1) & 0xff;
            return ((first & BESIDE_TYPE) | FRAGMENT << 1) << 16 | second << 8 | (first >> 1 & 0x3f);
        }

        @Override
        void aggregateHeader(List<byte[]> units, byte[] target) {
            // Layer and temporal id are the least of what is in it (section 4.4.2): of parameter sets, 0 and 1.
            target[0] = AGGREGATE << 1;
            target[1] = 1;
        }
    };

    private final Codec codec;
    private final int headerLength;
    private final int parameterSetKinds;
    private final int firstParameterSetType;

    NalSyntax(Codec codec, int headerLength, int parameterSetKinds, int firstParameterSetType) {
        this.codec = codec;
        this.headerLength = headerLength;
        this.parameterSetKinds = parameterSetKinds;
        this.firstParameterSetType = firstParameterSetType;
    }

    Codec codec() {
        return codec;
    }

    /** Bytes of a NAL unit's header. A fragment's is one longer. */
    int headerLength() {
        return headerLength;
    }

    int parameterSetKinds() {
        return parameterSetKinds;
    }

    /** The types of the other kinds follow it. */
    int firstParameterSetType() {
        return firstParameterSetType;
    }

    /** Which kind of parameter set it is; -1 for none. */
    int parameterSetKind(int type) {
        int kind = type - firstParameterSetType;
        return kind >= 0 && kind < parameterSetKinds ? kind : -1;
    }

    /** Of a NAL unit that begins so. */
    abstract int type(byte first);

    /** Whether it is part of a picture. */
    abstract boolean slice(int type);

    /** Whether a decoder can start at its picture. */
    abstract boolean start(int type);

    /** The bytes that lead each fragment of the NAL unit at this place, with neither start nor end marked. */
    abstract int fragmentHeader(ByteBuffer data, int at);

    abstract void aggregateHeader(List<byte[]> units, byte[] target);
}
