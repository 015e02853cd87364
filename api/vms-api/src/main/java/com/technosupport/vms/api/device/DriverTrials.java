package com.technosupport.vms.api.device;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lets two versions of a driver be there at once. A driver that appears while another of the same id serves is held back
 * where its bundle was announced as a candidate: it serves nobody until it is given cameras, or the other goes.
 */
@ProviderType
public interface DriverTrials {

    /**
     * Holds the drivers of a bundle, given by its id, back when they appear, and those of it that are there. Call before the
     * bundle is started. Where no other version of a driver is there, it serves all the same.
     */
    void announce(long bundle);

    /**
     * Ends the trial: the bundle's drivers are drivers like others, and serve from the next call on in place of versions that
     * do not outrank them. Call before the former version is stopped, so that there is no moment without a driver.
     */
    void promote(long bundle);

    /**
     * Takes all cameras back from a candidate, or from a version that was promoted: another version of the driver that is there
     * serves again from the next call on. Call before the bundle is stopped.
     */
    void withdraw(long bundle);

    /** Ids of the drivers that a bundle has registered, candidates or not. */
    List<String> drivers(long bundle);

    /** Why a driver that the bundle has registered is not used, such as that it cannot describe itself; empty when all is well. */
    String refusal(long bundle);

    /**
     * Asks devices through a candidate: logs in and reads its channels and streams, without touching what streams. Those that do
     * not answer the serving driver either prove nothing and are left out. Where the bundle's driver serves cameras itself, it is
     * asked for those alone, in the session that all calls use, and those that did not answer the version before it are left out.
     *
     * @param most how many cameras to ask, each a device of its own where possible
     * @param limit for all of it
     */
    List<Answer> probe(long bundle, int most, Duration limit) throws InterruptedException;

    /**
     * Gives a part of its driver's cameras to a candidate from now on, while the serving version keeps the others.
     *
     * @param percent 1 to 100; at least one camera
     * @return which
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when the bundle is no candidate
     */
    List<CameraId> rollOut(long bundle, int percent);

    /** How many calls to devices of the bundle's drivers have succeeded and failed since they appeared. */
    Tally tally(long bundle);

    /**
     * What came of asking one camera's device.
     *
     * @param problem empty when it answered well
     */
    record Answer(CameraId camera, String problem) {

        public Answer {
            Objects.requireNonNull(camera, "camera");
            Objects.requireNonNull(problem, "problem");
        }
    }

    /**
     * Calls to devices that answered the former version, so that a device which is simply away is nobody's failure.
     *
     * @param lastProblem empty if there was none
     */
    record Tally(long succeeded, long failed, String lastProblem) {

        public Tally {
            Objects.requireNonNull(lastProblem, "lastProblem");
        }
    }
}
