package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.recording.RecordingVerification;
import com.technosupport.vms.api.recording.RecordingVerification.Report;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:recording-verify}. */
@Service
@Command(
        scope = "vms",
        name = "recording-verify",
        description = "Compares all footage on disk with its index, mends what can be mended, and says what it did")
public class RecordingVerify implements Action {

    /** Null while there is none. */
    @Reference(optional = true)
    private RecordingVerification verification;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() throws InterruptedException {
        Report report = Output.require(verification, "Recordings").verify();
        if (json) {
            System.out.println(Output.json(report));
            return null;
        }
        report.mended().forEach(sentence -> System.out.println("mended: " + sentence));
        report.problems().forEach(sentence -> System.out.println("PROBLEM: " + sentence));
        System.out.printf(
                "%d segments in the index, %d files on disk: %d mended, %d problems%n",
                report.segments(),
                report.files(),
                report.mended().size(),
                report.problems().size());
        return null;
    }
}
