package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportContent;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.recording.Exports;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.store.MaskStore;
import com.technosupport.vms.playback.internal.export.ExportFolder.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports, one made at a time by a thread of its own, each in a folder below {@code exports/}. What was not done when the
 * server stopped is begun anew.
 */
@Component(service = Exports.class, immediate = true, configurationPid = ExportConfiguration.PID)
@Designate(ocd = ExportConfiguration.class)
public final class ExportService implements Exports {

    private static final Logger LOG = LoggerFactory.getLogger(ExportService.class);

    private static final long LOOK_MILLIS = 60_000;
    private static final long RETRY_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingReader recordings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore masks;

    private final Clock clock;
    private final Path root;
    private final Duration lifetime;
    private final long reserve;
    private final int mostWaiting;
    private final SigningKey key;
    private final Thread worker = new Thread(this::work, "vms-exports");

    private final Semaphore news = new Semaphore(0);

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final Map<ExportId, Kept> known = new HashMap<>();
    private final Deque<ExportId> waiting = new ArrayDeque<>();
    private ExportId running;
    private boolean closed;

    @Activate
    public ExportService(ExportConfiguration configuration) throws IOException {
        this(
                Clock.systemUTC(),
                Path.of(required(configuration.dataDirectory())),
                Duration.ofDays(Math.max(1, configuration.days())),
                (long) configuration.reserveMegabytes() << 20,
                Math.max(1, configuration.maxWaiting()));
        start();
    }

    ExportService(Clock clock, Path data, Duration lifetime, long reserve, int mostWaiting) throws IOException {
        this.clock = clock;
        this.root = data.resolve("exports");
        this.lifetime = lifetime;
        this.reserve = reserve;
        this.mostWaiting = mostWaiting;
        Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.key = SigningKey.of(data.resolve("secrets").resolve("export-signing.pem"));
        load();
    }

    void start() {
        worker.start();
    }

    private static String required(String directory) {
        if (directory == null || directory.isBlank()) {
            throw new IllegalArgumentException(ExportConfiguration.PID + " lacks dataDirectory");
        }
        return directory;
    }

    private void load() throws IOException {
        List<Kept> unfinished = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path path : folders.filter(Files::isDirectory).toList()) {
                ExportFolder folder = new ExportFolder(path);
                try {
                    Kept kept = folder.load();
                    known.put(kept.export().id(), kept);
                    if (kept.export().expires().isEmpty() || !kept.safe()) {
                        unfinished.add(anew(kept));
                    }
                } catch (IOException e) {
                    LOG.warn("The export in {} is unknown and deleted: {}", path, e.getMessage());
                    folder.delete();
                }
            }
        }
        unfinished.sort(Comparator.comparing(kept -> kept.export().id()));
        for (Kept kept : unfinished) {
            known.put(kept.export().id(), kept);
            waiting.add(kept.export().id());
        }
    }

    private static Kept anew(Kept kept) {
        Export export = kept.export();
        return queued(new Export(
                export.id(),
                export.request(),
                export.created(),
                Export.State.QUEUED,
                0,
                "",
                List.of(),
                Optional.empty()));
    }

    private static Kept queued(Export export) {
        return new Kept(export, Map.of(), true);
    }

    private static Kept with(Kept kept, Export.State state, double progress, String detail) {
        Export export = kept.export();
        return new Kept(
                new Export(
                        export.id(),
                        export.request(),
                        export.created(),
                        state,
                        progress,
                        detail,
                        export.files(),
                        export.expires()),
                kept.crcs(),
                kept.safe());
    }

    private ExportFolder folder(ExportId id) {
        return new ExportFolder(root.resolve(id.toString()));
    }

    @Override
    public Export start(ExportRequest request) {
        Export export = new Export(
                ExportId.next(clock),
                request,
                clock.instant(),
                Export.State.QUEUED,
                0,
                "",
                List.of(),
                Optional.empty());
        Kept kept = queued(export);
        synchronized (lock) {
            if (waiting.size() >= mostWaiting) {
                throw new VmsException(ErrorCode.BUSY, "Too many exports wait to be made");
            }
            try {
                if (Files.getFileStore(root).getUsableSpace() < reserve) {
                    throw new VmsException(ErrorCode.BUSY, "The disk is too full for exports");
                }
                Files.createDirectory(folder(export.id()).path());
                folder(export.id()).save(kept);
            } catch (IOException e) {
                LOG.error("An export cannot be written down", e);
                throw new VmsException(ErrorCode.INTERNAL, "The export cannot be written down", e);
            }
            known.put(export.id(), kept);
            waiting.add(export.id());
            news.release();
        }
        return export;
    }

    @Override
    public Optional<Export> get(ExportId id) {
        synchronized (lock) {
            return Optional.ofNullable(known.get(id)).map(Kept::export);
        }
    }

    @Override
    public List<Export> list() {
        synchronized (lock) {
            return known.values().stream()
                    .map(Kept::export)
                    .sorted(Comparator.comparing(Export::id).reversed())
                    .toList();
        }
    }

    @Override
    public void delete(ExportId id) {
        boolean idle;
        synchronized (lock) {
            if (known.remove(id) == null) {
                throw noExport();
            }
            waiting.remove(id);
            idle = !id.equals(running);
        }
        // Else the worker does when it sees that nobody knows of it any more.
        if (idle) {
            remove(id);
        }
    }

    private void remove(ExportId id) {
        try {
            folder(id).delete();
        } catch (IOException e) {
            LOG.warn("Export {} cannot be deleted: {}", id, e.getMessage());
        }
    }

    private static VmsException noExport() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such export");
    }

    private Kept done(ExportId id) {
        synchronized (lock) {
            Kept kept = Optional.ofNullable(known.get(id)).orElseThrow(ExportService::noExport);
            if (kept.export().state() != Export.State.DONE) {
                throw new VmsException(ErrorCode.IN_USE, "The export is not done");
            }
            return kept;
        }
    }

    @Override
    public ExportContent content(ExportId id) {
        return Download.content(done(id), folder(id));
    }

    @Override
    public ExportContent evidence(ExportId id) {
        return Download.evidence(done(id), folder(id));
    }

    @Override
    public String publicKey() {
        return key.publicKey();
    }

    private boolean isWanted(ExportId id) {
        synchronized (lock) {
            return !closed && known.containsKey(id);
        }
    }

    private void work() {
        while (true) {
            ExportId next;
            List<ExportId> expired;
            synchronized (lock) {
                running = null;
                expired = expired(clock.instant());
                expired.forEach(known::remove);
                if (closed) {
                    return;
                }
                next = waiting.poll();
                running = next;
            }
            expired.forEach(this::remove);
            if (next == null) {
                pause(LOOK_MILLIS);
            } else {
                make(next);
            }
        }
    }

    private List<ExportId> expired(Instant now) {
        return known.values().stream()
                .map(Kept::export)
                .filter(export -> export.expires().map(now::isAfter).orElse(false))
                .map(Export::id)
                .toList();
    }

    /** Until something changed, or for so long. */
    private void pause(long millis) {
        try {
            if (news.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            synchronized (lock) {
                closed = true;
            }
        }
    }

    private void make(ExportId id) {
        Kept kept;
        synchronized (lock) {
            kept = known.get(id);
        }
        if (kept == null) {
            remove(id);
            return;
        }
        try {
            finish(id, made(kept));
            secure(id);
        } catch (CancelledException e) {
            LOG.debug("Export {} was ended", id);
        } catch (VmsException e) {
            LOG.info("Export {} was not made: {}", id, e.getMessage());
            finish(id, ended(with(kept, Export.State.FAILED, 0, e.getMessage()), List.of(), Map.of(), true));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("Export {} failed", id, e);
            String why = "The export failed: " + e.getMessage();
            finish(id, ended(with(kept, Export.State.FAILED, 0, why), List.of(), Map.of(), true));
        }
        if (!isWanted(id)) {
            synchronized (lock) {
                // At the server's end it stays, to be begun anew.
                if (known.containsKey(id)) {
                    return;
                }
            }
            remove(id);
        }
    }

    private Kept made(Kept kept) throws IOException {
        Export export = kept.export();
        ExportFolder folder = folder(export.id());
        clean(folder);
        ExportRun run = new ExportRun(
                export,
                folder,
                reader(export.id()),
                reserve,
                this::mask,
                () -> !isWanted(export.id()),
                progress -> advance(export.id(), progress));
        run.run();
        Map<String, Long> crcs = new LinkedHashMap<>(run.crcs());
        byte[] manifest =
                Manifest.of(export, run.files(), run.gaps(), run.masked(), clock.instant(), key.fingerprint());
        write(folder, Manifest.FILE, manifest, crcs);
        write(folder, Manifest.SIGNATURE, Base64.getEncoder().encode(key.sign(manifest)), crcs);
        write(folder, Manifest.KEY, key.publicKey().getBytes(StandardCharsets.US_ASCII), crcs);
        return ended(with(kept, Export.State.DONE, 1, run.remarks()), run.files(), crcs, false);
    }

    private static void write(ExportFolder folder, String name, byte[] bytes, Map<String, Long> crcs)
            throws IOException {
        Path file = folder.file(name);
        Files.write(file, bytes);
        crcs.put(name, Digests.of(file).crc());
    }

    /** What an earlier run left. */
    private static void clean(ExportFolder folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.path())) {
            for (Path file : files.toList()) {
                if (!file.endsWith("export.properties")) {
                    Files.delete(file);
                }
            }
        }
    }

    private Kept ended(Kept kept, List<Export.File> files, Map<String, Long> crcs, boolean safe) {
        Export export = kept.export();
        return new Kept(
                new Export(
                        export.id(),
                        export.request(),
                        export.created(),
                        export.state(),
                        export.progress(),
                        export.detail(),
                        files,
                        Optional.of(clock.instant().plus(lifetime))),
                crcs,
                safe);
    }

    /** Nothing is exported while it is not known what has to be hidden. */
    private PrivacyMask mask(CameraId camera) {
        MaskStore store = masks;
        if (store == null) {
            throw new VmsException(ErrorCode.BUSY, "Privacy masks cannot be read at the moment");
        }
        return store.mask(camera);
    }

    /** Waits for the recorder's bundle where it is away, as during its update. */
    private RecordingReader reader(ExportId id) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            RecordingReader reader = recordings;
            if (reader != null && masks != null) {
                return reader;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("recordings cannot be read");
            }
            if (!isWanted(id)) {
                throw new CancelledException();
            }
            pause(RETRY_MILLIS);
        }
    }

    /** Nobody waits for the disk: an export that a power cut finds before this has ended is made anew. */
    private void secure(ExportId id) {
        Kept kept;
        synchronized (lock) {
            kept = known.get(id);
        }
        if (kept == null) {
            return;
        }
        try {
            folder(id).sync();
            finish(id, new Kept(kept.export(), kept.crcs(), true));
        } catch (IOException e) {
            LOG.warn("Export {} may not be on the disk yet: {}", id, e.getMessage());
        }
    }

    private void advance(ExportId id, double progress) {
        synchronized (lock) {
            known.computeIfPresent(id, (same, kept) -> with(kept, Export.State.RUNNING, progress, ""));
        }
    }

    private void finish(ExportId id, Kept kept) {
        synchronized (lock) {
            if (!known.containsKey(id)) {
                return;
            }
            try {
                folder(id).save(kept);
            } catch (IOException e) {
                LOG.error("The end of export {} cannot be written down", id, e);
            }
            known.put(id, kept);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        synchronized (lock) {
            closed = true;
            news.release();
        }
        worker.join();
    }
}
