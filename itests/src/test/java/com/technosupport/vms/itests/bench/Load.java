package com.technosupport.vms.itests.bench;

import com.technosupport.vms.live.webrtc.internal.dtls.DtlsClient;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.dtls.Fingerprint;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;

/**
 * Viewers without a browser: ICE, DTLS and an SRTP that is taken and not deciphered. Of every ten one is read, so that losses and
 * times are known; what the others are sent ends in their sockets, which costs the sender the same and this machine less.
 */
final class Load implements AutoCloseable {

    private static final int READ_EVERY = 10;
    private static final int JOINING = 8;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RtspFeed feed;
    private final Signalling signalling;
    private final DtlsIdentity identity = DtlsIdentity.create(Clock.systemUTC());
    private final List<LoadViewer> viewers = new ArrayList<>();
    private final Selector selector;
    private final Thread reader = new Thread(this::read, "bench-viewers");
    private volatile boolean closed;
    private volatile boolean measuring;

    /** Of the readers' thread alone while it is measuring. */
    private long received;

    private long missed;
    private Samples latencies = new Samples();

    Load(RtspFeed feed, Signalling signalling) throws IOException {
        this.feed = feed;
        this.signalling = signalling;
        this.selector = Selector.open();
        reader.setDaemon(true);
        reader.start();
    }

    /** Adds viewers until there are so many, some at once, and returns when each has been let in. */
    void grow(int count) throws IOException, InterruptedException {
        ExecutorService joining = Executors.newFixedThreadPool(JOINING, work -> new Thread(work, "bench-join"));
        try {
            List<Future<?>> joins = new ArrayList<>();
            for (int i = size(); i < count; i++) {
                joins.add(joining.submit(() -> {
                    join();
                    return null;
                }));
            }
            for (Future<?> join : joins) {
                join.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a viewer could not join", e);
        } finally {
            joining.shutdownNow();
        }
    }

    private void join() throws IOException, InterruptedException {
        LoadViewer viewer = new LoadViewer();
        Signalling.Remote remote = signalling.open(
                LoadViewer.USER, LoadViewer.PASSWORD, identity.fingerprint().sdp(), viewer.address());
        viewer.connect(remote, signalling.checksBack());
        DtlsClient client = new DtlsClient(
                identity, Fingerprint.parse(remote.fingerprint()).orElseThrow(), SrtpProfile.AEAD_AES_128_GCM);
        new DTLSClientProtocol().connect(client, viewer);
        boolean read;
        synchronized (viewers) {
            viewers.add(viewer);
            read = viewers.size() % READ_EVERY == 1;
        }
        if (read) {
            viewer.channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            viewer.channel.configureBlocking(false);
            viewer.channel.register(selector.wakeup(), SelectionKey.OP_READ, viewer);
        } else {
            viewer.channel.setOption(StandardSocketOptions.SO_RCVBUF, 2304);
        }
    }

    int size() {
        synchronized (viewers) {
            return viewers.size();
        }
    }

    /** Ends all but the first. */
    void shrink() throws IOException, InterruptedException {
        signalling.endOthers();
        synchronized (viewers) {
            while (viewers.size() > 1) {
                viewers.remove(viewers.size() - 1).close();
            }
        }
    }

    /** What the viewers that were read have seen. */
    record Seen(long received, long missed, Samples latencies) {}

    /** Begins to look at what comes. */
    void watch() {
        synchronized (this) {
            received = 0;
            missed = 0;
            latencies = new Samples();
            measuring = true;
        }
    }

    Seen seen() {
        synchronized (this) {
            measuring = false;
            return new Seen(received, missed, latencies);
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(2048);
        long nextCheck = System.nanoTime();
        try {
            while (!closed) {
                selector.select(500);
                if (System.nanoTime() - nextCheck > 0) {
                    nextCheck = System.nanoTime() + CHECK_NANOS;
                    check();
                }
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    LoadViewer viewer = (LoadViewer) key.attachment();
                    buffer.clear();
                    while (viewer.receive(buffer)) {
                        take(viewer, buffer, System.nanoTime());
                        buffer.clear();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps each session alive (RFC 7675). */
    private void check() throws IOException {
        List<LoadViewer> all;
        synchronized (viewers) {
            all = List.copyOf(viewers);
        }
        for (LoadViewer viewer : all) {
            viewer.check();
        }
    }

    private void take(LoadViewer viewer, ByteBuffer packet, long now) {
        if (packet.limit() < 12 || (packet.get(0) & 0xc0) != 0x80 || (packet.get(1) & 0x7f) != 102) {
            return;
        }
        int gap = viewer.advance(packet.getShort(2) & 0xffff);
        if (!measuring) {
            return;
        }
        synchronized (this) {
            received++;
            missed += gap;
            if ((packet.get(1) & 0x80) != 0) {
                latency(viewer, packet.getInt(4) & 0xffffffffL, now);
            }
        }
    }

    /**
     * Each viewer's times run at a distance of its own from the camera's. Which one is seen at its first pictures, most of
     * which arrive before the camera's next one has left.
     */
    private void latency(LoadViewer viewer, long time, long now) {
        long distance = (time - feed.latest()) & 0xffffffffL;
        long known = viewer.distance(distance);
        if (known < 0) {
            return;
        }
        Long departed = feed.departure((time - known) & 0xffffffffL);
        if (departed != null) {
            latencies.add((now - departed) / 1e6);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        selector.wakeup();
        reader.join();
        selector.close();
        synchronized (viewers) {
            for (LoadViewer viewer : viewers) {
                viewer.close();
            }
            viewers.clear();
        }
    }
}
