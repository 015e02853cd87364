package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.detection.Detections;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes ids of the installed detectors. */
@Service
public class DetectorNames implements Completer {

    @Reference(optional = true)
    private Detections detections;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> ids = detections == null
                ? List.of()
                : detections.detectors().stream()
                        .map(status -> status.info().id())
                        .distinct()
                        .toList();
        return new StringsCompleter(ids).complete(session, commandLine, candidates);
    }
}
