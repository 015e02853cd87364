package com.technosupport.vms.live.webrtc.internal.ice;

/** Takes what comes in. Called by the network thread alone, which it must not hold up. */
public interface PacketHandler {

    /**
     * @param bytes are the handler's during the call only; it may change them
     */
    void packet(Path path, byte[] bytes, int length);

    /** A TCP connection ended. */
    void pathClosed(Path path);

    /** Called about once a second. */
    void tick();
}
