package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes sender reports with the source's name (RFC 3550, sections 6.4.1 and 6.5). */
final class RtcpWriter {

    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
    private static final int CNAME = 1;

    private RtcpWriter() {}

    /** NTP time: seconds since 1900 in the upper half, their fraction in the lower. */
    static long ntp(Instant time) {
        long fraction = ((long) time.getNano() << 32) / 1_000_000_000L;
        return (time.getEpochSecond() + SECONDS_FROM_1900_TO_1970) << 32 | fraction;
    }

    /** Writes the compound packet and returns its length. */
    static int report(byte[] target, int ssrc, long ntp, int timestamp, long packets, long octets, String name) {
        BigEndian.put32(target, 0, 0x80c8_0006);
        BigEndian.put32(target, 4, ssrc);
        BigEndian.put64(target, 8, ntp);
        BigEndian.put32(target, 16, timestamp);
        BigEndian.put32(target, 20, (int) packets);
        BigEndian.put32(target, 24, (int) octets);
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        // The item, at least one zero behind it, and zeros up to a multiple of four.
        int items = (2 + text.length + 4) & ~3;
        BigEndian.put32(target, 28, 0x81ca_0000 | (1 + items / 4));
        BigEndian.put32(target, 32, ssrc);
        for (int i = 0; i < items; i++) {
            target[36 + i] = 0;
        }
        target[36] = CNAME;
        target[37] = (byte) text.length;
        System.arraycopy(text, 0, target, 38, text.length);
        return 36 + items;
    }
}
