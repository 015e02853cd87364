package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.util.HashMap;
import java.util.Map;

/**
 * The streams that somebody watches: subscribed to when the first viewer comes, until the last one leaves. Safe for use by several
 * threads.
 */
final class LiveStreams {

    private static final String NAME = "webrtc";
    /** Some seconds of a 4K camera; the sink does not wait, so it never fills. */
    private static final int QUEUE_BYTES = 8 << 20;

    private static final class Entry {
        private final LiveStream stream;
        private Subscription subscription;
        private int viewers;

        private Entry(LiveStream stream) {
            this.stream = stream;
        }
    }

    private final StreamHub hub;
    private final LiveStream.Listener listener;
    private final Map<StreamId, Entry> entries = new HashMap<>();

    LiveStreams(StreamHub hub, LiveStream.Listener listener) {
        this.hub = hub;
        this.listener = listener;
    }

    /**
     * One viewer more.
     *
     * @throws VmsException when the hub does not know the stream
     */
    synchronized LiveStream acquire(StreamId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            entry = new Entry(new LiveStream(id, hub, listener));
            entry.subscription = hub.subscribe(id, NAME, QUEUE_BYTES, entry.stream);
            entries.put(id, entry);
        }
        entry.viewers++;
        return entry.stream;
    }

    /** One viewer less. */
    void release(LiveStream stream) {
        Subscription ended = null;
        synchronized (this) {
            Entry entry = entries.get(stream.id());
            if (entry != null && entry.stream == stream && --entry.viewers == 0) {
                entries.remove(stream.id());
                ended = entry.subscription;
            }
        }
        if (ended != null) {
            // Waits for a running call of the sink.
            ended.close();
        }
    }
}
