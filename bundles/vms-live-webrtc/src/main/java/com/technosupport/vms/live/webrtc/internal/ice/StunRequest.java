package com.technosupport.vms.live.webrtc.internal.ice;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Binding request as a connectivity check sends it. What is not well-formed to the last byte is no request: a check is made
 * by a browser's own code, so leniency would serve nobody but an attacker.
 */
public final class StunRequest {

    /** RFC 8489, section 14.3: fewer than 509 bytes. */
    private static final int MAX_USERNAME = 508;

    private static final int MAX_UNKNOWN = 8;

    private final byte[] message;
    private String username = "";
    private int integrityAt = -1;
    private boolean fingerprint;
    private boolean useCandidate;
    private boolean controlled;
    private final List<Integer> unknown = new ArrayList<>();

    private StunRequest(byte[] message) {
        this.message = message;
    }

    /** Whether a datagram is a STUN message rather than DTLS or RTP (RFC 7983, section 7). */
    public static boolean matches(byte[] bytes, int length) {
        return length >= Stun.HEADER && (bytes[0] & 0xff) < 4 && BigEndian.i32(bytes, 4) == Stun.MAGIC_COOKIE;
    }

    /** Reads a message; empty when it is not a Binding request with a true fingerprint. The bytes are copied. */
    public static Optional<StunRequest> parse(byte[] bytes, int length) {
        if (length > Stun.MAX_LENGTH
                || !matches(bytes, length)
                || BigEndian.u16(bytes, 0) != Stun.BINDING_REQUEST
                || BigEndian.u16(bytes, 2) != length - Stun.HEADER
                || (length & 3) != 0) {
            return Optional.empty();
        }
        StunRequest request = new StunRequest(Arrays.copyOf(bytes, length));
        return request.readAttributes() && request.fingerprint ? Optional.of(request) : Optional.empty();
    }

    private boolean readAttributes() {
        int at = Stun.HEADER;
        while (at + 4 <= message.length) {
            int type = BigEndian.u16(message, at);
            int length = BigEndian.u16(message, at + 2);
            int value = at + 4;
            int next = value + ((length + 3) & ~3);
            // Nothing may follow the fingerprint.
            if (next > message.length || fingerprint || !readAttribute(type, value, length)) {
                return false;
            }
            at = next;
        }
        return at == message.length;
    }

    private boolean readAttribute(int type, int at, int length) {
        if (type == Stun.FINGERPRINT) {
            fingerprint = true;
            return length == 4 && BigEndian.i32(message, at) == Stun.fingerprint(message, at - 4);
        }
        if (integrityAt >= 0) {
            // What stands behind the integrity is not covered by it, and is to be ignored (RFC 8489, section 14.5).
            return true;
        }
        switch (type) {
            case Stun.USERNAME -> {
                if (length > MAX_USERNAME) {
                    return false;
                }
                if (username.isEmpty()) {
                    username = new String(message, at, length, StandardCharsets.UTF_8);
                }
                return true;
            }
            case Stun.MESSAGE_INTEGRITY -> {
                integrityAt = at - 4;
                return length == Stun.INTEGRITY_LENGTH;
            }
            case Stun.USE_CANDIDATE -> {
                useCandidate = true;
                return length == 0;
            }
            case Stun.PRIORITY -> {
                return length == 4;
            }
            case Stun.ICE_CONTROLLED -> {
                controlled = true;
                return length == 8;
            }
            case Stun.ICE_CONTROLLING -> {
                return length == 8;
            }
            default -> {
                if (type < 0x8000 && unknown.size() < MAX_UNKNOWN) {
                    unknown.add(type);
                }
                return true;
            }
        }
    }

    /** Whether the sender knows the password (RFC 8489, section 9.1.3). */
    public boolean isAuthentic(String password) {
        if (integrityAt < 0) {
            return false;
        }
        // The length in the header ends with the integrity while that is computed.
        byte[] covered = Arrays.copyOf(message, integrityAt);
        BigEndian.put16(covered, 2, integrityAt - Stun.HEADER + 4 + Stun.INTEGRITY_LENGTH);
        byte[] actual = Arrays.copyOfRange(message, integrityAt + 4, integrityAt + 4 + Stun.INTEGRITY_LENGTH);
        return MessageDigest.isEqual(Stun.integrity(password, covered, covered.length), actual);
    }

    /** The user fragment of the one who is asked, which is us; empty when there is none. */
    public String localFragment() {
        int colon = username.indexOf(':');
        return colon < 0 ? "" : username.substring(0, colon);
    }

    /** The user fragment of the one who asks; empty when there is none. */
    public String remoteFragment() {
        return username.substring(username.indexOf(':') + 1);
    }

    /** Whether the peer wants this path to be the one in use (RFC 8445, section 7.1.2). */
    public boolean useCandidate() {
        return useCandidate;
    }

    /** Whether the peer takes itself for the controlled one, which we are. */
    public boolean controlled() {
        return controlled;
    }

    /** Attributes that must be understood and are not (RFC 8489, section 6.3.1). */
    public List<Integer> unknown() {
        return unknown;
    }

    /** Copies the magic cookie and the transaction id, which an answer repeats. */
    void copyTransaction(byte[] target, int offset) {
        System.arraycopy(message, 4, target, offset, 16);
    }
}
