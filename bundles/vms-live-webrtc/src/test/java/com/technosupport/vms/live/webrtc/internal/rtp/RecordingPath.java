package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.live.webrtc.internal.ice.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is sent, and can be slow. */
final class RecordingPath implements Path {

    final List<byte[]> sent = new ArrayList<>();
    boolean congested;

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public boolean send(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return sent.add(bytes);
    }

    @Override
    public boolean congested() {
        return congested;
    }

    @Override
    public void validated() {}

    @Override
    public void release() {}

    @Override
    public String description() {
        return "";
    }
}
