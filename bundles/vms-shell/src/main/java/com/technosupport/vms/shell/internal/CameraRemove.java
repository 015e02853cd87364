package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.store.AuditLog;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:camera-remove}. */
@Service
@Command(scope = "vms", name = "camera-remove", description = "Forgets a camera; its footage stays")
public class CameraRemove implements Action {

    @Reference
    private DeviceRegistry registry;

    @Reference
    private AuditLog audit;

    @Argument(name = "camera", description = "Id or name", required = true)
    @Completion(CameraNames.class)
    private String idOrName = "";

    @Override
    public Object execute() {
        Camera camera = CameraNames.find(registry, idOrName);
        registry.remove(camera.id());
        audit.append(new AuditLog.Entry(
                Instant.now(), "console", "camera.remove", camera.id().toString(), camera.name(), ""));
        System.out.println("Removed " + camera.name());
        return null;
    }
}
