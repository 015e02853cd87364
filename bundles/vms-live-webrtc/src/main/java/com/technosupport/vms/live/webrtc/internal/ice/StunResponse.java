package com.technosupport.vms.live.webrtc.internal.ice;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Answers to connectivity checks, each with integrity and fingerprint (RFC 8489, sections 6.3 and 14). */
final class StunResponse {

    private final byte[] bytes = new byte[160];
    private int length = Stun.HEADER;

    private StunResponse(int type, StunRequest request) {
        BigEndian.put16(bytes, 0, type);
        request.copyTransaction(bytes, 4);
    }

    /** The check came through; {@code source} is where from, as we see it. */
    static byte[] success(StunRequest request, InetSocketAddress source, String password) {
        StunResponse response = new StunResponse(Stun.BINDING_SUCCESS, request);
        byte[] address = source.getAddress().getAddress();
        int at = response.attribute(Stun.XOR_MAPPED_ADDRESS, 4 + address.length);
        BigEndian.put16(response.bytes, at, address.length == 4 ? 1 : 2);
        BigEndian.put16(response.bytes, at + 2, source.getPort() ^ Stun.MAGIC_COOKIE >>> 16);
        for (int i = 0; i < address.length; i++) {
            // Exclusive or with the magic cookie and the transaction id, which stand in the header.
            response.bytes[at + 4 + i] = (byte) (address[i] ^ response.bytes[4 + i]);
        }
        return response.finish(password);
    }

    /** Both sides took the same role; ours never changes, for we are ICE-lite (RFC 8445, section 7.3.1.1). */
    static byte[] roleConflict(StunRequest request, String password) {
        StunResponse response = new StunResponse(Stun.BINDING_ERROR, request);
        response.error(487, "Role Conflict");
        return response.finish(password);
    }

    static byte[] unknownAttributes(StunRequest request, String password) {
        StunResponse response = new StunResponse(Stun.BINDING_ERROR, request);
        response.error(420, "Unknown Attribute");
        List<Integer> unknown = request.unknown();
        int at = response.attribute(Stun.UNKNOWN_ATTRIBUTES, 2 * unknown.size());
        for (int i = 0; i < unknown.size(); i++) {
            BigEndian.put16(response.bytes, at + 2 * i, unknown.get(i));
        }
        return response.finish(password);
    }

    private void error(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int at = attribute(Stun.ERROR_CODE, 4 + text.length);
        bytes[at + 2] = (byte) (code / 100);
        bytes[at + 3] = (byte) (code % 100);
        System.arraycopy(text, 0, bytes, at + 4, text.length);
    }

    /** Begins an attribute and returns where its value goes; what is left of it is zero. */
    private int attribute(int type, int valueLength) {
        int at = length;
        BigEndian.put16(bytes, at, type);
        BigEndian.put16(bytes, at + 2, valueLength);
        length = at + 4 + ((valueLength + 3) & ~3);
        BigEndian.put16(bytes, 2, length - Stun.HEADER);
        return at + 4;
    }

    private byte[] finish(String password) {
        int covered = length;
        int integrity = attribute(Stun.MESSAGE_INTEGRITY, Stun.INTEGRITY_LENGTH);
        System.arraycopy(Stun.integrity(password, bytes, covered), 0, bytes, integrity, Stun.INTEGRITY_LENGTH);
        int before = length;
        int fingerprint = attribute(Stun.FINGERPRINT, 4);
        BigEndian.put32(bytes, fingerprint, Stun.fingerprint(bytes, before));
        return Arrays.copyOf(bytes, length);
    }
}
