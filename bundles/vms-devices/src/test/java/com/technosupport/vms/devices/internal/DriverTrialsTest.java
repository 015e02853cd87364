package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.device.DriverTrials.Answer;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Origin;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriverTrialsTest {

    private static final long OLD = 40;
    private static final long NEW = 41;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver old = new FakeDriver();
    private final FakeDriver newer = new FakeDriver();
    private final DeviceRegistryComponent registry = new DeviceRegistryComponent(
            store,
            store,
            media,
            media,
            events,
            new Timing(
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofHours(1),
                    Duration.ofMillis(20),
                    Duration.ofMillis(20),
                    Duration.ofHours(1)),
            4,
            Clock.systemUTC(),
            null);
    private DriverTrialsComponent trials;
    private long services;

    @BeforeEach
    void begin() {
        registry.start();
        trials = new DriverTrialsComponent(registry, bundle -> false);
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
        add(old, OLD, 0, "1.0.0");
    }

    @AfterEach
    void end() {
        trials.stop();
        registry.stop();
    }

    private Rank add(VendorDriver driver, long bundle, int ranking, String version) {
        Rank rank = new Rank(ranking, ++services);
        registry.addDriver(driver, "fake", rank, new Origin(version, "fake.bundle", bundle));
        return rank;
    }

    private Camera onboard(int number) throws InterruptedException {
        old.serial = "SERIAL-" + number;
        newer.serial = old.serial;
        return registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0." + number, 80),
                new Credential("admin", "right"),
                Optional.of("Camera " + number),
                Optional.of("fake"),
                Map.of()));
    }

    private void use(CameraId camera) throws InterruptedException {
        registry.with(camera, StillImage.class, (still, known) -> still.capture(known.channel()));
    }

    private String serving() {
        return registry.drivers().stream()
                .filter(info -> info.state() == DriverInfo.State.SERVING)
                .map(DriverInfo::version)
                .findFirst()
                .orElse("");
    }

    @Test
    void theHighestRankingServesAndAmongEqualsTheOneThatDoes() {
        Rank second = add(newer, NEW, 0, "2.0.0");
        assertThat(serving()).isEqualTo("1.0.0");
        FakeDriver higher = new FakeDriver();
        Rank third = add(higher, 42, 5, "3.0.0");
        assertThat(serving()).isEqualTo("3.0.0");

        registry.removeDriver("fake", third);
        assertThat(serving()).as("the oldest of equals").isEqualTo("1.0.0");
        registry.removeDriver("fake", new Rank(0, 1));
        assertThat(serving()).isEqualTo("2.0.0");
        add(old, OLD, 0, "1.0.0");
        assertThat(serving()).as("nothing flips back").isEqualTo("2.0.0");
        registry.removeDriver("fake", second);
        assertThat(serving()).isEqualTo("1.0.0");
    }

    @Test
    void aCandidateServesNobodyUntilItIsPromotedAndStreamsGoOn() throws InterruptedException {
        Camera camera = onboard(1);
        trials.announce(NEW);
        add(newer, NEW, 100, "2.0.0");
        use(camera.id());
        assertThat(newer.connects).hasValue(0);
        assertThat(trials.drivers(NEW)).containsExactly("fake");
        assertThat(registry.drivers())
                .extracting(DriverInfo::version, DriverInfo::state, DriverInfo::cameras)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("1.0.0", DriverInfo.State.SERVING, 1),
                        org.assertj.core.groups.Tuple.tuple("2.0.0", DriverInfo.State.TRIAL, 0));
        int starts = media.starts();

        trials.promote(NEW);

        assertThat(old.open).as("sessions of the former version are closed").hasValue(0);
        use(camera.id());
        assertThat(newer.connects).hasValue(1);
        assertThat(serving()).isEqualTo("2.0.0");

        trials.withdraw(NEW);

        assertThat(newer.open).hasValue(0);
        assertThat(serving()).isEqualTo("1.0.0");
        use(camera.id());
        assertThat(media.starts()).isEqualTo(starts);
        assertThat(media.stops()).isZero();
    }

    @Test
    void aCandidateServesWhenTheOtherGoesAndStepsBackWhenItReturns() {
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");
        registry.removeDriver("fake", new Rank(0, 1));
        assertThat(serving()).isEqualTo("2.0.0");
        add(old, OLD, 0, "1.0.0");
        assertThat(serving()).isEqualTo("1.0.0");
    }

    @Test
    void noCallFindsNoDriverWhileVersionsChangePlaces() throws Exception {
        Camera camera = onboard(1);
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = new Thread(
                () -> {
                    while (!over.get()) {
                        try {
                            use(camera.id());
                        } catch (VmsException | InterruptedException e) {
                            failure.compareAndSet(null, e);
                        }
                    }
                },
                "test-caller");
        caller.start();
        Rank there = new Rank(0, 1);
        for (int i = 0; i < 40; i++) {
            long bundle = NEW + i;
            trials.announce(bundle);
            Rank next = add(new FakeDriver(), bundle, 0, "2.0." + i);
            trials.promote(bundle);
            assertThat(registry.status(camera.id()).state()).isEqualTo(CameraState.ONLINE);
            registry.removeDriver("fake", there);
            there = next;
        }
        over.set(true);
        caller.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void aCallFollowsSeveralVersionsThatGoOneAfterTheOther() throws Exception {
        Camera camera = onboard(1);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Rank there = replace(new Rank(0, 1), leaving(first), NEW);
        FutureTask<Void> call = new FutureTask<>(() -> {
            use(camera.id());
            return null;
        });
        Thread caller = new Thread(call, "test-caller");
        caller.start();
        first.await();
        there = replace(there, leaving(second), NEW + 1);
        second.await();
        replace(there, newer, NEW + 2);
        call.get();
        assertThat(newer.connects).hasValue(1);
    }

    /** As an update does it. */
    private Rank replace(Rank former, VendorDriver driver, long bundle) {
        trials.announce(bundle);
        Rank rank = add(driver, bundle, 0, "2.0." + bundle);
        trials.promote(bundle);
        registry.removeDriver("fake", former);
        return rank;
    }

    /** Waits in its log-in until it is taken out. */
    private VendorDriver leaving(CountDownLatch asked) {
        return new VendorDriver() {
            @Override
            public DriverDescriptor descriptor() {
                return old.descriptor();
            }

            @Override
            public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
                asked.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError();
            }
        };
    }

    @Test
    void aVersionThatServesIsAskedForItsOwnDevicesAloneAndNotAgainWithARefusedPassword() throws InterruptedException {
        List<Camera> cameras = List.of(onboard(1), onboard(2), onboard(3));
        for (Camera camera : cameras) {
            use(camera.id());
        }
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");
        List<CameraId> given = trials.rollOut(NEW, 1);

        assertThat(trials.probe(NEW, 3, LIMIT)).containsExactly(new Answer(given.get(0), ""));
        assertThat(trials.probe(NEW, 3, LIMIT)).containsExactly(new Answer(given.get(0), ""));
        assertThat(newer.connects).as("one session is kept").hasValue(1);

        trials.promote(NEW);
        newer.failure = new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        registry.sessions().renew(given.get(0));
        for (int round = 0; round < 3; round++) {
            assertThat(trials.probe(NEW, 3, LIMIT))
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer.problem()).contains("refused"));
        }
        assertThat(newer.connects).as("each password is refused once").hasValue(1 + 3);
        assertThat(trials.tally(NEW).failed()).isEqualTo(3);
    }

    @Test
    void threadsThatADriverLeavesBehindAreEnded() throws InterruptedException {
        DriverCatalog catalog = new DriverCatalog(2, Clock.systemUTC(), device -> true);
        AtomicReference<Thread> left = new AtomicReference<>();
        catalog.add("fake", new Rank(0, 1), old, new Origin("1.0.0", "fake.bundle", OLD));
        DriverCalls calls = catalog.driver("fake").orElseThrow().calls();
        calls.call(LIMIT, () -> {
            Thread thread = new Thread(
                    () -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "test-left-behind");
            thread.start();
            left.set(thread);
            return null;
        });
        catalog.remove("fake", new Rank(0, 1), driver -> {});

        catalog.endThreadsLeftBehind(Duration.ofHours(1));
        assertThat(left.get().isAlive()).as("it may yet end by itself").isTrue();
        catalog.endThreadsLeftBehind(Duration.ZERO);
        left.get().join();
        assertThat(calls.endThreadsLeftBehind()).isEmpty();
    }

    @Test
    void aPartOfTheCamerasGoesToTheCandidate() throws InterruptedException {
        List<CameraId> cameras = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            cameras.add(onboard(i).id());
        }
        assertThatThrownBy(() -> trials.rollOut(NEW, 50))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");

        List<CameraId> first = trials.rollOut(NEW, 1);
        assertThat(first).hasSize(1);
        List<CameraId> half = trials.rollOut(NEW, 50);
        assertThat(half).hasSize(2).containsAll(first);
        for (CameraId camera : cameras) {
            use(camera);
        }
        assertThat(newer.connects).hasValue(2);
        assertThat(trials.tally(NEW).succeeded()).isEqualTo(2);

        newer.failure = new VmsException(ErrorCode.DEVICE_PROTOCOL, "cannot read http://admin:secret@127.0.0.1/\n");
        trials.withdraw(NEW);
        trials.rollOut(NEW, 25);
        assertThatThrownBy(() -> use(first.get(0))).isInstanceOf(VmsException.class);
        assertThat(trials.tally(NEW).failed()).isEqualTo(1);
        assertThat(trials.tally(NEW).lastProblem()).contains("cannot read").doesNotContain("secret", "\n");
        assertThat(registry.drivers().get(1).lastErrors())
                .singleElement()
                .asString()
                .contains("Camera 1: cannot read");

        trials.withdraw(NEW);
        newer.failure = null;
        use(first.get(0));
        assertThat(trials.tally(NEW).failed()).isEqualTo(1);
    }

    @Test
    void probesOnlyDevicesThatAnswerTheServingVersion() throws InterruptedException {
        Camera camera = onboard(1);
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");
        assertThat(trials.probe(NEW, 3, LIMIT)).containsExactly(new Answer(camera.id(), ""));
        assertThat(newer.open).as("nothing is left open").hasValue(0);

        newer.failure = new IllegalStateException("a defect");
        assertThat(trials.probe(NEW, 3, LIMIT))
                .singleElement()
                .satisfies(answer -> assertThat(answer.problem()).contains("IllegalStateException: a defect"));

        newer.failure = null;
        newer.serial = "ANOTHER";
        assertThat(trials.probe(NEW, 3, LIMIT))
                .singleElement()
                .satisfies(answer -> assertThat(answer.problem()).contains("another one"));

        registry.with(camera.id(), StillImage.class, (still, known) -> 1);
        registry.sessions().forget(camera.id());
        old.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away");
        assertThat(trials.probe(NEW, 3, LIMIT)).isEmpty();
        assertThat(trials.probe(99, 3, LIMIT)).isEmpty();
    }

    @Test
    void afterPromotionFailuresOfDevicesThatWereAwayBeforeDoNotCount() throws InterruptedException {
        Camera away = onboard(1);
        Camera there = onboard(2);
        use(there.id());
        old.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away");
        assertThatThrownBy(() -> use(away.id())).isInstanceOf(VmsException.class);
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");
        trials.promote(NEW);
        newer.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away");

        assertThatThrownBy(() -> use(away.id())).isInstanceOf(VmsException.class);
        assertThat(trials.tally(NEW)).isEqualTo(new DriverTrials.Tally(0, 0, ""));
        assertThatThrownBy(() -> use(there.id())).isInstanceOf(VmsException.class);
        assertThat(trials.tally(NEW)).isEqualTo(new DriverTrials.Tally(0, 1, "away"));
    }

    @Test
    void aRefusalByTheNewVersionDoesNotShutTheFormerOut() throws InterruptedException {
        Camera camera = onboard(1);
        use(camera.id());
        trials.announce(NEW);
        add(newer, NEW, 0, "2.0.0");
        trials.promote(NEW);
        newer.failure = new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        assertThatThrownBy(() -> use(camera.id())).isInstanceOf(VmsException.class);
        assertThatThrownBy(() -> use(camera.id())).isInstanceOf(VmsException.class);
        assertThat(newer.connects).as("not tried again").hasValue(1);

        trials.withdraw(NEW);
        use(camera.id());
        assertThat(old.open).hasValue(1);
    }

    @Test
    void aCandidateThatHangsOrThrowsErrorsHurtsItsProbeAlone() throws InterruptedException {
        Camera camera = onboard(1);
        CountDownLatch release = new CountDownLatch(1);
        trials.announce(NEW);
        add(hanging(release), NEW, 0, "2.0.0");
        trials.announce(NEW + 1);
        add(erring(), NEW + 1, 0, "2.0.1");
        try {
            assertThat(trials.probe(NEW, 1, Duration.ofMillis(400)))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.problem()).isNotEmpty());
            assertThat(trials.probe(NEW + 1, 1, LIMIT))
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.problem()).contains("StackOverflowError"));
            use(camera.id());
            assertThat(serving()).isEqualTo("1.0.0");
        } finally {
            release.countDown();
        }
    }

    @Test
    void aDriverThatCannotDescribeItselfIsRefusedWithTheReason() {
        add(
                new VendorDriver() {
                    @Override
                    public DriverDescriptor descriptor() {
                        throw new AssertionError("half built");
                    }

                    @Override
                    public DeviceSession connect(DeviceConnection connection) {
                        throw new AssertionError();
                    }
                },
                NEW,
                0,
                "2.0.0");
        assertThat(trials.drivers(NEW)).isEmpty();
        assertThat(trials.refusal(NEW)).contains("half built");
        assertThat(trials.refusal(OLD)).isEmpty();
        assertThat(serving()).isEqualTo("1.0.0");
    }

    private VendorDriver hanging(CountDownLatch release) {
        return new VendorDriver() {
            @Override
            public DriverDescriptor descriptor() {
                return old.descriptor();
            }

            @Override
            public DeviceSession connect(DeviceConnection connection) {
                while (release.getCount() > 0) {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.interrupted();
                    }
                }
                throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "at last");
            }
        };
    }

    private VendorDriver erring() {
        return new VendorDriver() {
            @Override
            public DriverDescriptor descriptor() {
                return old.descriptor();
            }

            @Override
            public DeviceSession connect(DeviceConnection connection) {
                throw new StackOverflowError();
            }
        };
    }
}
