package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps what a listener hears. */
final class StatusLog implements PipelineListener {

    private final List<PipelineStatus> states = new ArrayList<>();
    private int keyFramesWanted;
    private int formats;

    @Override
    public synchronized void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
        states.add(status);
        notifyAll();
    }

    @Override
    public synchronized void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {
        formats++;
        notifyAll();
    }

    @Override
    public synchronized void keyFrameWanted(CameraId camera, StreamId stream) {
        keyFramesWanted++;
        notifyAll();
    }

    synchronized int keyFramesWanted() {
        return keyFramesWanted;
    }

    synchronized int formats() {
        return formats;
    }

    synchronized List<PipelineStatus> states() {
        return List.copyOf(states);
    }

    PipelineStatus await(PipelineStatus.State state, Duration patience) throws InterruptedException {
        return await(status -> status.state() == state, patience, state.toString());
    }

    synchronized PipelineStatus await(Predicate<PipelineStatus> condition, Duration patience, String what)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            for (PipelineStatus status : states) {
                if (condition.test(status)) {
                    return status;
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what + "; " + states);
            }
            wait(left);
        }
    }

    synchronized void forget() {
        states.clear();
    }
}
