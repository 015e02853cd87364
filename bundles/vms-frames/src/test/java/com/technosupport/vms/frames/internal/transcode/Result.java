package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Gathers what a sink gets, and looks at its pictures. */
final class Result implements PacketSink {

    final List<StreamFormat> formats = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<String> interruptions = new ArrayList<>();

    /** A small version of a picture: the brightness of 8 x 8 places. */
    record Look(int width, int height, int[] light) {

        double difference(Look other) {
            long sum = 0;
            for (int i = 0; i < light.length; i++) {
                sum += Math.abs(light[i] - other.light[i]);
            }
            return (double) sum / light.length;
        }
    }

    @Override
    public synchronized void started(StreamFormat format, List<Packet> recent) {
        formats.add(format);
        packets.addAll(recent);
        notifyAll();
    }

    @Override
    public synchronized void packet(Packet packet) {
        packets.add(packet);
        notifyAll();
    }

    @Override
    public synchronized void interrupted(String reason) {
        interruptions.add(reason);
        notifyAll();
    }

    /** What there is to wait for. */
    interface Condition {
        boolean holds();
    }

    synchronized boolean await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.holds()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized List<Packet> ofTrack(int track) {
        return packets.stream().filter(packet -> packet.track() == track).toList();
    }

    /** Decodes; the pictures by their times. */
    static Map<Long, Look> pictures(Track track, List<Packet> packets) throws CodingException {
        Map<Long, Look> looks = new TreeMap<>();
        try (VideoDecoder decoder = new VideoDecoder(track)) {
            for (Packet packet : packets) {
                decoder.decode(packet, picture -> looks.put(picture.pts(), look(picture)));
            }
        }
        return looks;
    }

    private static Look look(AVFrame picture) {
        int width = picture.width();
        int height = picture.height();
        int[] light = new int[64];
        for (int i = 0; i < 64; i++) {
            int left = (i % 8) * (width / 8);
            int top = (i / 8) * (height / 8);
            long sum = 0;
            int count = 0;
            for (int y = top; y < top + height / 8; y += 2) {
                for (int x = left; x < left + width / 8; x += 2) {
                    sum += picture.data(0).get((long) y * picture.linesize(0) + x) & 0xff;
                    count++;
                }
            }
            light[i] = (int) (sum / count);
        }
        return new Look(width, height, light);
    }
}
