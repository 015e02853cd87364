package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A camera that sends a clip again and again, four times as fast as it was taken, until it is told otherwise. */
final class LoopedClip implements CustomSource {

    private final BlockingQueue<Clip> next = new LinkedBlockingQueue<>();
    private volatile Clip clip;
    private volatile boolean broken;

    LoopedClip(Clip clip) {
        this.clip = clip;
    }

    /** Sends this one from now on. */
    void change(Clip other) {
        next.add(other);
    }

    /** Ends the connection once. */
    void interrupt() {
        broken = true;
    }

    @Override
    public void run(PacketSink sink) throws InterruptedException {
        sink.started(clip.format(), List.of());
        long origin = 0;
        while (true) {
            List<Packet> packets = clip.packets();
            long length = packets.get(packets.size() - 1).pts() + 20_000;
            long before = 0;
            for (Packet packet : packets) {
                if (packet.track() == clip.video().index()) {
                    TimeUnit.MICROSECONDS.sleep(
                            Math.max(0, Math.min(200_000, (packet.dts() - before) * 1000 / 90 / 4)));
                    before = packet.dts();
                }
                sink.packet(Clip.moved(packet, packet.track(), origin));
                if (broken) {
                    broken = false;
                    return;
                }
            }
            origin += length;
            Clip other = next.poll();
            if (other != null) {
                clip = other;
                sink.started(clip.format(), List.of());
            }
        }
    }
}
