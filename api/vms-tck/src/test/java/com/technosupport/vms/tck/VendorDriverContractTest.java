package com.technosupport.vms.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.tck.internal.ContractRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** That the contract finds fault with each bad driver, in the one place where it is bad, and with the good one nowhere. */
class VendorDriverContractTest {

    private static final String HOSTILE = "survivesAHostileDevice";

    /** What an example has started and will not end. */
    private static final List<Thread> LEAKED = new CopyOnWriteArrayList<>();

    @AfterEach
    void tidy() throws Exception {
        Files.deleteIfExists(record());
        for (Thread thread : LEAKED) {
            thread.interrupt();
            thread.join();
        }
        LEAKED.clear();
    }

    /** Where a driver's passed contract would be noted, were this a driver's module. */
    private static Path record() throws Exception {
        return Path.of(VendorDriverContractTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolveSibling("classes")
                .resolve(ContractRecord.PATH);
    }

    /** The tests that fail; those with hostile devices take their time, and are left out but where they matter. */
    private static Set<String> failures(Class<?> contract) {
        return failures(selectClass(contract), false);
    }

    private static Set<String> hostileFailures(Class<?> contract) {
        return failures(
                selectMethod(contract, HOSTILE, "com.technosupport.vms.tck.internal.HostileDevice$Manner"), true);
    }

    private static Set<String> failures(DiscoverySelector selector, boolean hostile) {
        Set<String> failed = new TreeSet<>();
        Set<String> begun = new TreeSet<>();
        PostDiscoveryFilter filter = descriptor -> org.junit.platform.engine.FilterResult.includedIf(hostile
                || descriptor
                        .getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(MethodSource.class::cast)
                        .filter(source -> source.getMethodName().equals(HOSTILE))
                        .isEmpty());
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selector)
                                .filters(filter)
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionStarted(TestIdentifier test) {
                                begun.add(test.getUniqueId());
                            }

                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                                    failed.add(
                                            hostile
                                                    ? test.getDisplayName().replaceAll("\\[\\d+] (manner *= *)?", "")
                                                    : test.getSource()
                                                            .filter(MethodSource.class::isInstance)
                                                            .map(source -> ((MethodSource) source).getMethodName())
                                                            .orElse(test.getDisplayName()));
                                }
                            }
                        });
        assertThat(begun).as("tests that ran").hasSizeGreaterThan(10);
        return failed;
    }

    abstract static class Example extends VendorDriverContract {

        @Override
        protected TestDevice device() throws IOException {
            return new SmallDevice();
        }

        @Override
        Duration patience() {
            return Duration.ofSeconds(8);
        }
    }

    static class Good extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver();
        }
    }

    @Test
    void aGoodDriverPassesAndThatIsNoted() throws Exception {
        assertThat(failures(Good.class)).isEmpty();
        assertThat(record()).as("half of it is no passed contract").doesNotExist();
        assertThat(failures(selectClass(Good.class), true)).isEmpty();
        assertThat(record()).content().contains("contract=VendorDriverContract\n", "result=passed\n");
    }

    static class LeakingThreads extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String ask(DeviceConnection connection) throws InterruptedException {
                    Thread thread = new Thread(VendorDriverContractTest::waitForInterrupt, "example-leak");
                    LEAKED.add(thread);
                    thread.start();
                    return super.ask(connection);
                }
            };
        }
    }

    private static void waitForInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aThreadLeftBehindIsFound() throws Exception {
        Files.createDirectories(record().getParent());
        Files.writeString(record(), "result=passed\n");
        assertThat(failures(LeakingThreads.class)).containsExactly("aHundredSessionsLeaveNothingBehind");
        assertThat(record()).as("of a former run").doesNotExist();
    }

    static class ClosingOnce extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                void close(int times) {
                    if (times > 1) {
                        throw new IllegalStateException("closed already");
                    }
                }
            };
        }
    }

    @Test
    void aSessionThatCannotBeClosedTwiceIsFound() {
        assertThat(failures(ClosingOnce.class)).containsExactly("aHundredSessionsLeaveNothingBehind");
    }

    static class IgnoringInterrupts extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String ask(DeviceConnection connection) throws InterruptedException {
                    try {
                        return super.ask(connection);
                    } catch (InterruptedException e) {
                        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
                        while (System.nanoTime() < end) {
                            Thread.onSpinWait();
                        }
                        throw e;
                    }
                }
            };
        }
    }

    @Test
    void aLoginThatIgnoresItsInterruptIsFound() {
        assertThat(failures(IgnoringInterrupts.class)).containsExactly("anInterruptEndsALogin");
    }

    static class ListeningForEver extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                Set<Class<?>> declared() {
                    return Set.of(DeviceEvents.class);
                }

                @Override
                Optional<?> facet(Class<?> type) {
                    DeviceEvents deaf = sink -> {
                        LEAKED.add(Thread.currentThread());
                        sink.alive();
                        waitForInterrupt();
                        waitForInterruptAnew();
                    };
                    return type == DeviceEvents.class ? Optional.of(deaf) : Optional.empty();
                }
            };
        }
    }

    private static void waitForInterruptAnew() {
        boolean first = Thread.interrupted();
        waitForInterrupt();
        assertThat(first).isTrue();
    }

    @Test
    void listeningThatIgnoresItsInterruptIsFound() {
        assertThat(failures(ListeningForEver.class)).containsExactly("listeningEndsWithAnInterrupt");
    }

    static class DeclaringWhatItLacks extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                Set<Class<?>> declared() {
                    return Set.of(StillImage.class);
                }
            };
        }
    }

    static class HidingWhatItHas extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                Optional<?> facet(Class<?> type) {
                    StillImage still = channel -> new byte[] {(byte) 0xff, (byte) 0xd8};
                    return type == StillImage.class ? Optional.of(still) : Optional.empty();
                }
            };
        }
    }

    @Test
    void aFacetThatIsDeclaredAndLackingOrThereAndNotDeclaredIsFound() {
        assertThat(failures(DeclaringWhatItLacks.class)).containsExactly("offersWhatItDeclaresAndNothingElse");
        assertThat(failures(HidingWhatItHas.class)).containsExactly("offersWhatItDeclaresAndNothingElse");
    }

    static class InventingChannels extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                MediaSource source(String channel, DeviceConnection connection) {
                    return super.source("1", connection);
                }
            };
        }
    }

    @Test
    void aChannelThatIsNotThereIsFound() {
        assertThat(failures(InventingChannels.class)).containsExactly("saysWhichChannelsThereAreNot");
    }

    static class TryingAgain extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String ask(DeviceConnection connection) throws InterruptedException {
                    try {
                        return super.ask(connection);
                    } catch (VmsException e) {
                        if (e.code() == ErrorCode.BAD_CREDENTIALS) {
                            bySocket(connection, SmallDevice.basic(connection.credential()));
                        }
                        throw e;
                    }
                }
            };
        }
    }

    @Test
    void aRefusedPasswordThatIsTriedAgainIsFound() {
        assertThat(failures(TryingAgain.class)).containsExactly("triesAWrongPasswordOnce");
    }

    static class TellingInAFailure extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String ask(DeviceConnection connection) throws InterruptedException {
                    try {
                        return super.ask(connection);
                    } catch (VmsException e) {
                        Credential credential = connection.credential();
                        throw new VmsException(
                                e.code(), "refused", new IOException("Authorization: " + credential.password(), e));
                    }
                }
            };
        }
    }

    static class TellingInItsText extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String text(DeviceConnection connection) {
                    return "session with " + SmallDevice.basic(connection.credential());
                }
            };
        }
    }

    static class TellingInAnAddress extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                MediaSource source(String channel, DeviceConnection connection) {
                    RtspSource source = (RtspSource) super.source(channel, connection);
                    Credential credential = connection.credential();
                    return new RtspSource(
                            URI.create(source.uri() + "?user=" + credential.user() + "&pwd=" + credential.password()),
                            source.transport());
                }
            };
        }
    }

    @Test
    void aPasswordThatIsToldIsFound() {
        assertThat(failures(TellingInAFailure.class)).containsExactly("triesAWrongPasswordOnce");
        assertThat(failures(TellingInItsText.class)).containsExactly("keepsThePasswordToItself");
        assertThat(failures(TellingInAnAddress.class)).containsExactly("keepsThePasswordToItself");
    }

    static class ReadingForEver extends Example {
        @Override
        protected VendorDriver driver() {
            return new SmallDriver() {
                @Override
                String ask(DeviceConnection connection) throws InterruptedException {
                    return bySocket(connection, SmallDevice.basic(connection.credential()));
                }
            };
        }

        @Override
        Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    @Test
    void anAnswerThatIsFollowedForEverIsFound() {
        assertThat(hostileFailures(ReadingForEver.class))
                .contains("ENDLESS_CHUNKS", "ENDLESS_HEADERS", "SILENT")
                .doesNotContain("CLOSES_AT_ONCE", "NOT_FOUND");
    }

    /** HTTP as one writes it who has not been told that it is lent. */
    private static String bySocket(DeviceConnection connection, String authorization) throws InterruptedException {
        try (Socket socket = new Socket(
                connection.address().host(), connection.address().port().orElseThrow())) {
            socket.setSoTimeout(50);
            socket.getOutputStream()
                    .write(("GET /info HTTP/1.0\r\nHost: small\r\nAuthorization: " + authorization + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            byte[] part = new byte[65_536];
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                try {
                    int count = in.read(part);
                    if (count < 0) {
                        break;
                    }
                    answer.setLength(0);
                    answer.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
                } catch (SocketTimeoutException e) {
                    assertThat(e).as("nothing came yet").isNotNull();
                }
            }
            int end = answer.indexOf("\r\n\r\n");
            return end < 0 ? "" : answer.substring(end + 4);
        } catch (IOException e) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The device cannot be read", e);
        }
    }
}
