package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.recording.internal.matroska.Sound;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records one stream: takes its packets from the hub, and writes them when one of the writer threads comes by, which do so many times
 * a second. What is kept can be changed at any time without losing a packet.
 */
public final class StreamRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRecorder.class);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A longer pause between two pictures is a gap. */
    private static final long PAUSE = 2_000_000;

    /** Monotonic: this server's clock may be set at any time. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * What is kept. All in microseconds.
     *
     * @param always whether everything is, or only what is around events
     */
    public record Plan(boolean always, long preRoll, long segment, long segmentBytes) {}

    private final StreamKey key;
    private final String name;
    private final Surroundings surroundings;
    private final Budget budget;
    private final Totals totals;
    private final LongSupplier ticker;
    private final long mostBytes;
    private final Inbox inbox;

    /** Held by whoever writes. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile Plan plan;
    private volatile boolean flowing;
    private volatile boolean writingNow;
    private Optional<Track> video = Optional.empty();
    private Optional<Track> sound = Optional.empty();
    private String soundLeftOut = "";
    private Timeline timeline;
    private PreRoll preRoll;
    private boolean recording;
    private long recordUntil = Long.MIN_VALUE;
    private final Segments segments;
    private boolean missing;
    private boolean complained;
    private long lastPicture;
    private long retryAt;
    private boolean retrying;
    private volatile boolean closed;

    public StreamRecorder(
            StreamKey key,
            String name,
            Plan plan,
            long mostBytes,
            Budget budget,
            Totals totals,
            Surroundings surroundings) {
        this(key, name, plan, mostBytes, budget, totals, surroundings, System::nanoTime);
    }

    /** @param ticker nanoseconds, as of {@link System#nanoTime} */
    StreamRecorder(
            StreamKey key,
            String name,
            Plan plan,
            long mostBytes,
            Budget budget,
            Totals totals,
            Surroundings surroundings,
            LongSupplier ticker) {
        this.key = key;
        this.name = name;
        this.plan = plan;
        this.mostBytes = mostBytes;
        this.budget = budget;
        this.totals = totals;
        this.surroundings = surroundings;
        this.ticker = ticker;
        this.segments = new Segments(key, surroundings, totals);
        this.inbox = new Inbox(mostBytes, budget, totals);
        this.recording = plan.always();
    }

    /** What the hub is given. */
    public PacketSink sink() {
        return inbox;
    }

    public StreamKey key() {
        return key;
    }

    /** Holds from the next packet on. */
    public void change(Plan changed) {
        plan = changed;
    }

    /** Keeps what lies between two instants, as far as it is in memory or yet to come. */
    public void trigger(long fromMicros, long untilMicros) {
        inbox.trigger(new Inbox.Trigger(fromMicros, untilMicros));
    }

    /** Whether a segment is open. */
    public boolean isWriting() {
        return writingNow;
    }

    /** Whether packets come in. */
    public boolean isFlowing() {
        return flowing;
    }

    public long waitingBytes() {
        return inbox.bytes();
    }

    /** Writes what waits, unless another thread does. */
    void drain() {
        if (closed || !writing.tryLock()) {
            return;
        }
        try {
            work();
        } finally {
            writing.unlock();
        }
    }

    private void work() {
        long nanos = System.nanoTime();
        if (retrying && nanos - retryAt < 0) {
            return;
        }
        retrying = false;
        Object next;
        while (!retrying && (next = inbox.poll()) != null) {
            take(next);
        }
        if (!retrying) {
            tick(nanos);
        }
        writingNow = segments.isOpen();
    }

    private void take(Object next) {
        if (next instanceof Packet packet) {
            packet(packet);
        } else if (next instanceof Inbox.Started started) {
            started(started);
        } else if (next instanceof Inbox.Interrupted interrupted) {
            flowing = false;
            end(Cause.NETWORK_LOSS, interrupted.reason());
            forgetSource();
        } else if (next instanceof Inbox.Trigger trigger) {
            recordUntil = Math.max(recordUntil, trigger.until());
            if (!recording && preRoll != null) {
                preRoll.forgetBefore(trigger.from());
                record();
            }
            recording = true;
        } else {
            LOG.warn("{}: packets were lost because they could not be written in time", name);
            end(Cause.DISK, "The disk was too slow");
        }
    }

    private void started(Inbox.Started started) {
        end(Cause.NETWORK_LOSS, "The stream began anew");
        forgetSource();
        flowing = true;
        StreamFormat format = started.format();
        video = format.video().filter(track -> track.codec() != Codec.UNKNOWN);
        sound = format.audio().filter(Sound::fits);
        if (video.isEmpty()) {
            LOG.warn("{}: cannot be recorded, since it has no video", name);
            return;
        }
        format.audio().filter(track -> !Sound.fits(track)).ifPresent(track -> {
            if (!soundLeftOut.equals(track.toString())) {
                LOG.warn("{}: recorded without its sound, {}, which does not fit into Matroska", name, track);
            }
            soundLeftOut = track.toString();
        });
        timeline = new Timeline(video.get(), sound);
        preRoll = new PreRoll(video.get().index(), budget, totals);
        lastPicture = ticker.getAsLong();
        // Those before the end of what was recorded came to a recorder before us.
        boolean fresh = !started.recent().isEmpty()
                && Timeline.micros(started.recent().get(0).arrival()) >= surroundings.earliest(key);
        for (Packet packet : started.recent()) {
            if (fresh && budget.take(packet.size())) {
                packet(packet);
            }
        }
    }

    private void forgetSource() {
        timeline = null;
        video = Optional.empty();
        sound = Optional.empty();
        if (preRoll != null) {
            preRoll.clear();
            preRoll = null;
        }
    }

    private boolean isVideo(Packet packet) {
        return video.isPresent() && packet.track() == video.get().index();
    }

    private boolean isSound(Packet packet) {
        return sound.isPresent() && packet.track() == sound.get().index();
    }

    private void packet(Packet packet) {
        if (timeline == null || (!isVideo(packet) && !isSound(packet))) {
            budget.give(packet.size());
            return;
        }
        boolean start = isVideo(packet) && packet.key();
        Plan now = plan;
        if (now.always() && !recording) {
            preRoll.keepNewest();
            record();
            recording = true;
        } else if (recording && !now.always() && start && Timeline.micros(packet.arrival()) >= recordUntil) {
            // To the end of the group of pictures, so that the next event can begin where this one ends.
            recording = false;
            end(Cause.POLICY, "Nothing happened");
            timeline = new Timeline(video.get(), sound);
        }
        if (recording) {
            write(packet);
            return;
        }
        preRoll.add(packet, mostBytes, now.preRoll());
    }

    /** Writes what was kept back. */
    private void record() {
        Packet packet;
        while ((packet = preRoll.poll()) != null) {
            write(packet);
        }
    }

    private void write(Packet packet) {
        budget.give(packet.size());
        try {
            if (isVideo(packet)) {
                picture(packet);
            } else {
                sound(packet);
            }
        } catch (IOException e) {
            totals.dropped.increment();
            fail(e);
        }
    }

    private void fail(IOException failure) {
        if (!complained) {
            LOG.warn("{}: cannot be recorded at the moment: {}", name, failure.getMessage());
        }
        complained = true;
        String detail = failure.getMessage() == null ? "The disk failed" : failure.getMessage();
        if (segments.isOpen()) {
            surroundings.failed(segments.current().slot().volume(), failure);
            end(Cause.DISK, detail);
            // Another volume may take it at once.
            retryAt = System.nanoTime();
        } else {
            segments.closePrevious();
            surroundings.missing(key, surroundings.earliest(key), Cause.DISK, detail);
            missing = true;
            retryAt = System.nanoTime() + RETRY_NANOS;
        }
        retrying = true;
        if (timeline != null) {
            timeline = new Timeline(video.orElseThrow(), sound);
        }
    }

    private void picture(Packet packet) throws IOException {
        if (!timeline.isAnchored()) {
            if (!packet.key()) {
                totals.skipped.increment();
                return;
            }
            long behind = timeline.anchor(packet, surroundings.earliest(key));
            if (behind > PAUSE) {
                LOG.warn(
                        "{}: this server's clock was set back: footage is filed {} s later than it says",
                        name,
                        behind / 1_000_000);
            }
        }
        Timeline.Place place = timeline.video(packet);
        lastPicture = ticker.getAsLong();
        boolean open = segments.isOpen();
        boolean paused = open && place.pts() - segments.current().endMicros() > PAUSE;
        if (paused) {
            surroundings.missing(
                    key, segments.current().endMicros(), Cause.NETWORK_LOSS, "The camera sent nothing for a while");
            missing = true;
        }
        if (packet.key() && (!open || paused || timeline.wantsSplit() || segments.isDone(place.pts(), plan))) {
            place = split(place, paused);
        }
        if (!segments.isOpen() || place.pts() < segments.current().startMicros()) {
            // Before the first key frame, or shown before it: no decoder has what it refers to.
            totals.skipped.increment();
            return;
        }
        if (missing) {
            surroundings.footage(key, place.pts());
            missing = false;
            if (complained) {
                LOG.info("{}: is recorded again", name);
            }
            complained = false;
        }
        segments.current().video(place, timeline.usualStep(), packet.key(), packet.data());
        totals.packets.increment();
        totals.bytes.add(packet.size());
    }

    private Timeline.Place split(Timeline.Place place, boolean paused) throws IOException {
        boolean follows = segments.isOpen();
        long shift = timeline.split();
        Timeline.Place at = new Timeline.Place(place.pts() + shift, place.dts() + shift);
        if (shift > PAUSE) {
            surroundings.missing(key, place.pts(), Cause.SERVER_DOWN, "This server's clock was set forward");
            missing = true;
        } else if (!follows) {
            missing = true;
        }
        segments.begin(
                paused ? OptionalLong.empty() : OptionalLong.of(place.pts()), at.pts(), video.orElseThrow(), sound);
        return at;
    }

    private void sound(Packet packet) throws IOException {
        if (!segments.isOpen()) {
            totals.skipped.increment();
            return;
        }
        long length = Sound.duration(sound.orElseThrow(), packet.data());
        Optional<Long> at = timeline.sound(packet, length);
        if (at.isEmpty() || !segments.sound(at.get(), length, packet.data())) {
            totals.skipped.increment();
            return;
        }
        totals.packets.increment();
        totals.bytes.add(packet.size());
    }

    private void tick(long nanos) {
        try {
            segments.tick(nanos);
        } catch (IOException e) {
            fail(e);
            return;
        }
        if (segments.isOpen() && !missing && ticker.getAsLong() - lastPicture > SILENCE_NANOS) {
            surroundings.missing(key, segments.current().endMicros(), Cause.NETWORK_LOSS, "The camera sends nothing");
            missing = true;
        }
    }

    /** Ends the current segment. */
    private void end(Cause cause, String detail) {
        OptionalLong safe = segments.end();
        if (safe.isPresent()) {
            surroundings.missing(key, safe.getAsLong(), cause, detail);
            missing = true;
        }
    }

    /** Writes what waits, and ends the segment; nothing is taken after that. The caller has ended the subscription. */
    public void close(Cause cause, String detail) {
        writing.lock();
        try {
            if (!closed) {
                retrying = false;
                work();
                end(cause, detail);
                forgetSource();
                flowing = false;
                closed = true;
                Object left;
                while ((left = inbox.poll()) != null) {
                    if (left instanceof Packet packet) {
                        budget.give(packet.size());
                    }
                }
            }
        } finally {
            writing.unlock();
        }
    }
}
