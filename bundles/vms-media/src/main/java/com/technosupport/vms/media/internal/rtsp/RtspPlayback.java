package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.media.internal.rtp.RecordedClock;
import com.technosupport.vms.media.internal.rtp.RtpReceiver;
import com.technosupport.vms.media.internal.rtp.Timeline;
import com.technosupport.vms.media.internal.rtp.TrackDescription;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tracks of one session together: tells the format once all are known and the first picture can be decoded, then passes the
 * packets. Used by the loop's thread only.
 */
public final class RtspPlayback implements RtpReceiver.Output {

    /** Less than any camera has between two pictures, more than is added to tell two with the same time apart. */
    private static final int CLOCK_STANDS = 9;

    private final SourceListener listener;
    private final boolean ordered;
    private final Optional<RecordedClock> recorded;
    private final Timeline timeline = new Timeline();
    private final List<RtpReceiver> receivers = new ArrayList<>();
    private final List<Boolean> video = new ArrayList<>();
    private Track[] tracks = new Track[0];
    private boolean begun;
    private boolean formatChanged = true;
    private boolean hasVideo;
    private long lastMediaNanos;
    private boolean anyMedia;
    private long nowNanos;
    private long lastPictureNanos;
    private boolean anyPicture;
    private long newestPicture = Long.MIN_VALUE / 2;

    public RtspPlayback(SourceListener listener, boolean ordered) {
        this(listener, ordered, Optional.empty());
    }

    /** @param recorded for a replay: tells when what it plays was recorded */
    RtspPlayback(SourceListener listener, boolean ordered, Optional<RecordedClock> recorded) {
        this.listener = listener;
        this.ordered = ordered;
        this.recorded = recorded;
    }

    /** Adds a track; returns its index. */
    public int add(TrackDescription description) {
        int index = receivers.size();
        tracks = Arrays.copyOf(tracks, index + 1);
        boolean isVideo = description.codec().kind() == Codec.Kind.VIDEO;
        hasVideo |= isVideo;
        video.add(isVideo);
        receivers.add(new RtpReceiver(index, description, timeline, recorded, ordered, this));
        return index;
    }

    /** All tracks are added. */
    public void begin() {
        receivers.forEach(RtpReceiver::begin);
    }

    public int size() {
        return receivers.size();
    }

    void rtpInfo(int track, long rtpTime) {
        // Only while no track has an origin of its own choice.
        if (receivers.stream().noneMatch(RtpReceiver::hasReceived)) {
            receivers.get(track).rtpInfo(rtpTime);
        }
    }

    public void rtp(int track, ByteBuffer buffer, int start, int length, Instant arrival, long nanos) {
        RtpReceiver receiver = receivers.get(track);
        long before = receiver.received();
        nowNanos = nanos;
        receiver.packet(buffer, start, length, arrival, nanos);
        if (receiver.received() != before && (video.get(track) || !hasVideo)) {
            lastMediaNanos = recorded.isEmpty() ? nanos : afterwards();
            anyMedia = true;
        }
    }

    /** Whoever takes a replay may take long, for which the device is not to blame. */
    private long afterwards() {
        long now = System.nanoTime();
        lastPictureNanos += now - nowNanos;
        return now;
    }

    /** True when the device says that the track ends. */
    boolean rtcp(int track, ByteBuffer buffer, int start, int length, long nanos) {
        RtpReceiver receiver = receivers.get(track);
        boolean ended = receiver.rtcp().read(buffer, start, length, nanos);
        // A replay of nothing ends before it has begun, and so its source is not known.
        boolean empty = recorded.isPresent()
                && !receiver.hasReceived()
                && receiver.rtcp().farewell();
        return ended || empty;
    }

    byte[] report(int track, long nanos) {
        return receivers.get(track).rtcp().report(nanos);
    }

    public void tick(Instant now, long nanos) {
        nowNanos = nanos;
        for (int i = 0; i < receivers.size(); i++) {
            receivers.get(i).tick(now, nanos);
        }
    }

    boolean anyMedia() {
        return anyMedia;
    }

    /** When video, or in a stream without it sound, last came; after {@link #anyMedia}. */
    long lastMediaNanos() {
        return lastMediaNanos;
    }

    boolean hasVideo() {
        return hasVideo;
    }

    boolean anyPicture() {
        return anyPicture;
    }

    /** When a picture last came that is shown after all others; after {@link #anyPicture}. */
    long lastPictureNanos() {
        return lastPictureNanos;
    }

    public long lost() {
        long sum = 0;
        for (int i = 0; i < receivers.size(); i++) {
            sum += receivers.get(i).lost();
        }
        return sum;
    }

    @Override
    public void track(Track track) {
        if (!track.equals(tracks[track.index()])) {
            tracks[track.index()] = track;
            formatChanged = true;
        }
    }

    @Override
    public void packet(Packet packet) {
        boolean isVideo = video.get(packet.track());
        if (isVideo) {
            if (!anyPicture || packet.pts() > newestPicture + CLOCK_STANDS) {
                anyPicture = true;
                lastPictureNanos = nowNanos;
            }
            newestPicture = Math.max(newestPicture, packet.pts());
        }
        if (formatChanged || !begun) {
            boolean start = isVideo ? packet.key() : !hasVideo;
            boolean known = Arrays.stream(tracks).noneMatch(track -> track == null);
            if (!start || !known) {
                if (begun) {
                    listener.packet(packet);
                }
                return;
            }
            begun = true;
            formatChanged = false;
            listener.format(new StreamFormat(List.of(tracks)));
        }
        listener.packet(packet);
    }

    @Override
    public void keyFrameWanted() {
        listener.keyFrameWanted();
    }

    @Override
    public void restarted() {
        timeline.restart();
        recorded.ifPresent(RecordedClock::restart);
        begun = false;
        newestPicture = Long.MIN_VALUE / 2;
        receivers.forEach(RtpReceiver::restart);
    }
}
