package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.LiveSessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sessions that are being opened just now. An egress may tell of one before it has returned its id, and its viewer may go
 * meanwhile. Not safe for use by several threads; {@link LiveViews} has the lock.
 */
final class Openings {

    /** Sessions of which something may be kept to be told; of more, nothing is. */
    private static final int MAX_EARLY = 1000;

    private static final int MAX_EARLY_OF_ONE = 16;

    /** One of them. */
    static final class Opening {

        private final Viewer viewer;
        private final CameraId camera;
        private boolean lost;
        private boolean over;

        private Opening(Viewer viewer, CameraId camera) {
            this.viewer = viewer;
            this.camera = camera;
        }

        Viewer viewer() {
            return viewer;
        }

        CameraId camera() {
            return camera;
        }

        /** Its viewer went and may come back. */
        boolean isLost() {
            return lost;
        }

        /** It is to be ended as soon as it is open. */
        boolean isOver() {
            return over;
        }
    }

    private final List<Opening> current = new ArrayList<>();
    private final Map<LiveSessionId, Deque<Runnable>> early = new HashMap<>();
    /** Those whose queue is being told. */
    private final Set<LiveSessionId> telling = new HashSet<>();

    private long begun;

    Opening begin(Viewer viewer, CameraId camera) {
        Opening opening = new Opening(viewer, camera);
        current.add(opening);
        begun++;
        return opening;
    }

    /**
     * @param session what came of it; null when it failed
     */
    void end(Opening opening, LiveSessionId session) {
        current.remove(opening);
        if (session != null) {
            // From here on all goes through this queue, in order, until it was seen empty.
            early.computeIfAbsent(session, unused -> new ArrayDeque<>());
            telling.add(session);
        }
        if (current.isEmpty()) {
            early.keySet().retainAll(telling);
        }
    }

    long of(Viewer viewer) {
        return current.stream().filter(opening -> opening.viewer == viewer).count();
    }

    /** How many were begun, ever. */
    long begun() {
        return begun;
    }

    /** Whether all that was begun is known by now, and was when so many were begun. */
    boolean isQuietSince(long before) {
        return current.isEmpty() && begun == before;
    }

    void endIf(Predicate<Opening> condition) {
        current.stream().filter(condition).forEach(opening -> opening.over = true);
    }

    void lose(Viewer viewer) {
        current.stream().filter(opening -> opening.viewer == viewer).forEach(opening -> opening.lost = true);
    }

    /**
     * Keeps what is to be told of a session that may be one of these.
     *
     * @param known whether it is open
     * @return false where it can be told at once
     */
    boolean defer(LiveSessionId session, boolean known, Runnable change) {
        Deque<Runnable> queue = early.get(session);
        if (queue == null) {
            if (known || current.isEmpty() || early.size() >= MAX_EARLY) {
                return false;
            }
            queue = new ArrayDeque<>();
            early.put(session, queue);
        }
        if (queue.size() < MAX_EARLY_OF_ONE) {
            queue.add(change);
        }
        return true;
    }

    /** The next that was kept of a session; null when there is nothing more, and then nothing is kept of it any more. */
    Runnable nextOf(LiveSessionId session) {
        Deque<Runnable> queue = early.get(session);
        Runnable next = queue == null ? null : queue.poll();
        if (next == null) {
            early.remove(session);
            telling.remove(session);
        }
        return next;
    }
}
