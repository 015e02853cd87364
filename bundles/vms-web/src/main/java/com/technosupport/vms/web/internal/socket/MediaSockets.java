package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.live.LiveFragments;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.live.LiveViews;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All WebSockets that carry video. Each belongs to a live session, and ends with it: {@link LiveViews} says when. Safe for
 * use by several threads.
 */
@Component(service = MediaSockets.class, immediate = true)
public final class MediaSockets {

    private static final Logger LOG = LoggerFactory.getLogger(MediaSockets.class);

    /** RFC 6455, section 5.5: a control frame has 125 bytes, of which the code takes two. */
    private static final int MAX_REASON_BYTES = 123;

    private final Services services;
    private final LiveViews views;
    private final int maxSockets;
    private final Map<String, MediaSocket> open = new HashMap<>();
    private final AtomicLong skips = new AtomicLong();
    private final SocketThreads threads;
    private boolean stopped;
    private final OwnMeters meters = new OwnMeters(this::metersIn);

    @Activate
    public MediaSockets(@Reference Services services, @Reference WebSettings settings, @Reference LiveViews views) {
        this.services = services;
        this.views = views;
        this.maxSockets = settings.maxSockets();
        this.threads = new SocketThreads("vms-web-media", maxSockets, settings.checkSeconds(), this::check);
    }

    @Deactivate
    void stop() {
        threads.endChecks();
        List<MediaSocket> left;
        synchronized (open) {
            stopped = true;
            left = List.copyOf(open.values());
        }
        left.forEach(socket -> close(socket, CloseCodes.GOING_AWAY, "The server is stopping"));
        threads.end();
        meters.forget();
    }

    long idleMillis() {
        return threads.idleMillis();
    }

    public int count() {
        synchronized (open) {
            return open.size();
        }
    }

    /** How often viewers lost video because they were slow. */
    public long skips() {
        return skips.get();
    }

    void skipped() {
        skips.incrementAndGet();
    }

    /** Begins to send a session's video; a socket that is refused is closed. */
    Optional<MediaSocket> open(Session session, Identity identity, String id) throws IOException {
        MediaSocket socket;
        try {
            socket = new MediaSocket(session, LiveSessionId.parse(id), this);
        } catch (VmsException e) {
            refuse(session, CloseCodes.VIOLATED_POLICY, e.getMessage());
            return Optional.empty();
        }
        boolean full;
        synchronized (open) {
            full = stopped || open.size() >= maxSockets;
            if (!full) {
                open.put(session.getId(), socket);
            }
        }
        if (full) {
            refuse(session, CloseCodes.TRY_AGAIN_LATER, "Too many sockets");
            return Optional.empty();
        }
        try {
            LiveSession live = views.carry(identity, socket.live(), socket);
            LiveFragments fragments = services.liveFragmentsIfThere()
                    .orElseThrow(() ->
                            new VmsException(ErrorCode.BUSY, "Live video by WebSocket is not there at the moment"));
            socket.subscribed(fragments.subscribe(live.stream(), live.audio(), socket));
        } catch (VmsException e) {
            LOG.debug("No video goes to {}", socket, e);
            socket.finish(
                    e.code() == ErrorCode.BUSY ? CloseCodes.TRY_AGAIN_LATER : CloseCodes.VIOLATED_POLICY,
                    LiveReason.of(
                            e.code() == ErrorCode.BUSY ? LiveReason.Code.SERVER_BUSY : LiveReason.Code.CONNECTION_ENDED,
                            e.getMessage()));
        }
        return Optional.of(socket);
    }

    private static void refuse(Session session, CloseCode code, String reason) throws IOException {
        session.close(new CloseReason(code, shortened(reason)));
    }

    /** The socket is gone. */
    void closed(MediaSocket socket, String reason) {
        socket.closing();
        synchronized (open) {
            open.remove(socket.session().getId());
        }
        socket.release();
        views.dropped(socket.live(), socket, reason);
    }

    /** Closes a socket without waiting for its client. */
    void close(MediaSocket socket, CloseCode code, String reason) {
        if (!socket.closing()) {
            return;
        }
        threads.close(
                socket.session(),
                code,
                shortened(reason),
                () -> closed(socket, reason),
                () -> LOG.debug("A {} is left to the container", socket));
    }

    private static String shortened(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_REASON_BYTES) {
            return reason;
        }
        int end = MAX_REASON_BYTES;
        // Not within a character.
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** A camera that is away must not let its viewers' sockets time out. */
    private void check() {
        try {
            List<MediaSocket> all;
            synchronized (open) {
                all = List.copyOf(open.values());
            }
            all.forEach(socket -> SocketThreads.ping(socket.session()));
            services.metersIfThere().ifPresent(meters::keepIn);
        } catch (RuntimeException e) {
            LOG.warn("The sockets of video could not be checked", e);
        }
    }

    private List<Meter> metersIn(MeterRegistry registry) {
        return List.of(
                Gauge.builder("vms.live.mse.sockets", this, MediaSockets::count)
                        .description("WebSockets that carry video")
                        .register(registry),
                FunctionCounter.builder("vms.live.mse.skips", skips, AtomicLong::get)
                        .description("How often video was left out for a WebSocket that was slow")
                        .register(registry));
    }
}
