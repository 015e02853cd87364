package com.technosupport.vms.media.internal.rtp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a receiver makes. */
final class Collected implements RtpReceiver.Output {

    final List<Track> tracks = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    int keyFramesWanted;
    int restarts;
    RtpReceiver receiver;

    @Override
    public void track(Track track) {
        tracks.add(track);
    }

    @Override
    public void packet(Packet packet) {
        packets.add(packet);
    }

    @Override
    public void keyFrameWanted() {
        keyFramesWanted++;
    }

    @Override
    public void restarted() {
        restarts++;
        receiver.restart();
    }
}
