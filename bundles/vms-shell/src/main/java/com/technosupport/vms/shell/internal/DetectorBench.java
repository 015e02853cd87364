package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.detection.Detections;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:detector-bench}. */
@Service
@Command(scope = "vms", name = "detector-bench", description = "Measures how fast a detector is, on one thread")
public class DetectorBench implements Action {

    @Reference(optional = true)
    private Detections detections;

    @Argument(required = true, description = "Id of the detector")
    @Completion(DetectorNames.class)
    private String detector;

    @Option(name = "--seconds", description = "For how long, 1 to 60")
    private int seconds = 5;

    @Override
    public Object execute() throws InterruptedException {
        Detections.Speed speed = Output.require(detections, "Detectors")
                .measure(detector, Duration.ofSeconds(Math.max(1, Math.min(60, seconds))));
        System.out.printf(
                "%s: %.1f frames a second on one thread; median %.1f ms, worst %.1f ms of %d%n",
                detector,
                speed.framesPerSecond(),
                speed.median().toNanos() / 1e6,
                speed.worst().toNanos() / 1e6,
                speed.frames());
        return null;
    }
}
