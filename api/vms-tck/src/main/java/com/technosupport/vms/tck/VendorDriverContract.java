package com.technosupport.vms.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomLoudspeaker;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.ImagingControl;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.tck.internal.Connection;
import com.technosupport.vms.tck.internal.ContractRecord;
import com.technosupport.vms.tck.internal.HostileDevice;
import com.technosupport.vms.tck.internal.HostileDevice.Manner;
import com.technosupport.vms.tck.internal.Leaks;
import com.technosupport.vms.tck.internal.Secrets;
import com.technosupport.vms.tck.internal.Timed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What core relies on in every driver. Extend it in the driver's tests, give it a driver and a device, and it does the rest:
 *
 * <pre>{@code
 * class AcmeContractTest extends VendorDriverContract {
 *     protected VendorDriver driver() { return new AcmeDriver(); }
 *     protected TestDevice device() { return new SimulatedAcme(); }
 * }
 * }</pre>
 *
 * <p>All that the driver's descriptor declares is tried on the device; the device should have it all. When all tests have passed, that
 * is noted in {@code META-INF/vms-contract.properties} of the driver's classes, and shown where its jar is installed.
 */
public abstract class VendorDriverContract {

    /** What a driver may take for a login or a call that leads nowhere: core's own limit is about this. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** What a driver may take to come back from an interrupt. */
    private static final Duration INTERRUPT = Duration.ofSeconds(3);

    private static final int CYCLES = 100;

    private static final Set<Class<?>> FACETS = Set.of(
            PtzControl.class,
            ImagingControl.class,
            DeviceEvents.class,
            DigitalIo.class,
            DeviceArchive.class,
            StillImage.class,
            KeyFrameRequest.class,
            MetadataSource.class,
            TalkBack.class);

    /** Notes a passed contract in the driver's classes. */
    @RegisterExtension
    static final ContractRecord RECORD = new ContractRecord(VendorDriverContract.class);

    /** A new driver, as Declarative Services would make it. */
    protected abstract VendorDriver driver();

    /** A device that is ready and has all that the driver declares. */
    protected abstract TestDevice device() throws Exception;

    /**
     * False for a driver whose {@code connect} does not speak to the device at all, such as one for bare stream addresses; that
     * is then checked.
     */
    protected boolean asksTheDevice() {
        return true;
    }

    /** Shorter in the tests of this contract itself. */
    Duration patience() {
        return PATIENCE;
    }

    /** The address of a device on some port of 127.0.0.1, in the form that the driver wants. */
    protected DeviceAddress addressAt(int port) {
        return DeviceAddress.of("127.0.0.1", port);
    }

    private DeviceSession connect(VendorDriver driver, TestDevice device) throws InterruptedException {
        return connect(driver, device, device.credential());
    }

    private static DeviceSession connect(VendorDriver driver, TestDevice device, Credential credential)
            throws InterruptedException {
        return driver.connect(Connection.to(driver.descriptor(), device.address(), credential, device.options()));
    }

    @Test
    void describesItself() {
        DriverDescriptor descriptor = driver().descriptor();

        assertThat(descriptor.id()).matches("[a-z0-9][a-z0-9-]{0,31}");
        assertThat(descriptor.name()).isNotBlank();
        assertThat(descriptor.options()).doesNotHaveDuplicates().allSatisfy(option -> {
            assertThat(option.key()).matches("[A-Za-z][A-Za-z0-9]{0,63}");
            assertThat(option.label()).isNotBlank();
            if (!option.values().isEmpty()) {
                assertThat(option.values()).contains(option.defaultValue());
            }
        });
        assertThat(descriptor.options().stream().map(DriverDescriptor.DriverOption::key))
                .doesNotHaveDuplicates();
        assertThat(descriptor.facets()).allSatisfy(facet -> assertThat(facet).isInterface());
    }

    @Test
    void readsADeviceWithItsChannelsAndStreams() throws Exception {
        VendorDriver driver = driver();
        try (TestDevice device = device();
                DeviceSession session = connect(driver, device)) {
            assertThat(session.info()).isNotNull();
            List<Channel> channels = session.channels();

            assertThat(channels).isNotEmpty();
            assertThat(channels.stream().map(Channel::id))
                    .doesNotHaveDuplicates()
                    .noneMatch(String::isBlank);
            if (!driver.descriptor().recorders()) {
                assertThat(channels).hasSize(1);
            }
            for (Channel channel : channels) {
                if (channel.connected()) {
                    assertThat(channel.streams()).anyMatch(stream -> stream.role() == StreamRole.MAIN);
                }
                for (Channel.ChannelStream stream : channel.streams()) {
                    assertThat(session.source(channel.id(), stream.role())).isNotNull();
                }
            }
            assertThat(session.channels()).as("asked again").hasSameSizeAs(channels);
        }
    }

    @Test
    void saysWhichChannelsThereAreNot() throws Exception {
        try (TestDevice device = device();
                DeviceSession session = connect(driver(), device)) {
            assertThatThrownBy(() -> session.source("no such channel", StreamRole.MAIN))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        }
    }

    @Test
    void triesAWrongPasswordOnce() throws Exception {
        try (TestDevice device = device()) {
            assumeFalse(device.credential().isEmpty(), "the device asks for no password");
            int before = device.refusedLogins().orElse(0);
            Credential wrong = new Credential(device.credential().user(), "not-the-password");

            assertThatThrownBy(() -> connect(driver(), device, wrong))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS))
                    .satisfies(e -> Secrets.assertNotToldBy(e, wrong.password()));
            if (device.refusedLogins().isPresent()) {
                assertThat(device.refusedLogins().getAsInt() - before)
                        .as("devices lock accounts: a refused password is tried once")
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void keepsThePasswordToItself() throws Exception {
        VendorDriver driver = driver();
        try (TestDevice device = device();
                DeviceSession session = connect(driver, device)) {
            assumeFalse(device.credential().password().isEmpty(), "the device asks for no password");
            Secrets secrets = new Secrets(device.credential());
            secrets.assertNotIn("the driver", driver);
            secrets.assertNotIn("the session", session);
            secrets.assertNotIn("what it tells of the device", session.info());
            for (Channel channel : session.channels()) {
                secrets.assertNotIn("a channel", channel);
                for (Channel.ChannelStream stream : channel.streams()) {
                    secrets.assertNotIn("a stream's source", session.source(channel.id(), stream.role()));
                }
            }
            for (Class<?> facet : FACETS) {
                session.facet(facet).ifPresent(power -> secrets.assertNotIn(facet.getSimpleName(), power));
            }
        }
    }

    @Test
    void offersWhatItDeclaresAndNothingElse() throws Exception {
        VendorDriver driver = driver();
        Set<Class<?>> declared = driver.descriptor().facets();
        try (TestDevice device = device();
                DeviceSession session = connect(driver, device)) {
            for (Class<?> facet : FACETS) {
                Optional<?> offered = session.facet(facet);
                assertThat(offered.isPresent())
                        .as(facet.getSimpleName() + (declared.contains(facet) ? " is declared" : " is not declared"))
                        .isEqualTo(declared.contains(facet));
                offered.ifPresent(power -> assertThat(power).isInstanceOf(facet));
            }
            assertThat(session.facet(Runnable.class)).as("a facet nobody knows").isEmpty();
        }
    }

    @Test
    void facetsDoWhatTheySay() throws Exception {
        try (TestDevice device = device();
                DeviceSession session = connect(driver(), device)) {
            String channel = session.channels().stream()
                    .filter(Channel::connected)
                    .findFirst()
                    .orElseThrow()
                    .id();
            Optional<PtzControl> ptz = session.facet(PtzControl.class);
            if (ptz.isPresent()) {
                List<PtzControl.Preset> presets = ptz.get().presets(channel);
                assertThat(presets.stream().map(PtzControl.Preset::id)).doesNotHaveDuplicates();
                ptz.get().move(channel, new PtzControl.Velocity(0.5, -0.25, 0));
                ptz.get().stop(channel);
            }
            Optional<StillImage> still = session.facet(StillImage.class);
            if (still.isPresent()) {
                assertThat(still.get().capture(channel)).startsWith(0xff, 0xd8);
            }
            Optional<KeyFrameRequest> keyFrame = session.facet(KeyFrameRequest.class);
            if (keyFrame.isPresent()) {
                keyFrame.get().request(channel, StreamRole.MAIN);
            }
            Optional<ImagingControl> imaging = session.facet(ImagingControl.class);
            if (imaging.isPresent()) {
                assertThat(imaging.get().settings(channel)).isNotNull();
            }
            Optional<DigitalIo> contacts = session.facet(DigitalIo.class);
            if (contacts.isPresent()) {
                assertThat(contacts.get().inputs().stream().map(DigitalIo.Port::id))
                        .doesNotHaveDuplicates();
                assertThat(contacts.get().outputs().stream().map(DigitalIo.Port::id))
                        .doesNotHaveDuplicates();
            }
            Optional<DeviceArchive> archive = session.facet(DeviceArchive.class);
            if (archive.isPresent()) {
                checkArchive(archive.get(), channel);
            }
            Optional<TalkBack> talkBack = session.facet(TalkBack.class);
            if (talkBack.isPresent() && talkBack.get().loudspeaker(channel) instanceof CustomLoudspeaker loudspeaker) {
                FewWords words = new FewWords();
                loudspeaker.play(words);
                assertThat(words.accepted).as("calls that were accepted").isEqualTo(1);
                assertThat(words.left).as("frames that were not sent").isZero();
            }
        }
    }

    /** Says a tenth of a second, and hangs up. */
    private static final class FewWords implements CustomLoudspeaker.Speech {

        private int accepted;
        private int left = 5;

        @Override
        public void accepted() {
            accepted++;
        }

        @Override
        public Optional<byte[]> next(Codec codec) {
            assertThat(codec).isIn(Codec.PCMU, Codec.PCMA);
            assertThat(accepted)
                    .as("the device takes the call before it is spoken to")
                    .isEqualTo(1);
            if (left == 0) {
                return Optional.empty();
            }
            left--;
            return Optional.of(new byte[160]);
        }
    }

    private static void checkArchive(DeviceArchive archive, String channel) throws InterruptedException {
        Instant to = Instant.now();
        Instant from = to.minus(Duration.ofDays(1));
        List<DeviceArchive.Span> spans = archive.search(channel, from, to);
        assertThat(spans).hasSizeLessThanOrEqualTo(DeviceArchive.MOST_SPANS);
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).start()).isAfterOrEqualTo(spans.get(i - 1).end());
        }
        if (!spans.isEmpty()) {
            DeviceArchive.Span span = spans.get(0);
            assertThat(archive.replay(channel, StreamRole.MAIN, span.start(), span.end()))
                    .isNotNull();
        }
        assertThat(archive.search(channel, Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
                .as("long before there was a device")
                .isEmpty();
    }

    @Test
    void listeningEndsWithAnInterrupt() throws Exception {
        VendorDriver driver = driver();
        assumeTrue(driver.descriptor().facets().contains(DeviceEvents.class), "the driver has no events");
        try (TestDevice device = device();
                DeviceSession session = connect(driver, device)) {
            DeviceEvents events = session.facet(DeviceEvents.class).orElseThrow();
            CountDownLatch alive = new CountDownLatch(1);
            Timed listening = Timed.start(() -> events.listen(new DeviceEvents.Sink() {
                @Override
                public void event(DeviceEvent event) {
                    alive.countDown();
                }

                @Override
                public void alive() {
                    alive.countDown();
                }
            }));
            assertThat(alive.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("a quiet device shows that it is there")
                    .isTrue();
            listening.interrupt();
            assertThat(listening.awaitEnd(INTERRUPT))
                    .as("ended within " + INTERRUPT)
                    .isTrue();
            listening.requireOrderlyEnd();
        }
    }

    @Test
    void anInterruptEndsALogin() throws Exception {
        assumeTrue(asksTheDevice(), "the driver does not speak to the device");
        VendorDriver driver = driver();
        try (HostileDevice device = new HostileDevice(Manner.SILENT)) {
            Timed login = Timed.start(() -> driver.connect(Connection.to(
                            driver.descriptor(), addressAt(device.port()), new Credential("admin", "secret"), Map.of()))
                    .close());
            login.awaitUntil(() -> device.visits() > 0, PATIENCE);
            login.interrupt();
            assertThat(login.awaitEnd(INTERRUPT))
                    .as("ended within " + INTERRUPT)
                    .isTrue();
            login.requireOrderlyEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void survivesAHostileDevice(Manner manner) throws Exception {
        VendorDriver driver = driver();
        try (HostileDevice device = new HostileDevice(manner)) {
            Timed login = Timed.start(() -> {
                DeviceSession session = driver.connect(Connection.to(
                        driver.descriptor(), addressAt(device.port()), new Credential("admin", "secret"), Map.of()));
                session.close();
            });
            boolean ended = login.awaitEnd(patience());
            if (!ended) {
                login.interrupt();
                login.awaitEnd(INTERRUPT);
            }
            assertThat(ended).as("gave up within " + patience()).isTrue();
            Secrets.assertNotToldBy(login.failure(), "secret");
            if (asksTheDevice()) {
                assertThat(login.failure())
                        .isInstanceOfSatisfying(
                                VmsException.class,
                                e -> assertThat(e.code())
                                        .isIn(
                                                ErrorCode.BAD_CREDENTIALS,
                                                ErrorCode.DEVICE_LOCKED,
                                                ErrorCode.DEVICE_UNREACHABLE,
                                                ErrorCode.DEVICE_PROTOCOL,
                                                ErrorCode.NOT_SUPPORTED));
            } else {
                login.requireOrderlyEnd();
                assertThat(device.visits())
                        .as("asksTheDevice() says that it doesn't")
                        .isZero();
            }
            assertThat(device.visitsElsewhere())
                    .as("connections to another host")
                    .isZero();
            assertThat(device.logins()).as("tries with one password").isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aHundredSessionsLeaveNothingBehind() throws Exception {
        VendorDriver driver = driver();
        try (TestDevice device = device()) {
            cycle(driver, device);
            Leaks leaks = Leaks.before();
            for (int i = 0; i < CYCLES; i++) {
                cycle(driver, device);
            }
            leaks.assertNone(INTERRUPT);
        }
    }

    private void cycle(VendorDriver driver, TestDevice device) throws InterruptedException, IOException {
        DeviceSession session = connect(driver, device);
        session.info();
        session.close();
        assertThatCode(session::close).as("closed twice").doesNotThrowAnyException();
    }
}
