package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * All that is sent to one viewer: a picture, with sound or without, and reports on both that are made at one moment and by one
 * clock, so that its player keeps them in step. All methods but {@link #figures} belong to one sending thread.
 */
public final class ViewerSender {

    /**
     * What tells this viewer's packets from others'.
     *
     * @param payloadTypes of the codecs that the viewer takes
     * @param playoutDelayExtension its number, where the viewer knows it: it is then told to show pictures at once
     * @param name CNAME
     */
    public record Source(
            int ssrc, int soundSsrc, Map<Codec, Integer> payloadTypes, OptionalInt playoutDelayExtension, String name) {

        public Source {
            payloadTypes = Map.copyOf(payloadTypes);
        }
    }

    /** Hears what the viewer needs; called by the sending thread, must not wait. */
    public interface Needs {

        /** {@link #resync}, for the viewer cannot go on without a key frame. */
        void resync();

        /** A stream of fewer bits, for its line does not carry this one. */
        void less();

        /** The stream that it asked for, for its line may carry it again. */
        void more();
    }

    /**
     * @param lost by the viewer's count
     * @param resent at its request
     * @param skipped not sent, because the way to the viewer was too slow
     * @param pictures packets of the picture alone
     */
    public record Figures(long packets, long bytes, long lost, long resent, long skipped, long pictures) {

        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);
    }

    private final RtpSender video;
    private final SoundSender sound;
    private final Needs needs;
    private final Clock clock;
    private final LineQuality line = new LineQuality();
    private volatile Figures figures = Figures.NONE;

    /**
     * @param path the way to the viewer now
     * @param buffer of the sending thread
     */
    public ViewerSender(
            Source source,
            SrtpKeyMaterial keys,
            Supplier<Path> path,
            Clock clock,
            SendBuffer buffer,
            SecureRandom random,
            Needs needs)
            throws GeneralSecurityException {
        this.needs = needs;
        this.clock = clock;
        // First sequence numbers below 32768, so that no early loss hides the first roll-over (RFC 3711, section
        // 3.3.1).
        this.video = new RtpSender(
                source, keys, path, clock, buffer, random.nextInt(1 << 15), random.nextInt(), line, needs::resync);
        this.sound = new SoundSender(
                source.soundSsrc(),
                source.name(),
                source.payloadTypes(),
                keys,
                path,
                buffer,
                random.nextInt(1 << 15),
                random.nextInt());
    }

    /** Takes the stream's next picture. */
    public void live(AccessUnit unit, long now) {
        video.live(unit, now);
    }

    /** Takes the stream's next sound. */
    public void sound(SoundFrame frame) {
        sound.send(frame, video.shift());
    }

    /**
     * Starts, or starts anew, with the pictures since the latest key frame.
     *
     * @param recent that one first; empty to wait for the next
     */
    public void resync(List<AccessUnit> recent, long now) {
        video.resync(recent, now);
    }

    /**
     * Goes on with another stream.
     *
     * @param recent its pictures since the latest key frame; empty to wait for the next
     * @param streamTime where it is now, on its own timeline
     * @param less whether it has fewer bits than the one asked for
     */
    public void changeStream(List<AccessUnit> recent, long streamTime, boolean less, long now) {
        line.changed(less);
        video.changeStream(recent, streamTime, now);
    }

    /**
     * Sends what may be sent now.
     *
     * @return whether something still waits
     */
    public boolean pump(long now) {
        boolean waiting = video.pump(now);
        count();
        return waiting;
    }

    /** Sends reports, and judges the line; to be called once a second. */
    public void report(long now) {
        long ntp = RtcpWriter.ntp(clock.instant());
        video.report(ntp, now);
        if (video.packets() > 0) {
            sound.report(ntp, video.time(now));
            switch (line.second()) {
                case LESS -> needs.less();
                case MORE -> needs.more();
                case STAY -> {}
            }
        }
    }

    /** Takes a viewer's RTCP packet, deciphered. */
    public void feedback(byte[] packet, int length) {
        video.feedback(packet, length);
        sound.feedback(packet, length);
        count();
    }

    private void count() {
        figures = new Figures(
                video.packets() + sound.packets(),
                video.octets() + sound.octets(),
                video.lost() + sound.lost(),
                video.resent(),
                video.skipped() + sound.skipped(),
                video.packets());
    }

    /** Safe for use by any thread. */
    public Figures figures() {
        return figures;
    }
}
