package com.technosupport.vms.frames.internal.tap;

import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameSource;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.StreamId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Decodes streams for whoever looks at them. All taps share a few threads; each is in their queue once at most. */
@Component(service = FrameSource.class, immediate = true, configurationPid = TapConfiguration.PID)
@Designate(ocd = TapConfiguration.class)
public final class TapService implements FrameSource {

    private static final int QUEUE_BYTES = 4 << 20;
    private static final long END_SECONDS = 5;

    private final StreamHub hub;
    private final ThreadPoolExecutor threads;
    private final Set<DecodedTap> taps = ConcurrentHashMap.newKeySet();

    @Activate
    public TapService(@Reference StreamHub hub, TapConfiguration configuration) {
        this.hub = hub;
        int processors = Runtime.getRuntime().availableProcessors();
        int count = configuration.threads() > 0 ? configuration.threads() : Math.max(1, processors / 2);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "vms-frames-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        // It has nothing to refuse but while it ends.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Deactivate
    void close() throws InterruptedException {
        taps.forEach(DecodedTap::close);
        threads.shutdown();
        boolean unused = threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public FrameTap open(StreamId stream, FrameRequest request, Runnable available) {
        DecodedTap tap = new DecodedTap(stream, request, available, threads, taps::remove);
        taps.add(tap);
        try {
            tap.begin(hub.subscribe(stream, request.name(), QUEUE_BYTES, tap));
        } catch (RuntimeException e) {
            tap.close();
            throw e;
        }
        return tap;
    }
}
