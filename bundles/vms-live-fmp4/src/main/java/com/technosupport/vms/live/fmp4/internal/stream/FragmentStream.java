package com.technosupport.vms.live.fmp4.internal.stream;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.mux.Movie;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import com.technosupport.vms.live.fmp4.internal.mux.Muxer.MuxerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that somebody watches, with its sound or without: muxed once, on the hub's thread, and kept since the latest key
 * frame so that a viewer begins with a picture. Safe for use by several threads; viewers are called without its lock.
 */
final class FragmentStream implements PacketSink {

    private static final Logger LOG = LoggerFactory.getLogger(FragmentStream.class);

    /** The sink does not wait, so it never fills. */
    private static final int QUEUE_BYTES = 8 << 20;

    /** A group of pictures that is larger, or longer, is not worth starting with. */
    private static final int MAX_RECENT_BYTES = 4 << 20;

    private static final int MAX_RECENT_FRAGMENTS = 1500;

    /** What can be known of a stream by its name alone. */
    record Key(StreamId stream, boolean audio) {}

    private final Key key;
    private final StreamHub hub;
    private final AtomicLong skipped;
    private final List<FragmentViewer> viewers = new CopyOnWriteArrayList<>();
    private final List<Fragment> recent = new ArrayList<>();
    private int recentBytes;
    private Movie movie;
    private ByteBuffer initialisation;
    private VmsException obstacle;
    private String interruption = "";
    private long interruptedSince;
    private long idleSince = System.nanoTime();
    private boolean closed;
    private Subscription subscription;
    private boolean failureLogged;

    FragmentStream(Key key, StreamHub hub, AtomicLong skipped) {
        this.key = key;
        this.hub = hub;
        this.skipped = skipped;
    }

    /** Reads the stream from the hub, anew where it does already. @throws VmsException when the hub does not know it */
    void connect() {
        Subscription former;
        synchronized (this) {
            former = subscription;
            subscription = null;
        }
        if (former != null) {
            former.close();
        }
        Subscription fresh = hub.subscribe(key.stream(), "live-fmp4", QUEUE_BYTES, this);
        boolean late;
        synchronized (this) {
            late = closed;
            subscription = fresh;
        }
        if (late) {
            fresh.close();
        }
    }

    Key key() {
        return key;
    }

    /** Why nobody can watch it; null when they can, or when that is not known yet. */
    synchronized VmsException obstacle() {
        return obstacle;
    }

    /** A viewer more; null when this has ended meanwhile. */
    FragmentViewer add(FragmentListener listener) {
        FragmentViewer viewer = new FragmentViewer(listener, this::remove, skipped);
        boolean keyWanted = false;
        synchronized (this) {
            if (closed) {
                return null;
            }
            if (movie != null && interruption.isEmpty()) {
                viewer.started(movie.format(), initialisation);
                recent.forEach(viewer::fragment);
                keyWanted = recent.isEmpty();
            }
            viewers.add(viewer);
        }
        viewer.tell();
        if (keyWanted) {
            hub.requestKeyFrame(key.stream());
        }
        return viewer;
    }

    private synchronized void remove(FragmentViewer viewer) {
        viewers.remove(viewer);
        idleSince = System.nanoTime();
    }

    int viewers() {
        return viewers.size();
    }

    /** Whether nobody has watched for so long. */
    synchronized boolean isIdle(long nanos) {
        return viewers.isEmpty() && System.nanoTime() - idleSince > nanos;
    }

    /** Whether the source has been away for so long. Then nobody tells us when the stream was taken away altogether. */
    synchronized boolean isInterrupted(long nanos) {
        return !closed && !interruption.isEmpty() && System.nanoTime() - interruptedSince > nanos;
    }

    /** The interruption goes on; it is looked at again after a while. */
    synchronized void stillInterrupted() {
        interruptedSince = System.nanoTime();
    }

    @Override
    public void started(StreamFormat format, List<Packet> packets) {
        boolean keyWanted;
        synchronized (this) {
            if (closed) {
                return;
            }
            forgetRecent();
            interruption = "";
            obstacle = null;
            try {
                begin(MovieFormat.of(format, key.audio()));
                movie.expect(packets);
                viewers.forEach(viewer -> viewer.started(movie.format(), initialisation));
                for (Packet packet : packets) {
                    publish(movie.take(packet));
                }
            } catch (VmsException e) {
                refuse(e);
            } catch (MuxerException e) {
                failed(e);
            }
            keyWanted = recent.isEmpty() && obstacle == null;
        }
        tellAll();
        if (keyWanted) {
            hub.requestKeyFrame(key.stream());
        }
    }

    private void begin(MovieFormat format) throws MuxerException {
        if (movie != null && movie.format().equals(format)) {
            movie.restart();
            return;
        }
        long start = 0;
        if (movie != null) {
            start = movie.next();
            movie.close();
            movie = null;
        }
        movie = new Movie(format, start);
        initialisation = movie.initialisation();
    }

    private void refuse(VmsException reason) {
        obstacle = reason;
        viewers.forEach(viewer -> viewer.interrupted(reason.getMessage(), true));
    }

    private void failed(MuxerException e) {
        if (!failureLogged) {
            failureLogged = true;
            LOG.warn("{}: cannot be put into MP4: {}", key.stream(), e.getMessage());
        }
        forgetRecent();
        if (movie != null) {
            // A broken picture must not take the stream with it: it goes on at the next key frame.
            movie.restart();
        } else {
            refuse(new VmsException(
                    ErrorCode.CODEC_UNSUPPORTED, "The stream cannot be put into MP4: " + e.getMessage(), e));
        }
    }

    @Override
    public void packet(Packet packet) {
        synchronized (this) {
            if (closed || movie == null || obstacle != null) {
                return;
            }
            try {
                publish(movie.take(packet));
            } catch (MuxerException e) {
                failed(e);
            }
        }
        tellAll();
    }

    private void publish(Fragment fragment) {
        if (fragment == null) {
            return;
        }
        remember(fragment);
        viewers.forEach(viewer -> viewer.fragment(fragment));
    }

    private void remember(Fragment fragment) {
        if (fragment.key()) {
            forgetRecent();
        } else if (recent.isEmpty()) {
            return;
        }
        recent.add(fragment);
        recentBytes += fragment.data().remaining();
        if (recentBytes > MAX_RECENT_BYTES || recent.size() > MAX_RECENT_FRAGMENTS) {
            forgetRecent();
        }
    }

    private void forgetRecent() {
        recent.clear();
        recentBytes = 0;
    }

    @Override
    public void interrupted(String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            interruption = reason.isEmpty() ? "The camera does not answer" : reason;
            interruptedSince = System.nanoTime();
            // What was live a while ago would be shown as if it were now.
            forgetRecent();
            viewers.forEach(viewer -> viewer.interrupted(interruption, false));
        }
        tellAll();
    }

    private void tellAll() {
        viewers.forEach(FragmentViewer::tell);
    }

    /** Ends it for all who watch. */
    void close(String reason) {
        Subscription ended;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ended = subscription;
            if (movie != null) {
                movie.close();
                movie = null;
            }
            forgetRecent();
            viewers.forEach(viewer -> viewer.interrupted(reason, true));
        }
        tellAll();
        if (ended != null) {
            ended.close();
        }
    }
}
