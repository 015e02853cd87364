package com.technosupport.vms.live.fmp4.internal.mux;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One stream's packets into fragments, one a picture: a player has each as soon as we have, for some 120 bytes. The sound that
 * came since the last goes with it. Not safe for use by several threads.
 */
public final class Movie implements AutoCloseable {

    private static final int AAC_SAMPLES = 1024;

    /** Sound does not wait longer than this for a picture. */
    private static final double LONGEST_SILENCE_SECONDS = 0.25;

    private final MovieFormat format;
    private final Muxer muxer;
    private final SampleUnits units;
    private final VideoClock clock;
    private final SoundClock soundClock;
    private final int soundTicks;
    private final int soundTrack;
    private boolean awaitKey = true;
    private long pendingSound;

    /**
     * What a player takes at a time.
     *
     * @param data {@code moof} and {@code mdat}; read-only
     * @param key whether it begins with a key frame
     * @param start decoding time of its first picture, 90,000 ticks a second
     * @param duration of its pictures, in the same ticks; the last one's is a guess. 0 for sound alone
     * @param packet whence it is
     */
    public record Fragment(ByteBuffer data, boolean key, long start, long duration, Packet packet) {}

    /** @param start where its times begin, 90,000 ticks a second */
    public Movie(MovieFormat format, long start) throws Muxer.MuxerException {
        this.format = format;
        this.muxer = new Muxer(format.video(), format.sound());
        this.units = new SampleUnits(format.video());
        this.clock = new VideoClock(format.video().clockRate(), start);
        this.soundTicks = format.sound().map(Muxer::soundTicks).orElse(1);
        this.soundTrack = format.sound().map(track -> track.index()).orElse(-1);
        this.soundClock =
                new SoundClock(format.sound().map(track -> track.clockRate()).orElse(1), soundTicks);
    }

    public MovieFormat format() {
        return format;
    }

    public ByteBuffer initialisation() {
        return ByteBuffer.wrap(muxer.initialisation()).asReadOnlyBuffer();
    }

    /** The source came back, or the camera: times start anew, and a key frame is awaited. */
    public void restart() {
        clock.restart();
        soundClock.restart();
        awaitKey = true;
    }

    /** Learns from packets that are about to be taken how far pictures are apart. */
    public void expect(List<Packet> packets) {
        long[] steps = new long[packets.size()];
        int count = 0;
        Packet last = null;
        for (Packet packet : packets) {
            if (packet.track() == format.video().index()) {
                if (last != null) {
                    steps[count++] = packet.dts() - last.dts();
                }
                last = packet;
            }
        }
        if (count > 0) {
            Arrays.sort(steps, 0, count);
            clock.expect(steps[count / 2]);
        }
    }

    /** How far pictures are apart, of late; 90,000 ticks a second. */
    public long usualStep() {
        return clock.usualStep();
    }

    /** Where the next picture's time would be. */
    public long next() {
        return clock.next();
    }

    /** Takes a packet; the fragment that is complete with it, or null. */
    public Fragment take(Packet packet) throws Muxer.MuxerException {
        if (packet.track() == format.video().index()) {
            return takePicture(packet);
        }
        if (packet.track() == soundTrack && !awaitKey) {
            return takeSound(packet);
        }
        return null;
    }

    private Fragment takePicture(Packet packet) throws Muxer.MuxerException {
        if (awaitKey && !packet.key()) {
            return null;
        }
        awaitKey = false;
        long dts = clock.decodingTime(packet.dts());
        long pts = dts + clock.compositionOffset(packet.pts(), packet.dts());
        muxer.video(pts, dts, clock.usualStep(), packet.key(), units.sample(packet.data()));
        return fragment(packet, packet.key(), dts, clock.usualStep());
    }

    private Fragment takeSound(Packet packet) throws Muxer.MuxerException {
        ByteBuffer data = packet.data();
        boolean opus = format.sound().orElseThrow().codec() == Codec.OPUS;
        int samples = opus ? OpusPackets.samples(data) : AAC_SAMPLES;
        long time = samples == 0 ? -1 : soundClock.time(packet.pts(), samples, clock);
        if (time < 0) {
            return null;
        }
        muxer.sound(time, samples, data);
        pendingSound += samples;
        return pendingSound > LONGEST_SILENCE_SECONDS * soundTicks ? fragment(packet, false, clock.next(), 0) : null;
    }

    private Fragment fragment(Packet packet, boolean key, long start, long duration) throws Muxer.MuxerException {
        pendingSound = 0;
        return new Fragment(ByteBuffer.wrap(muxer.flush()).asReadOnlyBuffer(), key, start, duration, packet);
    }

    @Override
    public void close() {
        muxer.close();
    }
}
