package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.FixedStreaming;
import com.technosupport.vms.driver.onvif.fixture.Listener;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Profiles that come and go under a session, and devices that two of them stream from. */
class ProfilesTest {

    private AnsweringDevice device;

    @BeforeEach
    void begin() throws IOException {
        device = new AnsweringDevice();
        device.answerAll();
    }

    @AfterEach
    void end() {
        device.close();
    }

    private static OnvifMediaProfile media(String token, String source, String name, Codec codec, int width) {
        return new OnvifMediaProfile(
                token, source, name, codec, width, width, 25, Optional.empty(), Set.of("c-" + source));
    }

    private static FixedStreaming streaming(String name, String namespace, OnvifMediaProfile... profiles) {
        return new FixedStreaming(name, namespace, List.of(profiles));
    }

    private static OnvifDriver driver(OnvifProfile... profiles) {
        return new OnvifDriver(Clock.systemUTC(), List.of(profiles));
    }

    private DeviceSession connect(OnvifDriver driver) throws InterruptedException {
        return driver.connect(Devices.at("127.0.0.1", device.port(), Devices.RIGHT));
    }

    /** Listens until it is interrupted, and counts. */
    private static final class Patient implements OnvifProfile {

        private final CountDownLatch listening = new CountDownLatch(1);
        private final CountDownLatch left = new CountDownLatch(1);

        @Override
        public String name() {
            return "Patient";
        }

        @Override
        public Set<Class<?>> facets() {
            return Set.of(DeviceEvents.class);
        }

        @Override
        public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
            return Optional.of(type.cast((DeviceEvents) sink -> {
                sink.alive();
                listening.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    left.countDown();
                }
            }));
        }
    }

    @Test
    void withoutAProfileThatStreamsTheMissingBundleIsNamed() throws Exception {
        device.wantsToken = true;
        OnvifDriver driver = driver();
        try (DeviceSession session = connect(driver)) {
            assertThatThrownBy(session::channels)
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
                    .hasMessageContaining("vms-onvif-profile-s");
            assertThat(session.facet(StillImage.class)).isEmpty();
            assertThat(driver.descriptor().facets()).containsExactly(DigitalIo.class);
            int logins = device.requests("GetDeviceInformation").size();

            driver.profiles().add(streaming("S", Services.MEDIA, media("a", "s", "", Codec.H264, 640)), 1);

            assertThat(session.channels()).hasSize(1);
            assertThat(session.facet(StillImage.class)).isPresent();
            assertThat(driver.descriptor().facets()).contains(StillImage.class).doesNotContain(OnvifStreaming.class);
            assertThat(device.requests("GetDeviceInformation")).hasSize(logins);
        }
    }

    @Test
    void aProfileThatGoesEndsItsListeningInGoodOrder() throws Exception {
        Patient first = new Patient();
        OnvifDriver driver = driver(first, streaming("S", Services.MEDIA, media("a", "s", "", Codec.H264, 640)));
        try (DeviceSession session = connect(driver)) {
            DeviceEvents events = session.facet(DeviceEvents.class).orElseThrow();
            try (Listener listener = new Listener(events)) {
                assertThat(first.listening.await(30, TimeUnit.SECONDS)).isTrue();

                driver.removeProfile(first);

                assertThat(first.left.getCount())
                        .as("nobody is inside it any more")
                        .isZero();
                assertThat(listener.awaitEnd()).isNull();
            }
            assertThatThrownBy(() -> events.listen(null)).hasMessageContaining("not installed");
            assertThat(session.facet(DeviceEvents.class)).isEmpty();

            Patient second = new Patient();
            driver.profiles().add(second, 1);
            try (Listener listener = new Listener(events)) {
                assertThat(second.listening.await(30, TimeUnit.SECONDS))
                        .as("what was lent before finds the new one")
                        .isTrue();
                listener.awaitAlive();
            }
            assertThat(second.left.getCount()).isZero();
        }
    }

    @Test
    void coresOwnInterruptStaysOne() throws Exception {
        Patient profile = new Patient();
        OnvifDriver driver = driver(profile, streaming("S", Services.MEDIA, media("a", "s", "", Codec.H264, 640)));
        try (DeviceSession session = connect(driver)) {
            Listener listener = new Listener(session.facet(DeviceEvents.class).orElseThrow());
            assertThat(profile.listening.await(30, TimeUnit.SECONDS)).isTrue();
            listener.close();
            assertThat(listener.awaitEnd()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void ofTwoServicesEachIsTakenForWhatItKnows() throws Exception {
        OnvifDriver driver = driver(
                streaming(
                        "S",
                        Services.MEDIA,
                        media("small", "s1", "", Codec.H264, 640),
                        media("large", "s1", "", Codec.UNKNOWN, 3840)),
                streaming(
                        "T",
                        Services.MEDIA2,
                        media("small", "s1", "", Codec.H264, 640),
                        media("large", "s1", "", Codec.H265, 3840),
                        media("other", "s2", "", Codec.H264, 640)));
        try (DeviceSession session = connect(driver)) {
            List<Channel> channels = session.channels();
            assertThat(channels).extracting(Channel::id).containsExactly("s1", "s2");
            assertThat(channels.get(0).streams())
                    .extracting(Channel.ChannelStream::codec)
                    .containsExactly(Codec.H265, Codec.H264);
        }
    }

    @Test
    void oneServiceThatFailsDoesNotTakeTheOtherWithIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        device.effects.put("GetProfiles", () -> {
            if (asked.incrementAndGet() == 1) {
                device.answers.put("GetProfiles", AnsweringDevice.fault("ter:Strange", "broken"));
            } else {
                device.answers.put("GetProfiles", AnsweringDevice.profiles("H264"));
            }
        });
        OnvifDriver driver = driver(
                streaming("S", Services.MEDIA, media("a", "s1", "", Codec.H264, 640)),
                streaming("T", Services.MEDIA2, media("b", "s2", "", Codec.H264, 640)));
        device.wantsToken = true;
        try (DeviceSession session = connect(driver)) {
            assertThat(session.channels()).extracting(Channel::id).containsExactly("s2");
        }
    }

    @Test
    void namesThatAreTheFactorysGiveWayToTheDevicesOwn() throws Exception {
        device.answers.put(
                "GetScopes",
                AnsweringDevice.envelope("<GetScopesResponse><Scopes><ScopeItem>onvif://www.onvif.org/name/Yard"
                        + "</ScopeItem></Scopes></GetScopesResponse>"));
        OnvifDriver driver = driver(streaming(
                "S",
                Services.MEDIA,
                media("a", "1", "VideoSourceConfig", Codec.H264, 640),
                media("b", "2", "Gate & wall", Codec.H264, 640),
                media("c", "3", "vscfg2", Codec.H264, 640),
                media("d", "4", "V_SRC_004", Codec.H264, 640)));
        try (DeviceSession session = connect(driver)) {
            assertThat(session.channels())
                    .extracting(Channel::name)
                    .containsExactly("Yard 1", "Gate & wall", "Yard 3", "Yard 4");
        }
    }

    @Test
    void aNotificationFindsItsPicture() throws Exception {
        InstalledProfiles profiles = driver(streaming(
                        "S",
                        Services.MEDIA,
                        media("a", "1", "", Codec.H264, 640),
                        media("b", "c-1", "", Codec.H264, 640)))
                .profiles();
        SoapClient soap = new SoapClient(
                Devices.at("127.0.0.1", device.port(), Credential.NONE).http(), Credential.NONE, Clock.systemUTC());
        java.net.URI address = java.net.URI.create("http://127.0.0.1:" + device.port() + "/onvif/device_service");
        LentDevice lent = new LentDevice(
                Devices.at("127.0.0.1", device.port(), Credential.NONE),
                address,
                soap,
                Services.read(soap, address),
                profiles);

        assertThat(channel(lent, "VideoSourceToken", "1")).contains("1");
        // The configuration of one is called like the source of the other.
        assertThat(channel(lent, "VideoSourceToken", "c-1")).contains("c-1");
        assertThat(channel(lent, "VideoSourceConfigurationToken", "c-1")).contains("1");
        assertThat(channel(lent, "Source", "nothing")).isEmpty();
    }

    private static Optional<String> channel(LentDevice lent, String item, String token) throws InterruptedException {
        DeviceEvent event = lent.interpret(new OnvifNotification(
                "Some/Topic",
                OnvifNotification.Change.CHANGED,
                Map.of(item, token),
                Map.of(),
                Map.of("State", "true"),
                Instant.EPOCH.plus(Duration.ofDays(1))));
        assertThat(event.type()).isEqualTo("DeviceNotification");
        assertThat(event.data())
                .containsEntry("topic", "Some/Topic")
                .containsEntry("change", "changed")
                .containsEntry("data", Map.of("State", "true"));
        return event.channel();
    }
}
