package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.detection.Detections;
import com.technosupport.vms.api.detection.ShadowReport;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:detector-shadow}: without a candidate it shows how the comparison goes. */
@Service
@Command(
        scope = "vms",
        name = "detector-shadow",
        description =
                "Runs a candidate beside the detector that serves, shows how far they agree, promotes or takes back")
public class DetectorShadow implements Action {

    @Reference(optional = true)
    private Detections detections;

    @Argument(
            description =
                    "Id of a candidate, or id@version where several versions are installed: the comparison begins")
    @Completion(DetectorNames.class)
    private String candidate;

    @Option(name = "--of", description = "Id of the detector that serves")
    @Completion(DetectorNames.class)
    private String active = "ssdlite-coco";

    @Option(
            name = "--promote",
            description = "From now on the candidate does its work, on all cameras; with no argument the one compared")
    private boolean promote;

    @Option(name = "--roll-back", description = "From now on it does its work itself again")
    private boolean rollBack;

    @Option(name = "--stop", description = "End the comparison")
    private boolean stop;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        Detections present = Output.require(detections, "Detectors");
        if (rollBack) {
            present.substitute(active, Optional.empty());
            System.out.println(active + " does its work itself");
        } else if (promote) {
            String key = candidate != null ? candidate : compared(present);
            present.substitute(active, Optional.of(key));
            present.endShadow();
            System.out.println(key + " does the work of " + active + "; take it back by vms:detector-shadow --roll-back"
                    + (active.equals("ssdlite-coco") ? "" : " --of " + active));
        } else if (candidate != null) {
            present.beginShadow(active, candidate);
            System.out.println(candidate + " is shown what " + active
                    + " looks at; see how far they agree by vms:detector-shadow");
        } else {
            if (stop) {
                present.endShadow();
            }
            show(present);
        }
        return null;
    }

    /** With its version: another one may serve in its name. */
    private static String compared(Detections present) {
        return present.shadow()
                .map(report -> report.candidate().replace(' ', '@'))
                .orElseThrow(() -> new IllegalArgumentException("Nothing was compared: name a candidate"));
    }

    private void show(Detections present) {
        Optional<ShadowReport> report = present.shadow();
        Map<String, String> substitutes = present.substitutes();
        if (json) {
            System.out.println(Output.json(new Shown(report.map(Row::of).orElse(null), substitutes)));
            return;
        }
        report.map(Row::of).ifPresentOrElse(DetectorShadow::print, () -> System.out.println("Nothing was compared"));
        substitutes.forEach((detector, by) -> System.out.println(by + " does the work of " + detector));
    }

    private static void print(Row row) {
        System.out.printf(
                "%s (active) and %s (candidate), %s since %s: %d frames of %d cameras%n",
                row.active,
                row.candidate,
                row.running ? "running" : "ended, begun",
                row.since,
                row.frames,
                row.cameras);
        System.out.printf(
                "  both saw %d objects, the active one alone %d, the candidate alone %d: they agree on %.0f %%%n",
                row.both, row.activeOnly, row.candidateOnly, 100 * row.agreement);
        System.out.printf(
                "  a frame takes the active one %.1f ms and the candidate %.1f ms, which failed %d times%n",
                row.activeMillis, row.candidateMillis, row.failures);
    }

    record Shown(Row comparison, Map<String, String> substitutes) {}

    record Row(
            String active,
            String candidate,
            String since,
            boolean running,
            int cameras,
            long frames,
            long both,
            long activeOnly,
            long candidateOnly,
            double agreement,
            long failures,
            double activeMillis,
            double candidateMillis) {

        static Row of(ShadowReport report) {
            return new Row(
                    report.active(),
                    report.candidate(),
                    report.since().toString(),
                    report.running(),
                    report.cameras(),
                    report.frames(),
                    report.both(),
                    report.activeOnly(),
                    report.candidateOnly(),
                    report.agreement(),
                    report.failures(),
                    report.activeTime().toNanos() / 1e6,
                    report.candidateTime().toNanos() / 1e6);
        }
    }
}
