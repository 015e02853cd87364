package com.technosupport.vms.simulator.internal.media;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Cuts access units into RTP packets: single NAL units and FU-A (RFC 6184 sections 5.6 and 5.8), packetization-mode 1. */
final class Packetiser {
    static final int FRAMING = 4;
    static final int RTP_HEADER = 12;
    /** Keeps a packet within an Ethernet frame. */
    static final int MAX_PAYLOAD = 1400;

    private static final int FU_A = 28;

    private final int payloadType;
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final List<Integer> starts = new ArrayList<>();

    private Packetiser(int payloadType) {
        this.payloadType = payloadType;
    }

    static Frame frame(List<byte[]> accessUnit, int payloadType) {
        Packetiser packetiser = new Packetiser(payloadType);
        boolean key = false;
        for (int i = 0; i < accessUnit.size(); i++) {
            byte[] nal = accessUnit.get(i);
            key |= AnnexB.type(nal) == AnnexB.IDR;
            packetiser.nal(nal, i == accessUnit.size() - 1);
        }
        packetiser.starts.add(packetiser.wire.size());
        return new Frame(
                key,
                packetiser.wire.toByteArray(),
                packetiser.starts.stream().mapToInt(Integer::intValue).toArray());
    }

    private void nal(byte[] nal, boolean last) {
        if (nal.length <= MAX_PAYLOAD) {
            header(nal.length, last);
            wire.write(nal, 0, nal.length);
            return;
        }
        int indicator = (nal[0] & 0xe0) | FU_A;
        int type = nal[0] & 0x1f;
        for (int from = 1; from < nal.length; ) {
            int length = Math.min(MAX_PAYLOAD - 2, nal.length - from);
            boolean end = from + length == nal.length;
            header(length + 2, last && end);
            wire.write(indicator);
            wire.write((from == 1 ? 0x80 : 0) | (end ? 0x40 : 0) | type);
            wire.write(nal, from, length);
            from += length;
        }
    }

    private void header(int payload, boolean marker) {
        int length = RTP_HEADER + payload;
        starts.add(wire.size());
        wire.write('$');
        wire.write(0);
        wire.write(length >> 8);
        wire.write(length);
        wire.write(0x80);
        wire.write((marker ? 0x80 : 0) | payloadType);
        for (int i = 2; i < RTP_HEADER; i++) {
            wire.write(0);
        }
    }
}
