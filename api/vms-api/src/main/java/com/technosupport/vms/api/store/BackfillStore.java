package com.technosupport.vms.api.store;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What became of gaps that devices' own archives may fill. Every call may block for the database and throws {@link VmsException}
 * with {@link ErrorCode#STORE_UNAVAILABLE} while it is away. Safe for use by several threads.
 */
@ProviderType
public interface BackfillStore {

    /** The cameras whose gaps are not to be filled. */
    Set<CameraId> switchedOff();

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera */
    void switchTo(CameraId camera, boolean on);

    /**
     * Gaps that have ended, for which there is something to do by now, those that ended last first.
     *
     * @param cameras of these alone
     * @param since ones that ended before are left alone
     * @param due the instant for which the next attempt has to be due
     */
    List<Task> due(Set<CameraId> cameras, Instant since, Instant due, int limit);

    /**
     * Stretches of a gap have footage now. What is left of it stays a gap of the same cause.
     *
     * @param spans in order, within the gap
     */
    void filled(RecordingGap gap, List<Span> spans, Instant at);

    /**
     * An attempt at a gap, or what is left of it, brought nothing more.
     *
     * @param next when to try again; empty for never
     */
    void tried(RecordingGap gap, String detail, Optional<Instant> next);

    /** The newest work of a camera that overlaps a range, in order of time: what was filled, and what was tried or waits. */
    List<Task> tasks(CameraId camera, Instant from, Instant to, int limit);

    /** What became of a gap. */
    enum State {
        /** Not tried yet, or to be tried again. */
        WAITING,
        /** There is footage from the device's archive. */
        FILLED,
        /** The device has none; it is asked no more. */
        NOTHING
    }

    /**
     * A gap, or a stretch of what was one.
     *
     * @param attempts so far
     * @param next of the next attempt, where it waits
     * @param detail a sentence; may be empty
     */
    record Task(RecordingGap gap, State state, int attempts, Optional<Instant> next, String detail) {

        public Task {
            Objects.requireNonNull(gap, "gap");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(next, "next");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
