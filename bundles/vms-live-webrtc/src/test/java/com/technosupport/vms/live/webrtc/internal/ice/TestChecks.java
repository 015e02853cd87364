package com.technosupport.vms.live.webrtc.internal.ice;

/** Connectivity checks for tests of other packages. */
public final class TestChecks {

    private TestChecks() {}

    /** A controlling agent's check that nominates. */
    public static byte[] request(String username, String password) {
        return StunTest.request(username, password, Stun.ICE_CONTROLLING, Stun.USE_CANDIDATE);
    }
}
