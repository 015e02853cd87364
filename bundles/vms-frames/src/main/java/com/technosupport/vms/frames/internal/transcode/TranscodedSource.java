package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that is made of another one. Its pipeline runs it on a thread of its own while somebody reads; that thread decodes and
 * codes. Where it falls behind, pictures are left out, so that it shows the present, less fluently.
 */
final class TranscodedSource implements CustomSource {

    private static final Logger LOG = LoggerFactory.getLogger(TranscodedSource.class);

    /** A name that the hub takes for a viewer's, so that the origin's packets are not held back. */
    private static final String READER = "live-transcode";

    private static final int QUEUE_BYTES = 8 << 20;

    /** So many pictures may wait before one is left out. */
    private static final int MOST_BEHIND = 3;

    /** What all streams share. */
    record Shared(StreamHub hub, TranscodeSlots slots, Figures figures, int maxPixels) {}

    private final StreamId id;
    private final StreamId origin;
    private final TranscodeTarget target;
    private final Supplier<PrivacyMask> masks;
    private final Shared shared;
    private volatile Run latest;

    /** @param masks what is painted on, asked for each picture */
    TranscodedSource(StreamId id, StreamId origin, TranscodeTarget target, Supplier<PrivacyMask> masks, Shared shared) {
        this.id = id;
        this.origin = origin;
        this.target = target;
        this.masks = masks;
        this.shared = shared;
    }

    /** Somebody needs a key frame. Any thread. */
    void keyFrameWanted() {
        Run run = latest;
        StreamCoder running = run == null ? null : run.coder;
        if (running == null) {
            return;
        }
        if (running.makesKeys()) {
            running.forceKey();
        } else {
            shared.hub().requestKeyFrame(origin);
        }
    }

    @Override
    public void run(PacketSink out) throws InterruptedException {
        Run run = new Run(out);
        latest = run;
        run.work();
    }

    /** From the first reader to the last, or to the origin's end. An earlier one may still be ending. */
    private final class Run {

        private final PacketSink out;
        private final Inbox inbox = new Inbox(shared.figures());
        private volatile StreamCoder coder;

        Run(PacketSink out) {
            this.out = out;
        }

        void work() throws InterruptedException {
            boolean comesBack = false;
            try (Subscription subscription = shared.hub().subscribe(origin, READER, QUEUE_BYTES, inbox)) {
                while (true) {
                    Object next = inbox.take();
                    if (next instanceof Inbox.Started started) {
                        begin(started);
                    } else if (next instanceof Packet packet) {
                        code(packet, inbox.pictures() > MOST_BEHIND);
                    } else if (next instanceof Inbox.Interrupted interrupted && coder != null) {
                        comesBack = true;
                        throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, interrupted.reason());
                    }
                }
            } catch (CodingException e) {
                LOG.warn("{}: {}", origin, e.getMessage());
                throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The stream cannot be coded anew", e);
            } finally {
                closeCoder();
                shared.slots().end(id, this, comesBack);
            }
        }

        private void begin(Inbox.Started started) throws CodingException, InterruptedException {
            closeCoder();
            StreamFormat format = started.format();
            TranscodeSlots.Kind kind =
                    StreamCoder.codesVideo(format, target) ? TranscodeSlots.Kind.VIDEO : TranscodeSlots.Kind.SOUND;
            if (!shared.slots().run(id, kind, this)) {
                shared.figures().refused.increment();
                throw Refusal.of(shared.slots(), kind);
            }
            coder = new StreamCoder(
                    format, target, shared.maxPixels(), framesPerSecond(), masks, shared.figures(), out);
            List<Packet> recent = started.recent();
            int video = format.video().map(Track::index).orElse(-1);
            int last = -1;
            for (int i = 0; i < recent.size(); i++) {
                last = recent.get(i).track() == video ? i : last;
            }
            for (int i = 0; i < recent.size(); i++) {
                // They are past, but for the last: decoded only, for what follows builds on them.
                code(recent.get(i), i != last || inbox.pictures() > MOST_BEHIND);
            }
        }

        private void code(Packet packet, boolean leaveOut) throws CodingException {
            StreamCoder running = coder;
            if (running != null && !running.packet(packet, leaveOut)) {
                shared.hub().requestKeyFrame(origin);
            }
        }

        private void closeCoder() {
            StreamCoder before = coder;
            coder = null;
            if (before != null) {
                before.close();
            }
        }
    }

    private double framesPerSecond() {
        return shared.hub().statistics().stream()
                .filter(figures -> figures.stream().equals(origin))
                .mapToDouble(StreamStatistics::framesPerSecond)
                .findFirst()
                .orElse(0);
    }
}
