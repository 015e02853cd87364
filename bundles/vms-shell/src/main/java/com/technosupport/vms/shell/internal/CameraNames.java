package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes ids and names of cameras, and finds the camera that either means. */
@Service
public class CameraNames implements Completer {

    @Reference
    private DeviceRegistry registry;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> words = registry.cameras().stream()
                .flatMap(camera -> Stream.of(camera.id().toString(), camera.name()))
                .toList();
        return new StringsCompleter(words).complete(session, commandLine, candidates);
    }

    static Camera find(DeviceRegistry registry, String idOrName) {
        List<Camera> found = registry.cameras().stream()
                .filter(camera ->
                        camera.id().toString().equals(idOrName) || camera.name().equalsIgnoreCase(idOrName))
                .toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("Several cameras are called " + idOrName + "; give the id");
        }
        return found.stream()
                .findFirst()
                .orElseGet(() -> registry.camera(CameraId.parse(idOrName))
                        .orElseThrow(() -> new IllegalArgumentException("No camera " + idOrName)));
    }
}
