package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is noted of sessions in the {@link SessionStore}. One that is away costs no viewer the picture: only who comes back
 * after an update of this bundle needs it.
 */
final class SessionNotes {

    private static final Logger LOG = LoggerFactory.getLogger(SessionNotes.class);

    private final Services services;
    private final Duration kept;
    private final AtomicBoolean failing = new AtomicBoolean();

    SessionNotes(Services services, Duration kept) {
        this.services = services;
        this.kept = kept;
    }

    /** Notes a session, or renews it. */
    void put(LiveSession session) {
        call(store -> store.put(session, kept));
    }

    void remove(LiveSessionId session) {
        call(store -> store.remove(session));
    }

    /** As far as can be known now. */
    List<LiveSession> all() {
        List<LiveSession> found = new ArrayList<>();
        call(store -> found.addAll(store.sessions()));
        return found;
    }

    private interface Call {
        void on(SessionStore store);
    }

    private void call(Call call) {
        Optional<SessionStore> store = services.sessionStoreIfThere();
        if (store.isEmpty()) {
            return;
        }
        try {
            call.on(store.get());
            failing.set(false);
        } catch (VmsException e) {
            LOG.debug("A live session is not noted", e);
            if (failing.compareAndSet(false, true)) {
                LOG.warn("Live sessions cannot be noted at the moment; they go on");
            }
        }
    }
}
