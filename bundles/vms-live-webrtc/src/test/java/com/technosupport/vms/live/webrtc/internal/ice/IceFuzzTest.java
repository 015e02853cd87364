package com.technosupport.vms.live.webrtc.internal.ice;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What anybody may send to the port. In a build only the seeds are tried; {@code JAZZER_FUZZ=1} with one test's name goes on from
 * them by what they reach in the code, until its time is over.
 */
class IceFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void stun(byte[] data) {
        parse(data);
        if (data.length >= 28) {
            // With the fingerprint made right, or nothing would get past it.
            byte[] fixed = data.clone();
            BigEndian.put32(fixed, 4, Stun.MAGIC_COOKIE);
            BigEndian.put16(fixed, 2, fixed.length - Stun.HEADER);
            BigEndian.put32(fixed, fixed.length - 8, Stun.FINGERPRINT << 16 | 4);
            BigEndian.put32(fixed, fixed.length - 4, Stun.fingerprint(fixed, fixed.length - 8));
            parse(fixed);
        }
    }

    private static void parse(byte[] message) {
        StunRequest.parse(message, message.length).ifPresent(request -> {
            if (request.isAuthentic("a password that nobody was told")) {
                throw new IllegalStateException("forged");
            }
            request.localFragment();
            request.remoteFragment();
            StunResponse.unknownAttributes(request, "password");
        });
    }

    @FuzzTest(maxDuration = "2m")
    void tcpFraming(byte[] data) {
        byte[] frame = new byte[TcpPath.MAX_FRAME];
        int[] total = new int[1];
        // In two parts, wherever the first ends.
        int first = data.length == 0 ? 0 : (data[0] & 0xff) % (data.length + 1);
        ByteBuffer input = ByteBuffer.allocate(data.length + 4 * (TcpPath.MAX_FRAME + 2));
        for (byte[] part : new byte[][] {Arrays.copyOf(data, first), Arrays.copyOfRange(data, first, data.length)}) {
            input.put(part).flip();
            boolean framed = TcpPath.split(input, frame, length -> total[0] += length);
            input.compact();
            if (!framed) {
                return;
            }
        }
        if (total[0] > data.length) {
            throw new IllegalStateException("more came out than went in");
        }
    }
}
