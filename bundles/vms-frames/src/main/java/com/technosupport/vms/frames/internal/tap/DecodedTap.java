package com.technosupport.vms.frames.internal.tap;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.frames.internal.Arrivals;
import com.technosupport.vms.frames.internal.transcode.CodingException;
import com.technosupport.vms.frames.internal.transcode.VideoDecoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes one stream. Packets wait in a mailbox; a thread of the pool takes some of them at a time, so that no stream keeps the
 * others waiting. What is damaged gives no picture, and after a while of it decoding begins anew at a key frame.
 */
final class DecodedTap implements FrameTap, PacketSink {

    private static final Logger LOG = LoggerFactory.getLogger(DecodedTap.class);
    private static final int TURN = 8;
    private static final int MOST_DAMAGED = 30;
    private static final int MOST_TIMES = 64;

    private final StreamId stream;
    private final FrameRequest request;
    private final Runnable available;
    private final Executor threads;
    private final Consumer<DecodedTap> ended;
    private final Mailbox mailbox;
    private final Scalers scalers = new Scalers();

    // Guarded by this.
    private Subscription subscription;
    private NativeFrame newest;
    private boolean scheduled;
    private boolean closed;
    private long packets;
    private long frames;
    private long replaced;
    private long damaged;
    private String problem = "";

    /** Held while decoding; what is below belongs to its holder. */
    private final Object decoding = new Object();

    private Track track;
    private VideoDecoder decoder;
    private Pace pace;
    private Arrivals arrivals;
    private int damagedInARow;

    /** When packets came in that are being decoded, by their pts. */
    private final Map<Long, Instant> times = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Instant> eldest) {
            return size() > MOST_TIMES;
        }
    };

    DecodedTap(
            StreamId stream, FrameRequest request, Runnable available, Executor threads, Consumer<DecodedTap> ended) {
        this.stream = stream;
        this.request = request;
        this.available = available;
        this.threads = threads;
        this.ended = ended;
        this.mailbox = new Mailbox(request.keyFramesOnly());
    }

    void begin(Subscription given) {
        synchronized (this) {
            if (!closed) {
                subscription = given;
                return;
            }
        }
        given.close();
    }

    // From the hub

    @Override
    public synchronized void started(StreamFormat format, List<Packet> recent) {
        Track video = format.video().orElse(null);
        problem = video == null ? "The stream has no video" : "";
        mailbox.start(video);
        for (Packet packet : recent) {
            boolean unused = mailbox.add(packet);
        }
        schedule();
    }

    @Override
    public synchronized void packet(Packet packet) {
        if (closed) {
            return;
        }
        packets++;
        if (mailbox.add(packet)) {
            schedule();
        }
    }

    @Override
    public synchronized void interrupted(String reason) {
        problem = reason;
        mailbox.clear();
    }

    private void schedule() {
        if (!scheduled && !closed) {
            scheduled = true;
            threads.execute(this::turn);
        }
    }

    // On a thread of the pool

    private void turn() {
        synchronized (decoding) {
            try {
                for (int i = 0; i < TURN; i++) {
                    Object next;
                    synchronized (this) {
                        next = closed ? null : mailbox.poll();
                    }
                    if (next == null) {
                        break;
                    }
                    take(next);
                }
            } catch (RuntimeException e) {
                LOG.error("Stream {}: decoding for {} failed", stream, request.name(), e);
                closeDecoder();
            } finally {
                synchronized (this) {
                    scheduled = false;
                    if (!mailbox.isEmpty()) {
                        schedule();
                    }
                }
            }
        }
    }

    private void take(Object next) {
        if (next instanceof Mailbox.Started started) {
            closeDecoder();
            track = started.video();
            if (track != null) {
                pace = new Pace(track.clockRate(), request.framesPerSecond());
                arrivals = new Arrivals(track.clockRate());
            }
        } else if (next instanceof Packet packet && track != null) {
            decode(packet);
        }
    }

    private void decode(Packet packet) {
        try {
            if (decoder == null) {
                if (!packet.key()) {
                    return;
                }
                decoder = new VideoDecoder(track);
            }
            times.put(packet.pts(), arrivals.take(packet));
            boolean understood;
            if (request.keyFramesOnly()) {
                understood = decoder.decodeAlone(packet, this::picture);
            } else {
                decoder.leaveOutUnreferenced(!pace.wants(packet.pts()));
                understood = decoder.decode(packet, this::picture);
            }
            damagedInARow = understood ? 0 : damagedInARow + 1;
            if (!understood) {
                damage("");
            }
        } catch (CodingException e) {
            damagedInARow = MOST_DAMAGED;
            damage(e.getMessage());
        }
        if (damagedInARow >= MOST_DAMAGED) {
            closeDecoder();
            synchronized (this) {
                mailbox.awaitKey();
            }
        }
    }

    private synchronized void damage(String reason) {
        damaged++;
        if (!reason.isEmpty()) {
            problem = reason;
        }
    }

    private void picture(AVFrame picture) throws CodingException {
        Instant time = times.remove(picture.pts());
        if (picture.width() < 2 || picture.height() < 2 || !pace.takes(picture.pts())) {
            return;
        }
        NativeFrame frame = NativeFrame.of(stream, time == null ? Instant.now() : time, picture, scalers);
        synchronized (this) {
            if (closed) {
                frame.close();
                return;
            }
            frames++;
            problem = "";
            if (newest != null) {
                newest.close();
                replaced++;
            }
            newest = frame;
        }
        try {
            available.run();
        } catch (RuntimeException e) {
            LOG.error("Stream {}: {} does not take frames", stream, request.name(), e);
        }
    }

    private void closeDecoder() {
        times.clear();
        damagedInARow = 0;
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    // For the reader

    @Override
    public synchronized Optional<Frame> poll() {
        Frame frame = newest;
        newest = null;
        return Optional.ofNullable(frame);
    }

    @Override
    public synchronized Figures figures() {
        long unread = subscription == null ? 0 : subscription.dropped();
        return new Figures(packets, frames, replaced, damaged, mailbox.dropped() + unread, problem);
    }

    @Override
    public void close() {
        Subscription open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = subscription;
            mailbox.clear();
            if (newest != null) {
                newest.close();
                newest = null;
            }
        }
        if (open != null) {
            open.close();
        }
        synchronized (decoding) {
            closeDecoder();
        }
        scalers.release();
        ended.accept(this);
    }
}
