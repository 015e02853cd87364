package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.store.AuditLog;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
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

/** {@code vms:camera-add}. */
@Service
@Command(scope = "vms", name = "camera-add", description = "Takes in a device as a camera; asks for its password")
public class CameraAdd implements Action {

    @Reference
    private DeviceRegistry registry;

    @Reference
    private AuditLog audit;

    @Reference
    private Session session;

    @Argument(name = "address", description = "Address or name of the device, or an rtsp:// URL", required = true)
    private String address = "";

    @Option(name = "--port", description = "Port of its service, if not the usual one")
    private int port;

    @Option(name = "--user", description = "Account at the device; without it none is used")
    private String user = "";

    @Option(name = "--password-stdin", description = "Read the password from standard input")
    private boolean passwordFromStandardInput;

    @Option(name = "--name", description = "Name of the camera; the device's own if not given")
    private String name = "";

    @Option(name = "--driver", description = "Driver that speaks to it; onvif if not given, rtsp for a URL")
    @Completion(DriverNames.class)
    private String driver = "";

    @Override
    public Object execute() throws IOException, InterruptedException {
        Credential credential = user.isEmpty()
                ? Credential.NONE
                : new Credential(
                        user, Passwords.read(session, "Password of " + user + ": ", passwordFromStandardInput));
        boolean url = address.startsWith("rtsp://") || address.startsWith("rtsps://");
        Optional<String> chosen = driver.isEmpty() ? Optional.of(url ? "rtsp" : "onvif") : Optional.of(driver);
        Camera camera = registry.onboard(new OnboardRequest(
                url ? fromUrl(URI.create(address)) : fromHost(),
                credential,
                Optional.of(name).filter(given -> !given.isBlank()),
                chosen,
                Map.of()));
        audit.append(new AuditLog.Entry(
                Instant.now(), "console", "camera.onboard", camera.id().toString(), camera.name(), ""));
        System.out.println("Added " + camera.name() + " as " + camera.id());
        return null;
    }

    private DeviceAddress fromHost() {
        return new DeviceAddress(address, port == 0 ? OptionalInt.empty() : OptionalInt.of(port), Optional.empty());
    }

    static DeviceAddress fromUrl(URI url) {
        OptionalInt given = url.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(url.getPort());
        return new DeviceAddress(url.getHost(), given, Optional.of(url));
    }
}
