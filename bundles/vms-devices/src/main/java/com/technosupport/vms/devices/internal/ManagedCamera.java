package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A camera as it runs: what is stored of it, and what its streams do. */
final class ManagedCamera {

    /** Held by whoever changes the camera, also while he waits for the device. */
    final ReentrantLock changes = new ReentrantLock();

    private final Map<StreamId, Watched> streams = new ConcurrentHashMap<>();

    private volatile Stored stored;
    private volatile CameraStatus status;
    private volatile String note = "";
    private volatile String absence = "";
    private volatile String suspicion = "";

    /**
     * @param problem why the camera cannot be started, if so
     */
    record Stored(Camera camera, Credential credential, Optional<String> problem) {}

    ManagedCamera(Stored stored, Instant now) {
        this.stored = stored;
        this.status =
                new CameraStatus(stored.camera().enabled() ? CameraState.CONNECTING : CameraState.DISABLED, "", now);
    }

    CameraId id() {
        return stored.camera().id();
    }

    Camera camera() {
        return stored.camera();
    }

    Stored stored() {
        return stored;
    }

    Login login() {
        Stored now = stored;
        return Login.of(now.camera(), now.credential());
    }

    void replace(Stored newStored) {
        stored = newStored;
        streams.keySet()
                .retainAll(newStored.camera().streams().stream()
                        .map(CameraStream::id)
                        .toList());
    }

    CameraStatus status() {
        return status;
    }

    boolean isOnline() {
        return status.state() == CameraState.ONLINE;
    }

    /** Why there can be no picture, whatever its streams do, such as that its recorder has the channel no more; or empty. */
    String absence() {
        return absence;
    }

    /** @return whether that is news */
    boolean absence(String sentence) {
        boolean news = !absence.equals(sentence);
        absence = sentence;
        return news;
    }

    void note(String sentence) {
        note = sentence;
    }

    /** What is doubtful about it though its video comes; empty for nothing. Returns whether that is news. */
    boolean suspect(String sentence) {
        boolean news = !suspicion.equals(sentence);
        suspicion = sentence;
        return news;
    }

    /** What one of its streams does, which is kept only of streams that it has. */
    Optional<Watched> stream(StreamId id) {
        return camera().streams().stream().anyMatch(stream -> stream.id().equals(id))
                ? Optional.of(streams.computeIfAbsent(id, key -> new Watched()))
                : Optional.empty();
    }

    /** Forgets what its streams did: they begin anew. */
    void restarted() {
        streams.clear();
        note = "";
    }

    /**
     * Judges anew. Called by one thread.
     *
     * @return the status if it is another one now
     */
    Optional<CameraStatus> judge(boolean driverMissing, Instant now) {
        Stored current = stored;
        Optional<Watched> main = current.camera().stream(StreamRole.MAIN).flatMap(stream -> stream(stream.id()));
        StatusRules.Verdict byStream = StatusRules.judge(
                current.camera().enabled(),
                driverMissing,
                current.problem(),
                main.flatMap(Watched::status),
                main.map(Watched::failures).orElse(0) > 0,
                current.camera().driver(),
                note,
                suspicion);
        boolean gone = current.camera().enabled() && !driverMissing && !absence.isEmpty();
        StatusRules.Verdict verdict = gone ? new StatusRules.Verdict(CameraState.OFFLINE, absence) : byStream;
        CameraStatus before = status;
        if (verdict.state() == before.state() && verdict.detail().equals(before.detail())) {
            return Optional.empty();
        }
        status = new CameraStatus(
                verdict.state(), verdict.detail(), verdict.state() == before.state() ? before.since() : now);
        return Optional.of(status);
    }

    /** One stream's pipeline. */
    static final class Watched {

        private Optional<PipelineStatus> status = Optional.empty();
        private int failures;
        private int resolutions;
        private long resolvedNanos;
        private long keyFrameNanos;
        private boolean keyFrameAsked;

        synchronized Optional<PipelineStatus> status() {
            return status;
        }

        /** How often it failed since it last streamed. */
        synchronized int failures() {
            return failures;
        }

        synchronized void heard(PipelineStatus news) {
            status = Optional.of(news);
            if (news.state() == PipelineStatus.State.RETRYING) {
                failures++;
            } else if (news.state() == PipelineStatus.State.STREAMING) {
                failures = 0;
                resolutions = 0;
            }
        }

        /** What was so before we began to listen. */
        synchronized void seed(PipelineStatus known) {
            if (status.isEmpty()) {
                heard(known);
            }
        }

        /** Whether it is time to ask the device for the stream's address anew; then the next time is twice as far. */
        synchronized boolean claimResolution(int enoughFailures, Duration backoff, Duration longest, long now) {
            if (failures < enoughFailures) {
                return false;
            }
            long pause = Math.min(longest.toNanos(), backoff.toNanos() << Math.min(resolutions - 1, 20));
            if (resolutions > 0 && now - resolvedNanos < pause) {
                return false;
            }
            resolutions++;
            resolvedNanos = now;
            return true;
        }

        synchronized boolean claimKeyFrame(Duration pause, long now) {
            if (keyFrameAsked && now - keyFrameNanos < pause.toNanos()) {
                return false;
            }
            keyFrameAsked = true;
            keyFrameNanos = now;
            return true;
        }
    }
}
