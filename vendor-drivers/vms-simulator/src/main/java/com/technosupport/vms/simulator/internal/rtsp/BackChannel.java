package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.net.Request;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The track by which a client speaks (ONVIF Streaming Specification, "Back channel connection"): what comes interleaved on its channel,
 * once it plays, is heard. Used by its event loop alone.
 */
final class BackChannel implements Playback {
    /** What the client asks for in its requests. */
    static final String FEATURE = "www.onvif.org/ver20/backchannel";

    private static final int RTP_HEADER = 12;
    private static final int A_LAW = 8;

    private final Outlet outlet;
    private final Loudspeaker loudspeaker;
    private final int channel;
    private final int ssrc = new SecureRandom().nextInt();
    private boolean playing;
    private int next = -1;

    /** @param channel of the connection that RTP comes by */
    BackChannel(Outlet outlet, Loudspeaker loudspeaker, int channel) {
        this.outlet = outlet;
        this.loudspeaker = loudspeaker;
        this.channel = channel;
    }

    /** Takes a frame of the connection. */
    void frame(int from, ByteBuffer frame) {
        boolean rtp = frame.remaining() > RTP_HEADER && (frame.get(frame.position()) & 0xff) == 0x80;
        if (!playing || from != channel || !rtp) {
            return;
        }
        int payloadType = frame.get(frame.position() + 1) & 0x7f;
        int sequence = frame.getShort(frame.position() + 2) & 0xffff;
        if (next >= 0 && sequence != next) {
            loudspeaker.lost((sequence - next) & 0xffff);
        }
        next = (sequence + 1) & 0xffff;
        if (payloadType == 0 || payloadType == A_LAW) {
            frame.position(frame.position() + RTP_HEADER);
            loudspeaker.say(this, payloadType == A_LAW, frame);
        }
    }

    @Override
    public Started play(Request request) {
        playing = true;
        return new Started("npt=now-", -1, 0);
    }

    @Override
    public boolean playing() {
        return playing;
    }

    @Override
    public void pause() {
        playing = false;
    }

    @Override
    public void end() {
        playing = false;
        loudspeaker.release(this);
    }

    @Override
    public SocketAddress rtcpAddress() {
        return outlet.rtcpAddress();
    }

    @Override
    public int ssrc() {
        return ssrc;
    }
}
