package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrImport.ImportedChannel;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.device.NvrRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.NvrStore;
import com.technosupport.vms.devices.internal.KeyedLocks.Held;
import com.technosupport.vms.devices.internal.NvrPlan.Wish;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorders. Taking one in is one login, one reading of all its channels, and one proof that video flows from it; the
 * other channels show by themselves what they do.
 *
 * <p>Thread: {@code vms-nvr-sync} reads recorders again from time to time, one after the other.
 */
@Component(
        service = {NvrRegistry.class, InputStates.class},
        immediate = true,
        configurationPid = NvrConfiguration.PID)
@Designate(ocd = NvrConfiguration.class)
public final class NvrRegistryComponent implements NvrRegistry, InputStates {

    private static final Logger LOG = LoggerFactory.getLogger(NvrRegistryComponent.class);
    private static final int LONGEST_NAME = 100;
    private static final int READING_FACTOR = 3;

    private final DeviceParts parts;
    private final NvrStore store;
    private final NvrCredentials credentials;
    private final DeviceOutputs outputs;
    private final NvrProof proof;
    private final Clock clock;
    private final KeyedLocks locks = new KeyedLocks();
    private final NvrInputs inputs;
    private final NvrUpkeep upkeep;
    private final MediaPlane media;

    @Activate
    public NvrRegistryComponent(
            @Reference DeviceParts parts,
            @Reference NvrStore store,
            @Reference CredentialVault vault,
            @Reference MediaPlane media,
            @Reference StreamHub hub,
            @Reference PipelineEvents events,
            NvrConfiguration configuration) {
        this(
                parts,
                store,
                vault,
                media,
                hub,
                events,
                Duration.ofMinutes(Math.max(0, configuration.syncMinutes())),
                Clock.systemUTC());
    }

    NvrRegistryComponent(
            DeviceParts parts,
            NvrStore store,
            CredentialVault vault,
            MediaPlane media,
            StreamHub hub,
            PipelineEvents events,
            Duration syncInterval,
            Clock clock) {
        this.parts = parts;
        this.store = store;
        this.credentials = new NvrCredentials(store, vault);
        this.outputs = new DeviceOutputs(parts, credentials);
        this.clock = clock;
        this.proof = new NvrProof(
                media,
                new VideoProof(media, hub, events),
                new DriverSources(parts.catalog()),
                parts.timing().video(),
                clock);
        this.inputs = new NvrInputs(store);
        this.media = media;
        this.upkeep = new NvrUpkeep(this, parts, inputs, syncInterval);
    }

    @Activate
    void start() {
        upkeep.start();
    }

    @Deactivate
    void stop() {
        upkeep.close();
    }

    @Override
    public List<Nvr> nvrs() {
        return store.nvrs().stream().map(inputs::current).toList();
    }

    @Override
    public Optional<Nvr> nvr(NvrId id) {
        return nvrs().stream().filter(nvr -> nvr.id().equals(id)).findFirst();
    }

    private Nvr get(NvrId id) {
        return nvr(id).orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such recorder"));
    }

    @Override
    public void changed(NvrId nvr, String input, boolean active) {
        inputs.changed(nvr, input, active);
    }

    // Taking in

    @Override
    public NvrImport preview(NvrRequest request) throws InterruptedException {
        InstalledDriver driver = require(request);
        NvrReading reading = read(request, driver);
        Optional<Nvr> known = known(reading, request);
        NvrImport outcome = plan(reading, wish(request, known), known).outcome();
        Set<CameraId> cameras = new HashSet<>();
        parts.book().all().forEach(managed -> cameras.add(managed.id()));
        return new NvrImport(
                known.map(Nvr::id),
                outcome.driver(),
                outcome.device(),
                outcome.channels().stream()
                        .map(channel -> new ImportedChannel(
                                channel.channel(), channel.camera().filter(cameras::contains)))
                        .toList(),
                outcome.inputs(),
                outcome.outputs(),
                outcome.problems());
    }

    @Override
    public NvrImport connect(NvrRequest request) throws InterruptedException {
        InstalledDriver driver = require(request);
        NvrReading reading = read(request, driver);
        String key = DeviceKeys.device(driver.id(), reading.info(), request.address());
        try (Held held = locks.hold(key, patience())) {
            Optional<Nvr> known = known(reading, request);
            Wish wish = wish(request, known);
            request.channels().ifPresent(wanted -> requireSome(wanted, reading));
            proof.prove(reading, wish, request.credential(), flowing(known, request));
            NvrPlan plan = apply(reading, wish, known, request.credential(), true);
            LOG.info(
                    "Recorder {} was {} ({}, {}): {} cameras",
                    plan.nvr().name(),
                    known.isPresent() ? "updated" : "added",
                    plan.nvr().driver(),
                    plan.nvr().address().host(),
                    plan.cameras().size());
            return plan.outcome();
        }
    }

    private static void requireSome(List<String> wanted, NvrReading reading) {
        if (reading.channels().stream()
                .noneMatch(channel -> wanted.contains(channel.channel().id()))) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "The recorder has none of the channels that are asked for");
        }
    }

    private InstalledDriver require(NvrRequest request) {
        if (!parts.book().loaded()) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The cameras have not been read yet");
        }
        request.name()
                .filter(name -> name.isBlank() || name.length() > LONGEST_NAME)
                .ifPresent(name -> {
                    throw new VmsException(
                            ErrorCode.INVALID_REQUEST, "A recorder's name has 1 to " + LONGEST_NAME + " characters");
                });
        InstalledDriver driver =
                parts.catalog().driver(request.driver()).orElseThrow(() -> DriverCatalog.missing(request.driver()));
        CameraOptions.check(request.options(), driver.descriptor());
        return driver;
    }

    /** In a session of its own: whether the device is a known one shows only when it has answered. */
    private NvrReading read(NvrRequest request, InstalledDriver driver) throws InterruptedException {
        Login login = new Login(request.address(), request.credential(), request.options());
        return driver.calls().call(patience(), () -> {
            Enrolment.requireAddress(request.address().host());
            Login.Opened opened = login.open(driver);
            try {
                return NvrReading.read(opened);
            } finally {
                opened.session().close();
            }
        });
    }

    private Duration patience() {
        return parts.timing().negotiation().multipliedBy(READING_FACTOR);
    }

    /** By its serial; else the one at that address, in whose place this one was put. */
    private Optional<Nvr> known(NvrReading reading, NvrRequest request) {
        String key = DeviceKeys.device(request.driver(), reading.info(), request.address());
        String place = DeviceKeys.place(request.address());
        List<Nvr> all = nvrs();
        return all.stream()
                .filter(nvr -> nvr.deviceKey().equals(key))
                .findFirst()
                .or(() -> all.stream()
                        .filter(nvr -> nvr.driver().equals(request.driver())
                                && DeviceKeys.place(nvr.address()).equals(place))
                        .findFirst());
    }

    private static Wish wish(NvrRequest request, Optional<Nvr> known) {
        Map<String, String> options = new HashMap<>(request.options());
        options.remove(CameraOptions.CHANNEL);
        if (options.isEmpty()) {
            known.map(Nvr::options).ifPresent(options::putAll);
            options.remove(CameraOptions.CERTIFICATE);
        }
        return new Wish(
                request.address(),
                request.driver(),
                options,
                request.name(),
                request.channels().map(Set::copyOf),
                true);
    }

    /** The addresses of the streams that flow now and would go on as they are, which proves more than any trial. */
    private Set<String> flowing(Optional<Nvr> known, NvrRequest request) {
        Set<String> flowing = new HashSet<>();
        known.ifPresent(nvr -> parts.book().behind(nvr.id()).stream()
                .filter(managed ->
                        managed.isOnline() && managed.stored().credential().equals(request.credential()))
                .forEach(managed -> managed.camera()
                        .streams()
                        .forEach(stream -> flowing.add(stream.uri().toString()))));
        return flowing;
    }

    private NvrPlan plan(NvrReading reading, Wish wish, Optional<Nvr> known) {
        List<Camera> cameras = known.map(nvr -> parts.book().behind(nvr.id()).stream()
                        .map(ManagedCamera::camera)
                        .toList())
                .orElse(List.of());
        return NvrPlan.of(reading, wish, known, cameras, parts.book()::ofDevice, clock);
    }

    /**
     * All of it, or nothing: the store is written in one transaction, and memory after it.
     *
     * @param proven whether video was seen to flow with the credential, so that streams that were refused may try again
     */
    private NvrPlan apply(NvrReading reading, Wish wish, Optional<Nvr> known, Credential credential, boolean proven)
            throws InterruptedException {
        List<ManagedCamera> existing =
                known.map(nvr -> parts.book().behind(nvr.id())).orElse(List.of());
        try (CameraLocks locked = CameraLocks.hold(existing, parts.timing().negotiation())) {
            NvrPlan plan = plan(reading, wish, known);
            Map<CameraId, Camera> before = new HashMap<>();
            plan.cameras()
                    .forEach(camera -> parts.book()
                            .find(camera.id())
                            .ifPresent(managed -> before.put(managed.id(), managed.camera())));
            Map<CameraId, Credential> passwords = new HashMap<>();
            before.keySet()
                    .forEach(id ->
                            passwords.put(id, parts.book().get(id).stored().credential()));
            List<ManagedCamera> added = parts.book()
                    .save(
                            plan.cameras(),
                            credential,
                            entries -> inputs.writing(() -> store.save(
                                    plan.nvr(),
                                    Optional.of(credentials.seal(plan.nvr().id(), credential)),
                                    entries)));
            added.forEach(managed -> {
                mark(plan.nvr(), managed);
                parts.changes().appeared(managed);
            });
            for (Map.Entry<CameraId, Camera> entry : before.entrySet()) {
                ManagedCamera managed = parts.book().get(entry.getKey());
                boolean refused = proven && managed.status().state() == CameraState.AUTH_FAILED;
                if (refused) {
                    managed.camera().streams().forEach(stream -> media.stopPipeline(stream.id()));
                    managed.restarted();
                }
                if (mark(plan.nvr(), managed)
                        || refused
                        || !managed.camera().equals(entry.getValue())
                        || !credential.equals(passwords.get(managed.id()))) {
                    parts.changes().changed(managed, entry.getValue());
                }
            }
            inputs.settled(plan.nvr());
            return plan;
        }
    }

    /** Says of a camera why it can have no picture, if so. @return whether that is news */
    static boolean mark(Nvr nvr, ManagedCamera managed) {
        Camera camera = managed.camera();
        String sentence = nvr.absent().contains(camera.channel())
                ? "The recorder has this channel no more"
                : camera.streams().isEmpty() ? "The recorder gets no picture from this channel" : "";
        return managed.absence(sentence);
    }

    // Keeping up

    @Override
    public NvrImport sync(NvrId id) throws InterruptedException {
        Nvr nvr = get(id);
        try (Held held = locks.hold(nvr.deviceKey(), patience())) {
            Nvr known = get(id);
            InstalledDriver driver = parts.catalog()
                    .driver(known.driver(), known.id())
                    .orElseThrow(() -> DriverCatalog.missing(known.driver()));
            Credential credential = credentials.of(id);
            Login login = new Login(known.address(), credential, known.options());
            parts.sessions().renew(id);
            NvrReading reading = parts.sessions().use(id, driver, login, patience(), NvrReading::read);
            if (DeviceKeys.hasSerial(reading.info())
                    && !DeviceKeys.device(known.driver(), reading.info(), known.address())
                            .equals(known.deviceKey())) {
                throw new VmsException(
                        ErrorCode.DEVICE_PROTOCOL,
                        "Another device answers at the recorder's address; if it replaces it, connect it again");
            }
            Wish wish = new Wish(
                    known.address(), known.driver(), known.options(), Optional.empty(), Optional.empty(), false);
            return apply(reading, wish, Optional.of(known), credential, false).outcome();
        }
    }

    @Override
    public void remove(NvrId id) {
        Nvr nvr = get(id);
        List<ManagedCamera> gone = parts.book().deleteBehind(id, () -> inputs.writing(() -> store.deleteNvr(id)));
        gone.forEach(parts.changes()::disappeared);
        parts.sessions().forget(id);
        inputs.forget(id);
        LOG.info("Recorder {} was removed with {} cameras", nvr.name(), gone.size());
    }

    // Contacts

    @Override
    public void switchOutput(UUID device, String output, boolean active) throws InterruptedException {
        Optional<Nvr> nvr = nvr(new NvrId(device));
        if (nvr.isPresent()) {
            outputs.switchOf(nvr.get(), output, active);
            inputs.switched(nvr.get().id(), output, active);
        } else {
            outputs.switchOf(new CameraId(device), output, active);
        }
    }
}
