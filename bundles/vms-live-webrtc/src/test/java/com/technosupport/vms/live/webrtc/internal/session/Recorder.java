package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveListener;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import java.util.ArrayList;
import java.util.List;

/** Writes down what becomes of sessions, and waits for it. */
final class Recorder implements LiveListener {

    record Change(LiveSessionId session, LiveState state, LiveReason why) {

        String reason() {
            return why.text();
        }
    }

    record StreamChange(LiveSessionId session, StreamId stream, LiveReason why) {

        String reason() {
            return why.text();
        }
    }

    private final List<Change> changes = new ArrayList<>();
    private final List<StreamChange> streams = new ArrayList<>();

    @Override
    public synchronized void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {
        changes.add(new Change(session, state, reason));
        notifyAll();
    }

    @Override
    public synchronized void streamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {
        streams.add(new StreamChange(session, stream, reason));
        notifyAll();
    }

    /** Waits for a change whose reason has this in it. */
    synchronized Change awaitReason(String part) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            for (Change change : changes) {
                if (change.reason().contains(part)) {
                    return change;
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no " + part + ": " + changes);
            }
            wait(left);
        }
    }

    /** Waits until streams were changed so often, and returns the last change. */
    synchronized StreamChange awaitStreamChange(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (streams.size() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not " + count + " changes: " + streams);
            }
            wait(left);
        }
        return streams.get(count - 1);
    }

    /** Waits until a session is in that state, and returns the reason. */
    synchronized String await(LiveSessionId session, LiveState state) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            for (Change change : changes) {
                if (change.session().equals(session) && change.state() == state) {
                    return change.reason();
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not " + state + ": " + changes);
            }
            wait(left);
        }
    }

    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }
}
