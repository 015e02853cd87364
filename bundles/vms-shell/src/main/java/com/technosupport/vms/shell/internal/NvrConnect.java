package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.device.NvrRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.store.AuditLog;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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

/** {@code vms:nvr-connect}. */
@Service
@Command(
        scope = "vms",
        name = "nvr-connect",
        description =
                "Takes in a recorder with its channels as cameras, or brings it up to date; asks for its password")
public class NvrConnect implements Action {

    @Reference(optional = true)
    private NvrRegistry nvrs;

    @Reference
    private AuditLog audit;

    @Reference
    private Session session;

    @Argument(name = "address", description = "Address or name of the recorder", required = true)
    private String address = "";

    @Option(name = "--driver", description = "Driver that speaks to it", required = true)
    @Completion(DriverNames.class)
    private String driver = "";

    @Option(name = "--port", description = "Port of its service, if not the usual one")
    private int port;

    @Option(name = "--user", description = "Account at the recorder; without it none is used")
    private String user = "";

    @Option(name = "--password-stdin", description = "Read the password from standard input")
    private boolean passwordFromStandardInput;

    @Option(name = "--name", description = "Name of the recorder; its own if not given")
    private String name = "";

    @Option(name = "--channels", description = "Ids of the channels wanted, separated by commas; all if not given")
    private String channels = "";

    @Option(name = "--preview", description = "Show what would be taken in, and store nothing")
    private boolean preview;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() throws IOException, InterruptedException {
        NvrRegistry registry = Output.require(nvrs, "Recorders");
        Credential credential = user.isEmpty()
                ? Credential.NONE
                : new Credential(
                        user, Passwords.read(session, "Password of " + user + ": ", passwordFromStandardInput));
        NvrRequest request = new NvrRequest(
                new DeviceAddress(address, port == 0 ? OptionalInt.empty() : OptionalInt.of(port), Optional.empty()),
                credential,
                driver,
                Optional.of(name).filter(given -> !given.isBlank()),
                Optional.of(channels)
                        .filter(given -> !given.isBlank())
                        .map(given -> Arrays.stream(given.split(","))
                                .map(String::strip)
                                .filter(id -> !id.isEmpty())
                                .toList()),
                Map.of());
        NvrImport result = preview ? registry.preview(request) : registry.connect(request);
        if (!preview) {
            audit.append(new AuditLog.Entry(
                    Instant.now(),
                    "console",
                    "nvr.connect",
                    result.id().map(Object::toString).orElse(""),
                    address,
                    ""));
        }
        print(result);
        return null;
    }

    private void print(NvrImport result) {
        List<Row> rows = result.channels().stream()
                .map(imported -> new Row(
                        imported.channel().id(),
                        imported.channel().name(),
                        imported.channel().connected(),
                        imported.camera().map(Object::toString).orElse("")))
                .toList();
        String id = result.id().map(Object::toString).orElse("");
        if (json) {
            System.out.println(Output.json(
                    new Answer(id, result.inputs().size(), result.outputs().size(), rows, result.problems())));
            return;
        }
        ShellTable table = new ShellTable();
        table.column("Channel");
        table.column("Name");
        table.column("Picture");
        table.column("Camera");
        table.emptyTableText("The recorder has no channels");
        rows.forEach(
                row -> table.addRow().addContent(row.channel, row.name, row.connected ? "yes" : "no", row.cameraId));
        table.print(System.out);
        System.out.println(result.inputs().size() + " inputs, "
                + result.outputs().size() + " outputs" + (id.isEmpty() ? "" : "; recorder " + id));
        result.problems().forEach(System.out::println);
    }

    record Row(String channel, String name, boolean connected, String cameraId) {}

    record Answer(String nvrId, int inputs, int outputs, List<Row> channels, List<String> problems) {}
}
