package com.technosupport.vms.media.internal.rtp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * One track's way from RTP packets to {@link Packet}s: source, order, loss, time without wrap. Used by one thread; no input makes
 * it throw.
 *
 * <p>Damage: a frame with a packet missing is left out. The frames behind it are passed on, for a smeared picture is worth more
 * as evidence than none, and a key frame is asked for. When a key frame is damaged, all up to the next are left out: their
 * pictures would show the wrong scene.
 */
public final class RtpReceiver {

    /** Where the packets go. */
    public interface Output {

        /** The track is known, or has changed; before its first packet. */
        void track(Track track);

        void packet(Packet packet);

        /** A key frame would mend what was lost. */
        void keyFrameWanted();

        /** The camera's clock or source changed: all tracks' times start anew. The output calls {@link #restart} of each receiver. */
        void restarted();
    }

    private static final int USUAL_DISORDER = 4096;
    private static final double JUMP_SECONDS = 10;

    /** How often a key frame is asked for while nothing can be shown without. */
    private static final long KEY_NANOS = 2_000_000_000L;

    private final int index;
    private final TrackDescription description;
    private final Timeline timeline;
    private final Output output;
    private final boolean ordered;
    private final Depacketiser depacketiser;
    private final ReorderBuffer reorder;
    private final DecodingTimes times = new DecodingTimes();
    private final RtpHeader header = new RtpHeader();
    private final RtcpReceiver rtcp = new RtcpReceiver();
    private final boolean video;
    /** Null for what is live. */
    private final RecordedClock.Times recorded;

    private VideoConfiguration configured;
    private boolean reordered;
    private boolean reorderSeen;
    private boolean anySource;
    private int source;
    private int candidateSource;
    private boolean anySequence;
    private int lastSequence;
    private boolean anyTimestamp;
    private long lastTimestamp;
    private long extended;
    private boolean anyFrame;
    private long base;
    private boolean awaitKey;
    private boolean keyAsked;
    private long keyAskedNanos;
    private long rtpInfo = -1;
    private long lastArrivalNanos;
    private Instant arrival = Instant.EPOCH;
    private long nanos;
    private int reportsHeeded;

    private long received;
    private long lost;
    private long damaged;
    private long malformed;

    /**
     * @param index of the track
     * @param ordered whether packets come in order, as in a TCP connection
     */
    public RtpReceiver(int index, TrackDescription description, Timeline timeline, boolean ordered, Output output) {
        this(index, description, timeline, Optional.empty(), ordered, output);
    }

    /** @param recorded tells when packets were recorded, which then takes the place of their arrival */
    public RtpReceiver(
            int index,
            TrackDescription description,
            Timeline timeline,
            Optional<RecordedClock> recorded,
            boolean ordered,
            Output output) {
        this.index = index;
        this.recorded =
                recorded.map(clock -> clock.times(description.clockRate())).orElse(null);
        this.description = description;
        this.timeline = timeline;
        this.output = output;
        this.ordered = ordered;
        this.video = description.codec().kind() == Codec.Kind.VIDEO;
        this.awaitKey = video;
        this.depacketiser = depacketiser();
        this.reorder = new ReorderBuffer((buffer, start, length) -> {
            if (header.read(buffer, start, length)) {
                inOrder(buffer);
            }
        });
    }

    private Depacketiser depacketiser() {
        Depacketiser.Output frames = new Frames();
        return switch (description.codec()) {
            case H264 -> new H264Depacketiser(frames);
            case H265 -> new H265Depacketiser(frames);
            case AAC ->
                new AacDepacketiser(
                        frames,
                        description.aacSizeBits(),
                        description.aacIndexBits(),
                        description.aacDeltaBits(),
                        AudioConfiguration.samplesPerFrame(description.configuration()));
            case UNKNOWN -> new DocumentDepacketiser(frames);
            default -> new PlainDepacketiser(frames);
        };
    }

    /** Makes known what the session description tells already. */
    public void begin() {
        if (depacketiser instanceof NalDepacketiser nal) {
            description.parameterSets().forEach(nal::describe);
        } else {
            output.track(new Track(
                    index,
                    description.codec(),
                    description.clockRate(),
                    description.channels(),
                    0,
                    0,
                    description.configuration()));
        }
    }

    /** The RTP time at the moment that PLAY began at; heeded before the first packet. */
    public void rtpInfo(long rtpTime) {
        rtpInfo = rtpTime & 0xffff_ffffL;
    }

    /** Whether the first packet came. */
    public boolean hasReceived() {
        return received > 0;
    }

    public long received() {
        return received;
    }

    /** RTP packets that never came. */
    public long lost() {
        return lost;
    }

    /** Frames left out because a part of them was missing. */
    public long damaged() {
        return damaged;
    }

    public long malformed() {
        return malformed;
    }

    public RtcpReceiver rtcp() {
        return rtcp;
    }

    /** Takes one RTP packet. The buffer may be used for something else afterwards. */
    public void packet(ByteBuffer buffer, int start, int length, Instant arrivedAt, long arrivedNanos) {
        if (!header.read(buffer, start, length)) {
            malformed++;
            return;
        }
        if (header.payloadType != description.payloadType()) {
            return;
        }
        arrival = arrivedAt;
        nanos = arrivedNanos;
        if (!ofOurSource()) {
            return;
        }
        received++;
        if (ordered) {
            inOrder(buffer);
        } else {
            reorder.packet(buffer, start, length, header.sequence, arrivedNanos);
        }
    }

    /** Gives up packets that stay away; every few tens of milliseconds. */
    public void tick(Instant now, long nowNanos) {
        if (!ordered) {
            arrival = now;
            nanos = nowNanos;
            reorder.tick(nowNanos);
        }
    }

    private boolean ofOurSource() {
        if (!anySource) {
            anySource = true;
            source = header.ssrc;
        } else if (header.ssrc != source) {
            // Over UDP a stray packet must not take the stream over; two in a row may.
            if (!ordered && candidateSource != header.ssrc) {
                candidateSource = header.ssrc;
                malformed++;
                return false;
            }
            source = header.ssrc;
            output.restarted();
        }
        candidateSource = source;
        return true;
    }

    /** Starts anew, as with a new source. */
    public void restart() {
        anySequence = false;
        anyTimestamp = false;
        anyFrame = false;
        awaitKey = video;
        rtpInfo = -1;
        if (recorded != null) {
            recorded.restart();
        }
        depacketiser.reset();
    }

    private void inOrder(ByteBuffer buffer) {
        if (anySequence) {
            int step = (short) (header.sequence - lastSequence);
            if (step <= 0 && step > -USUAL_DISORDER) {
                return; // a duplicate, or too late
            }
            if (step != 1) {
                long gap = step > 0 ? step - 1L : 1L;
                lost += gap;
                depacketiser.lost();
                if (video) {
                    output.keyFrameWanted();
                }
            }
        }
        if (recorded != null && video && leaps()) {
            output.restarted();
        }
        anySequence = true;
        lastSequence = header.sequence;
        long time = extend(header.timestamp);
        if (recorded != null) {
            hearRecorded(time);
        }
        rtcp.received(header.ssrc, header.sequence, header.timestamp, nanos, description.clockRate());
        if (header.payloadEnd > header.payloadStart) {
            depacketiser.payload(buffer, header.payloadStart, header.payloadEnd, time, header.marker);
        }
    }

    /** Whether footage of another time follows, as behind a gap. */
    private boolean leaps() {
        return header.recorded && header.discontinuity && anyFrame && header.timestamp != lastTimestamp;
    }

    private void hearRecorded(long time) {
        if (header.recorded) {
            recorded.told(time, header.ntp);
        }
        if (rtcp.reports() != reportsHeeded && rtcp.reportSource() == header.ssrc) {
            reportsHeeded = rtcp.reports();
            recorded.reported(time + (int) (rtcp.reportRtp() - lastTimestamp), rtcp.reportNtp());
        }
    }

    private long extend(long timestamp) {
        if (!anyTimestamp) {
            anyTimestamp = true;
            lastTimestamp = timestamp;
            lastArrivalNanos = nanos;
            extended = timestamp;
            return extended;
        }
        int step = (int) (timestamp - lastTimestamp);
        double seconds = (double) step / description.clockRate();
        double elapsed = (nanos - lastArrivalNanos) / 1e9;
        // A replay comes faster than it was recorded, and may leap over gaps.
        boolean jumped = recorded == null ? Math.abs(seconds - elapsed) > JUMP_SECONDS : seconds < -JUMP_SECONDS;
        if (jumped) {
            output.restarted();
            anySequence = true;
            anyTimestamp = true;
            extended = timestamp;
        } else {
            extended += step;
        }
        lastTimestamp = timestamp;
        lastArrivalNanos = nanos;
        return extended;
    }

    /** What the depacketiser makes becomes packets here. */
    private final class Frames implements Depacketiser.Output {

        @Override
        public void configured(VideoConfiguration configuration) {
            int reorder = configuration.picture().reorder();
            configured = configuration;
            times.reset(reorder);
            reordered = reorder > 0 || (reorder < 0 && reorderSeen);
            announce();
        }

        private void announce() {
            output.track(new Track(
                    index,
                    description.codec(),
                    description.clockRate(),
                    0,
                    configured.picture().width(),
                    configured.picture().height(),
                    configured.decoder(),
                    reordered));
        }

        /** Parameter sets need not tell of B-frames: then the pictures do, and the next key frame begins a format that says so. */
        private void noteOrder() {
            if (!reordered && times.reorders() && configured != null) {
                reordered = true;
                reorderSeen = true;
                announce();
                output.keyFrameWanted();
            }
        }

        @Override
        public void frame(long timestamp, boolean key, byte[] data) {
            if (awaitKey && !key) {
                if (!keyAsked || nanos - keyAskedNanos > KEY_NANOS) {
                    keyAsked = true;
                    keyAskedNanos = nanos;
                    output.keyFrameWanted();
                }
                return;
            }
            keyAsked = false;
            awaitKey = false;
            Instant time = recorded == null ? arrival : recorded.at(timestamp);
            if (!anyFrame && recorded != null) {
                anyFrame = true;
                base = timestamp - recorded.ticks(time);
            } else if (!anyFrame) {
                anyFrame = true;
                long since = rtpInfo < 0 ? -1 : (int) (timestamp - rtpInfo);
                base = timestamp - timeline.first(nanos, description.clockRate(), since);
            }
            long pts = timestamp - base;
            long dts = pts;
            if (video) {
                dts = times.decodingTime(pts);
                pts = Math.max(pts, dts);
                noteOrder();
            }
            output.packet(new Packet(index, pts, dts, time, key, data));
        }

        @Override
        public void damaged(boolean key) {
            damaged++;
            if (video) {
                awaitKey |= key;
                output.keyFrameWanted();
            }
        }
    }
}
