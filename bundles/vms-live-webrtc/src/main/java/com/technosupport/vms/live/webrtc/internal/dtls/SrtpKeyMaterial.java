package com.technosupport.vms.live.webrtc.internal.dtls;

import com.technosupport.vms.live.webrtc.internal.srtp.SessionKeys;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The master keys and salts that a handshake leaves behind (RFC 5764, section 4.2). */
public final class SrtpKeyMaterial {

    private final SrtpProfile profile;
    private final byte[] exported;

    /**
     * @param exported client key, server key, client salt, server salt
     */
    public SrtpKeyMaterial(SrtpProfile profile, byte[] exported) {
        if (exported.length != length(profile)) {
            throw new IllegalArgumentException("not the keys of " + profile);
        }
        this.profile = profile;
        this.exported = exported.clone();
    }

    static int length(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    public SrtpProfile profile() {
        return profile;
    }

    /** For RTP from the server. */
    public SessionKeys serverRtp() throws GeneralSecurityException {
        return SessionKeys.rtp(profile, key(1), salt(1));
    }

    /** For RTCP from the server. */
    public SessionKeys serverRtcp() throws GeneralSecurityException {
        return SessionKeys.rtcp(profile, key(1), salt(1));
    }

    /** For RTP from the client. */
    public SessionKeys clientRtp() throws GeneralSecurityException {
        return SessionKeys.rtp(profile, key(0), salt(0));
    }

    /** For RTCP from the client. */
    public SessionKeys clientRtcp() throws GeneralSecurityException {
        return SessionKeys.rtcp(profile, key(0), salt(0));
    }

    private byte[] key(int side) {
        int length = profile.keyLength();
        return Arrays.copyOfRange(exported, side * length, (side + 1) * length);
    }

    private byte[] salt(int side) {
        int start = 2 * profile.keyLength();
        int length = profile.saltLength();
        return Arrays.copyOfRange(exported, start + side * length, start + (side + 1) * length);
    }
}
