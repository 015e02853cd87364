package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.MetadataStreams.DocumentSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.util.ArrayDeque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents on their way from the loop's thread to that of the one who reads them. */
final class MetadataReading implements SourceListener {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataReading.class);
    private static final int MOST_WAITING = 64;

    private final String name;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private Optional<Failure> end = Optional.empty();
    private long dropped;

    MetadataReading(String name) {
        this.name = name;
    }

    /** Hands documents on until the stream ends; returns why. */
    Failure run(DocumentSink sink) throws InterruptedException {
        while (true) {
            byte[] next;
            synchronized (this) {
                while (waiting.isEmpty() && end.isEmpty()) {
                    wait();
                }
                if (waiting.isEmpty()) {
                    LOG.debug("{}: {} documents of metadata were dropped", name, dropped);
                    return end.orElseThrow();
                }
                next = waiting.remove();
            }
            sink.document(next);
        }
    }

    @Override
    public void opened(String transport) {
        // Always by TCP.
    }

    @Override
    public void format(StreamFormat format) {
        // There is but one.
    }

    @Override
    public synchronized void packet(Packet packet) {
        if (waiting.size() == MOST_WAITING) {
            waiting.remove();
            dropped++;
        }
        byte[] document = new byte[packet.size()];
        packet.data().get(document);
        waiting.add(document);
        notifyAll();
    }

    @Override
    public void keyFrameWanted() {
        // Each document stands for itself.
    }

    @Override
    public synchronized void ended(Failure failure) {
        end = Optional.of(failure);
        notifyAll();
    }
}
