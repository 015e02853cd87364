package com.technosupport.vms.frames.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;

/** Waits for one key frame, and takes what has followed it where that is there already. */
final class KeyFrameSink implements PacketSink {

    /**
     * A key frame and what is needed to decode it.
     *
     * @param packets that one first, then those of its track that have followed it
     */
    record Picture(Track track, List<Packet> packets) {}

    private Track video;
    private Picture picture;
    private boolean withoutVideo;
    private String interruption = "No picture came in time";

    @Override
    public synchronized void started(StreamFormat format, List<Packet> recent) {
        Optional<Track> track = format.video();
        video = track.orElse(null);
        withoutVideo = track.isEmpty();
        if (withoutVideo) {
            notifyAll();
        }
        if (picture == null && video != null) {
            List<Packet> pictures = pictures(recent, video);
            if (!pictures.isEmpty()) {
                picture = new Picture(video, pictures);
                notifyAll();
            }
        }
    }

    /** Those of a track, from the first key frame on. */
    static List<Packet> pictures(List<Packet> packets, Track track) {
        return packets.stream()
                .filter(packet -> packet.track() == track.index())
                .dropWhile(packet -> !packet.key())
                .toList();
    }

    @Override
    public synchronized void packet(Packet packet) {
        if (picture == null && video != null && packet.key() && packet.track() == video.index()) {
            picture = new Picture(video, List.of(packet));
            notifyAll();
        }
    }

    @Override
    public synchronized void interrupted(String reason) {
        interruption = reason;
    }

    synchronized Picture await(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (picture == null && !withoutVideo) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        if (picture == null) {
            String why = withoutVideo ? "The stream has no video" : interruption;
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, why);
        }
        return picture;
    }
}
