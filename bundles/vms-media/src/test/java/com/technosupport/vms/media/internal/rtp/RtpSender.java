package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes RTP packets of NAL units, as cameras do. */
final class RtpSender {

    static final int PAYLOAD_TYPE = 96;

    private final boolean h265;
    private final int maxPayload;
    int sequence = 65_500;
    int ssrc = 0x1234;

    RtpSender(boolean h265, int maxPayload) {
        this.h265 = h265;
        this.maxPayload = maxPayload;
    }

    /** One access unit, the marker on its last packet. */
    List<byte[]> packets(long timestamp, List<byte[]> units) {
        List<byte[]> out = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            boolean last = i == units.size() - 1;
            if (units.get(i).length <= maxPayload) {
                out.add(packet(timestamp, last, units.get(i)));
            } else {
                fragments(out, timestamp, units.get(i), last);
            }
        }
        return out;
    }

    private void fragments(List<byte[]> out, long timestamp, byte[] unit, boolean last) {
        int header = h265 ? 2 : 1;
        int at = header;
        while (at < unit.length) {
            int size = Math.min(maxPayload - header - 1, unit.length - at);
            boolean first = at == header;
            boolean end = at + size == unit.length;
            int flags = (first ? 0x80 : 0) | (end ? 0x40 : 0);
            ByteBuffer payload = ByteBuffer.allocate(header + 1 + size);
            if (h265) {
                payload.put((byte) ((unit[0] & 0x81) | (49 << 1))).put(unit[1]);
                payload.put((byte) (flags | ((unit[0] >> 1) & 0x3f)));
            } else {
                payload.put((byte) ((unit[0] & 0xe0) | 28)).put((byte) (flags | (unit[0] & 0x1f)));
            }
            payload.put(unit, at, size);
            out.add(packet(timestamp, last && end, payload.array()));
            at += size;
        }
    }

    byte[] packet(long timestamp, boolean marker, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(12 + payload.length);
        out.put((byte) 0x80).put((byte) ((marker ? 0x80 : 0) | PAYLOAD_TYPE));
        out.putShort((short) sequence);
        sequence = (sequence + 1) & 0xffff;
        out.putInt((int) timestamp).putInt(ssrc).put(payload);
        return out.array();
    }
}
