package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.rtp.SoundReceiver;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpUnprotector;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer speaks. The network thread deciphers, orders and cuts; the sink is called by a thread of its own, behind a short queue
 * from which the oldest is dropped, so that a device that is slow is at most half a second behind, and delays no viewer.
 */
final class Talking implements Content {

    private static final Logger LOG = LoggerFactory.getLogger(Talking.class);

    /** Frames of 20 ms. */
    private static final int MAX_WAITING = 25;

    private record Frame(Codec codec, byte[] data) {}

    private final TalkRequest request;
    private final Executor executor;
    private final Queue<Frame> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Object sinkLock = new Object();
    private boolean ended;
    private boolean sinkFailed;

    /** What the network thread works with. */
    private record Reception(RtpUnprotector unprotector, SoundReceiver receiver) {}

    private volatile Reception reception;

    /**
     * @param executor where the sink is called
     */
    Talking(TalkRequest request, Executor executor) {
        this.request = request;
        this.executor = executor;
    }

    Set<Codec> codecs() {
        return request.codecs();
    }

    @Override
    public void established(Session session, RemotePeer peer, SrtpKeyMaterial keys) throws GeneralSecurityException {
        Map<Integer, Codec> codecs = peer.payloadTypes().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getValue(), entry -> entry.getKey()));
        reception = new Reception(new RtpUnprotector(keys.clientRtp()), new SoundReceiver(codecs, this::enqueue));
    }

    @Override
    public LiveReason omitted() {
        return LiveReason.NONE;
    }

    @Override
    public void begin() {
        // The viewer does.
    }

    @Override
    public void rtcp(byte[] bytes, int length) {
        // Its reports tell how it sends, and we send nothing.
    }

    @Override
    public void rtp(byte[] bytes, int length) throws GeneralSecurityException {
        Reception receiving = reception;
        if (receiving != null) {
            int plain = receiving.unprotector().unprotect(bytes, length);
            if (plain > 0) {
                receiving.receiver().packet(bytes, plain);
            }
        }
    }

    private void enqueue(Codec codec, byte[] data) {
        Frame frame = new Frame(codec, data);
        while (!waiting.offer(frame)) {
            waiting.poll();
        }
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                draining.set(false);
            }
        }
    }

    private void drain() {
        do {
            for (Frame frame = waiting.poll(); frame != null; frame = waiting.poll()) {
                deliver(frame);
            }
            draining.set(false);
            // One that came between the last look and now has nobody else to take it.
        } while (!waiting.isEmpty() && draining.compareAndSet(false, true));
    }

    private void deliver(Frame frame) {
        synchronized (sinkLock) {
            if (ended) {
                return;
            }
            try {
                request.sink().frame(frame.codec(), frame.data());
            } catch (RuntimeException e) {
                if (!sinkFailed) {
                    sinkFailed = true;
                    LOG.warn("What a viewer said could not be handed on; told once a session", e);
                }
            }
        }
    }

    @Override
    public Optional<LiveReason> trouble(long now) {
        return Optional.empty();
    }

    @Override
    public void dispose() {
        synchronized (sinkLock) {
            ended = true;
        }
        waiting.clear();
    }
}
