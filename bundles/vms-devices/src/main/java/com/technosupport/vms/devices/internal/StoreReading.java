package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the cameras from the store and starts their streams at once, whatever of drivers and devices is there. The store may
 * come later than we do, or give an old copy at first: then it is read again when it is there.
 */
final class StoreReading implements CameraBook.Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(StoreReading.class);

    private final CameraBook book;
    private final CameraStreams streams;
    private final DeviceSessions sessions;
    private final MediaPlane media;
    private final StreamHub hub;
    private final Supplier<Optional<Transcoder>> transcoder;
    private final CameraWatch watch;
    private final Announcer<CameraListener> listeners;
    private final Duration retry;
    private boolean tried;
    private long triedNanos;

    StoreReading(
            CameraBook book,
            CameraStreams streams,
            DeviceSessions sessions,
            MediaPlane media,
            StreamHub hub,
            Supplier<Optional<Transcoder>> transcoder,
            CameraWatch watch,
            Announcer<CameraListener> listeners,
            Duration retry) {
        this.book = book;
        this.streams = streams;
        this.sessions = sessions;
        this.media = media;
        this.hub = hub;
        this.transcoder = transcoder;
        this.watch = watch;
        this.listeners = listeners;
        this.retry = retry;
    }

    /** Called from time to time, by one thread, which does not wait for the store. */
    void readIfDue() {
        long now = System.nanoTime();
        if (book.wantsLoading() && (!tried || now - triedNanos >= retry.toNanos())) {
            tried = true;
            triedNanos = now;
            watch.work(this::read);
        }
    }

    private void read() {
        // Taken before the first reading, since nothing can be onboarded before it: what flows and is no camera's is
        // left over from an earlier life of this bundle.
        List<StreamStatistics> before = book.loaded() ? List.of() : hub.statistics();
        book.load(this);
        if (book.current()) {
            endOrphans(before);
        }
        LOG.info("{} cameras are known{}", book.all().size(), book.current() ? "" : ", from the last-known copy");
    }

    private void endOrphans(List<StreamStatistics> pipelines) {
        for (StreamStatistics pipeline : pipelines) {
            boolean known = book.find(pipeline.camera())
                    .flatMap(managed -> managed.stream(pipeline.stream()))
                    .isPresent();
            // One that is coded anew is no camera's own, and its Transcoder lets go of it by itself.
            boolean derived = transcoder
                    .get()
                    .flatMap(there -> there.origin(pipeline.stream()))
                    .isPresent();
            if (!known && !derived) {
                media.stopPipeline(pipeline.stream());
            }
        }
    }

    void startOrStop(ManagedCamera managed) {
        ManagedCamera.Stored stored = managed.stored();
        if (stored.camera().enabled()
                && stored.problem().isEmpty()
                && managed.absence().isEmpty()) {
            streams.start(stored.camera(), stored.credential());
        } else {
            streams.stop(stored.camera());
            forgetSession(managed);
        }
    }

    /** A recorder's session serves its other cameras too, and remembers for all of them that a password was refused. */
    private void forgetSession(ManagedCamera managed) {
        if (managed.camera().nvr().isEmpty()) {
            sessions.forget(managed.id());
        }
    }

    void forget(ManagedCamera managed) {
        streams.stop(managed.camera());
        forgetSession(managed);
        listeners.announce(listener -> listener.cameraRemoved(managed.id()));
    }

    @Override
    public void appeared(ManagedCamera managed) {
        startOrStop(managed);
        Camera camera = managed.camera();
        listeners.announce(listener -> listener.cameraChanged(camera));
        watch.seed(managed);
    }

    @Override
    public void changed(ManagedCamera managed, Camera before) {
        before.streams().stream()
                .filter(stream -> managed.camera().stream(stream.role()).isEmpty())
                .forEach(stream -> media.stopPipeline(stream.id()));
        forgetSession(managed);
        startOrStop(managed);
        Camera after = managed.camera();
        listeners.announce(listener -> listener.cameraChanged(after));
        watch.seed(managed);
    }

    @Override
    public void disappeared(ManagedCamera managed) {
        forget(managed);
    }
}
