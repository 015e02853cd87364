package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.model.CameraState;
import java.util.Optional;

/**
 * What an operator is told of a camera, from what its parts do.
 *
 * <p>A driver that is away does not stop a stream (it resolved the stream's address, and core fetches it). For a grace
 * period nothing is said, so that a driver's update goes unseen; after that the camera shows {@code DRIVER_MISSING}, because
 * its stills, its other powers and its recovery from a new address are gone, and the sentence says whether video still comes.
 */
final class StatusRules {

    private StatusRules() {}

    /** A state and its sentence. */
    record Verdict(CameraState state, String detail) {}

    /**
     * @param driverMissing the driver is away for longer than the grace period
     * @param problem what keeps the camera from being started at all
     * @param main what its main pipeline does, if it has been heard of
     * @param failedBefore whether that pipeline has failed since it last streamed
     * @param note more to say about trouble with the device, or empty
     * @param suspicion what is doubtful though all seems well, or empty
     */
    static Verdict judge(
            boolean enabled,
            boolean driverMissing,
            Optional<String> problem,
            Optional<PipelineStatus> main,
            boolean failedBefore,
            String driver,
            String note,
            String suspicion) {
        if (!enabled) {
            return new Verdict(CameraState.DISABLED, "");
        }
        boolean flows = main.map(status -> status.state() == PipelineStatus.State.STREAMING)
                .orElse(false);
        if (driverMissing) {
            return new Verdict(
                    CameraState.DRIVER_MISSING,
                    "Driver " + driver + " is not installed"
                            + (flows ? "; video goes on from the address it found last" : ""));
        }
        if (problem.isPresent()) {
            return new Verdict(CameraState.AUTH_FAILED, problem.get());
        }
        if (main.isEmpty()) {
            return new Verdict(CameraState.CONNECTING, note);
        }
        String detail = join(main.get().detail(), suspicion);
        return switch (main.get().state()) {
            case STREAMING -> new Verdict(CameraState.ONLINE, detail);
            case IDLE -> new Verdict(failedBefore ? CameraState.OFFLINE : CameraState.ONLINE, join(detail, note));
            case CONNECTING ->
                new Verdict(failedBefore ? CameraState.OFFLINE : CameraState.CONNECTING, join(detail, note));
            case RETRYING -> new Verdict(CameraState.OFFLINE, join(detail, note));
            case REFUSED ->
                new Verdict(
                        CameraState.AUTH_FAILED,
                        main.get().detail().isBlank()
                                ? "The device refuses the stored password"
                                : main.get().detail());
        };
    }

    private static String join(String detail, String note) {
        return detail.isBlank() ? note : note.isBlank() ? detail : detail + ". " + note;
    }
}
