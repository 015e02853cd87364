package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.ReaderThreads;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a driver's own source on a thread of its own, which an interrupt ends. */
final class CustomSourceRunner implements Source, PacketSink {

    private static final Logger LOG = LoggerFactory.getLogger(CustomSourceRunner.class);

    private final CustomSource source;
    private final String name;
    private final SourceListener listener;
    private final Thread thread;
    private volatile boolean stopped;

    CustomSourceRunner(CustomSource source, String name, SourceListener listener, ReaderThreads threads) {
        this.source = source;
        this.name = name;
        this.listener = listener;
        this.thread = threads.start("vms-media-custom-" + name, this::run);
    }

    private void run() {
        Failure failure = new Failure(Failure.Kind.INTERRUPTED, "The driver's stream ended");
        try {
            listener.opened("driver");
            source.run(this);
        } catch (InterruptedException e) {
            // As stop() wishes, or the driver's own end.
        } catch (VmsException e) {
            Failure.Kind kind =
                    switch (e.code()) {
                        case BAD_CREDENTIALS, DEVICE_LOCKED -> Failure.Kind.REFUSED;
                        default -> Failure.Kind.DEVICE;
                    };
            failure = new Failure(kind, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Error too: a driver that was updated meanwhile may fail with NoClassDefFoundError.
            LOG.error("{}: the driver's stream failed", name, e);
            failure = new Failure(Failure.Kind.INTERRUPTED, "The driver's stream failed by a defect of the driver");
        }
        if (!stopped) {
            listener.ended(failure);
        }
    }

    @Override
    public void started(StreamFormat format, List<Packet> recent) {
        listener.format(format);
        recent.forEach(listener::packet);
    }

    @Override
    public void packet(Packet packet) {
        listener.packet(packet);
    }

    @Override
    public void interrupted(String reason) {
        LOG.info("{}: {}", name, reason);
    }

    @Override
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    @Override
    public void live(boolean live) {
        // The driver reads as it reads.
    }

    @Override
    public long lost() {
        return 0;
    }
}
