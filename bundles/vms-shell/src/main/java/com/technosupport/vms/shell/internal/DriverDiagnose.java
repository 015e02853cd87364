package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceDiagnosis;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:driver-diagnose}. */
@Service
@Command(
        scope = "vms",
        name = "driver-diagnose",
        description = "Tries a device out without taking it in, and shows what was said, without secrets")
public class DriverDiagnose implements Action {

    @Reference(optional = true)
    private DeviceDiagnosis diagnosis;

    @Reference
    private Session session;

    @Argument(name = "address", description = "Address or name of the device, or an rtsp:// URL", required = true)
    private String address = "";

    @Option(name = "--driver", description = "Driver that speaks to it; onvif if not given, rtsp for a URL")
    @Completion(DriverNames.class)
    private String driver = "";

    @Option(name = "--port", description = "Port of its service, if not the usual one")
    private int port;

    @Option(name = "--user", description = "Account at the device; without it none is used")
    private String user = "";

    @Option(name = "--password-stdin", description = "Read the password from standard input")
    private boolean passwordFromStandardInput;

    @Option(name = "--no-trace", description = "Leave the exchanges out")
    private boolean withoutTrace;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() throws IOException, InterruptedException {
        DeviceDiagnosis doctor = Output.require(diagnosis, "Diagnoses");
        Credential credential = user.isEmpty()
                ? Credential.NONE
                : new Credential(
                        user, Passwords.read(session, "Password of " + user + ": ", passwordFromStandardInput));
        boolean url = address.startsWith("rtsp://") || address.startsWith("rtsps://");
        DeviceDiagnosis.Report report = doctor.diagnose(new OnboardRequest(
                url ? CameraAdd.fromUrl(URI.create(address)) : host(),
                credential,
                Optional.empty(),
                Optional.of(driver.isEmpty() ? (url ? "rtsp" : "onvif") : driver),
                Map.of()));
        if (json) {
            System.out.println(Output.json(withoutTrace ? new DeviceDiagnosis.Report(report.steps(), "") : report));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Step");
        table.column("Went well");
        table.column("ms").alignRight();
        table.column("Outcome");
        for (DeviceDiagnosis.Step step : report.steps()) {
            table.addRow()
                    .addContent(step.name(), step.succeeded() ? "yes" : "no", step.milliseconds(), step.outcome());
        }
        table.print(System.out);
        if (!withoutTrace && !report.trace().isEmpty()) {
            System.out.println();
            System.out.println(report.trace());
        }
        return null;
    }

    private DeviceAddress host() {
        return new DeviceAddress(address, port == 0 ? OptionalInt.empty() : OptionalInt.of(port), Optional.empty());
    }
}
