package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.ArchiveFootage;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.ReplayPlayer;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.KeyedLocks.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Asks drivers what their devices have recorded and how it is played, and lets the media plane play it, stretch by stretch: so times are
 * right at each one's start even with devices that tell none. A driver is needed for the questions alone.
 */
@Component(service = ArchiveFootage.class, immediate = true)
public final class ArchiveFootageComponent implements ArchiveFootage {

    /** Devices look through their disks, page by page. */
    private static final Duration QUESTION = Duration.ofSeconds(60);

    /** Whoever waits for his turn ends by interrupt. */
    private static final Duration TURN = Duration.ofDays(1);

    private final DeviceParts parts;
    private final ReplayPlayer player;
    private final KeyedLocks turns = new KeyedLocks();

    @Activate
    public ArchiveFootageComponent(@Reference DeviceParts parts, @Reference ReplayPlayer player) {
        this.parts = parts;
        this.player = player;
    }

    @Override
    public List<Span> search(CameraId camera, Instant from, Instant to) throws InterruptedException {
        if (!from.isBefore(to)) {
            return List.of();
        }
        return ask(camera, (archive, known) -> archive.search(known.channel(), from, to));
    }

    @Override
    public List<Span> fetch(CameraId camera, StreamRole role, Instant from, Instant to, FootageSink sink)
            throws InterruptedException {
        List<Span> fetched = new ArrayList<>();
        try (Held turn = turns.hold(device(managed(camera).camera()), TURN)) {
            Instant next = from;
            List<Span> spans;
            do {
                spans = search(camera, next, to);
                for (Span span : spans) {
                    Replay replay = ask(
                            camera,
                            (archive, known) -> archive.replay(known.channel(), role, span.start(), span.end()));
                    ManagedCamera managed = managed(camera);
                    player.play(managed.camera().name(), replay, managed.login().credential(), span, sink)
                            .ifPresent(fetched::add);
                    next = span.end();
                }
            } while (spans.size() == DeviceArchive.MOST_SPANS);
        }
        return List.copyOf(fetched);
    }

    /** Channels of a recorder share its disks and its account. */
    private static String device(Camera camera) {
        return camera.address().host() + ":" + camera.address().port();
    }

    private ManagedCamera managed(CameraId id) {
        return parts.book()
                .find(id)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such camera"));
    }

    private <R> R ask(CameraId id, Question<R> question) throws InterruptedException {
        ManagedCamera managed = managed(id);
        Camera camera = managed.camera();
        InstalledDriver driver =
                parts.catalog().driver(camera).orElseThrow(() -> DriverCatalog.missing(camera.driver()));
        return parts.sessions().use(DriverCatalog.device(camera), driver, managed.login(), QUESTION, opened -> {
            DeviceArchive archive = opened.session()
                    .facet(DeviceArchive.class)
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.NOT_SUPPORTED,
                            "The camera has no recordings of its own, or its driver cannot read them"));
            return question.of(archive, camera);
        });
    }

    private interface Question<R> {
        R of(DeviceArchive archive, Camera camera) throws InterruptedException;
    }
}
