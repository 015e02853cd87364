package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.util.Optional;

/** One live session and whose it is. Belongs to {@link LiveViews}, whose lock guards it. */
final class View {

    private LiveSession session;

    /** Null for one that was found after a restart of the web, until its viewer comes for it. */
    private Viewer viewer;

    /** By what its video goes, where that is not an egress; else null. */
    private Carrier carrier;

    private boolean connected;

    /** Why we ended it, where it was us. */
    private LiveReason ending = LiveReason.NONE;

    /** When its viewer was lost, or it was opened without being connected yet; in {@link System#nanoTime}. */
    private long waitingSince;

    private boolean waiting;

    View(LiveSession session, Viewer viewer, long now) {
        this.session = session;
        this.viewer = viewer;
        this.waiting = viewer == null;
        this.waitingSince = now;
    }

    LiveSession session() {
        return session;
    }

    Optional<Viewer> viewer() {
        return Optional.ofNullable(viewer);
    }

    Optional<Carrier> carrier() {
        return Optional.ofNullable(carrier);
    }

    void carriedBy(Carrier connection) {
        carrier = connection;
    }

    boolean isConnected() {
        return connected;
    }

    void connected() {
        connected = true;
    }

    void ending(LiveReason reason) {
        ending = reason;
    }

    /** What to tell of its end, where whoever sent it says nothing. */
    LiveReason ending() {
        return ending;
    }

    /** Its viewer is gone, and may come back. Who was it stays known, for its rights may end meanwhile. */
    void lost(long now) {
        waiting = true;
        waitingSince = now;
    }

    void regained(Viewer back) {
        viewer = back;
        waiting = false;
    }

    boolean isWaiting() {
        return waiting;
    }

    long nanosWaiting(long now) {
        return now - waitingSince;
    }

    /** @return the role of the stream that it has now */
    StreamRole moved(StreamId stream, Optional<Camera> camera) {
        StreamRole role = camera.stream()
                .flatMap(known -> known.streams().stream())
                .filter(known -> known.id().equals(stream))
                .map(CameraStream::role)
                .findFirst()
                .orElse(session.role());
        session = new LiveSession(
                session.id(),
                session.user(),
                session.camera(),
                stream,
                role,
                session.protocol(),
                session.audio(),
                session.since());
        return role;
    }
}
