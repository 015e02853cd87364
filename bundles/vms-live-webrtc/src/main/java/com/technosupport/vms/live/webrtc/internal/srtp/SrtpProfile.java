package com.technosupport.vms.live.webrtc.internal.srtp;

import java.util.List;
import java.util.Optional;

/** The SRTP protection profiles that we speak (RFC 5764, section 4.1.2; RFC 7714, section 14.2), best first. */
public enum SrtpProfile {
    AEAD_AES_128_GCM(7, 16, 12, 16),
    AEAD_AES_256_GCM(8, 32, 12, 16),
    AES128_CM_SHA1_80(1, 16, 14, 10);

    private final int code;
    private final int keyLength;
    private final int saltLength;
    private final int tagLength;

    SrtpProfile(int code, int keyLength, int saltLength, int tagLength) {
        this.code = code;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
    }

    /** The best of ours that the peer offers too. */
    public static Optional<SrtpProfile> choose(int[] offered) {
        for (SrtpProfile profile : List.of(values())) {
            for (int code : offered) {
                if (code == profile.code) {
                    return Optional.of(profile);
                }
            }
        }
        return Optional.empty();
    }

    /** As the {@code use_srtp} extension of DTLS numbers it. */
    public int code() {
        return code;
    }

    /** Bytes of the master key, and of the session key for the cipher. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of the master salt. */
    public int saltLength() {
        return saltLength;
    }

    /** Bytes of the authentication tag of a packet. */
    public int tagLength() {
        return tagLength;
    }

    boolean aead() {
        return this != AES128_CM_SHA1_80;
    }
}
