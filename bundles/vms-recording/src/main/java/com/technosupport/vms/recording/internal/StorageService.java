package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.recording.RecordingStorage;
import com.technosupport.vms.recording.internal.keep.Volumes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What others are told of the volumes: not ready where none takes footage that is to be kept, a warning where others do. */
@Component(
        service = {RecordingStorage.class, HealthCheck.class},
        immediate = true)
public final class StorageService implements RecordingStorage, HealthCheck {

    private final Recording recording;
    private final Volumes volumes;

    @Activate
    public StorageService(@Reference Recording recording) {
        this.recording = recording;
        this.volumes = recording.volumes();
    }

    @Override
    public List<Volume> volumes() {
        return volumes.all().stream()
                .map(volume -> new Volume(
                        volume.root(),
                        volume.isArchive(),
                        volumes.state(volume),
                        volume.total(),
                        volume.free(),
                        volume.keepFree(),
                        volumes.detail(volume)))
                .toList();
    }

    @Override
    public Outlook outlook(CameraId camera) {
        return recording.keeper().outlook(camera);
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public Optional<String> problem() {
        boolean stopped = recording.recorders().count() > 0 && !volumes.all().isEmpty() && !volumes.anyTakes();
        return stopped ? Optional.of("Footage cannot be stored: " + troubles("no volume has room")) : Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        String troubles = troubles("");
        return troubles.isEmpty() || problem().isPresent() ? Optional.empty() : Optional.of(troubles);
    }

    private String troubles(String none) {
        String troubles = volumes.all().stream()
                .map(volumes::detail)
                .filter(detail -> !detail.isEmpty())
                .collect(Collectors.joining("; "));
        return troubles.isEmpty() ? none : troubles;
    }
}
