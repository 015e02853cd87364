package com.technosupport.vms.driver.rtsp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.RtspSource.Transport;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RtspDriverTest {

    private static final String MAIN = "rtsp://10.0.0.7:8554/main?profile=1";

    @Test
    void givesTheAddressAsItIs() throws InterruptedException {
        try (DeviceSession session = connect(MAIN, Map.of())) {
            List<Channel> channels = session.channels();

            assertThat(channels).hasSize(1);
            assertThat(channels.get(0).streams())
                    .extracting(Channel.ChannelStream::role)
                    .containsExactly(StreamRole.MAIN);
            assertThat(session.source(channels.get(0).id(), StreamRole.MAIN))
                    .isEqualTo(new RtspSource(URI.create(MAIN), Transport.AUTOMATIC));
            assertThat(session.facet(StillImage.class)).isEmpty();
        }
    }

    @Test
    void takesASubStreamAndATransport() throws InterruptedException {
        try (DeviceSession session = connect(MAIN, Map.of("subUrl", " rtsp://10.0.0.7/sub ", "transport", "tcp"))) {
            Channel channel = session.channels().get(0);

            assertThat(channel.streams())
                    .extracting(Channel.ChannelStream::role)
                    .containsExactly(StreamRole.MAIN, StreamRole.SUB);
            assertThat(session.source(channel.id(), StreamRole.SUB))
                    .isEqualTo(new RtspSource(URI.create("rtsp://10.0.0.7/sub"), Transport.TCP));
        }
    }

    @Test
    void saysWhichStreamsThereAreNot() throws InterruptedException {
        try (DeviceSession session = connect(MAIN, Map.of())) {
            assertCode(ErrorCode.NOT_SUPPORTED, () -> session.source("0", StreamRole.SUB));
            assertCode(ErrorCode.NOT_SUPPORTED, () -> session.source("1", StreamRole.MAIN));
        }
    }

    @Test
    void refusesWhatIsNoStreamAddress() {
        assertCode(ErrorCode.INVALID_REQUEST, () -> connect("http://10.0.0.7/", Map.of()));
        assertCode(ErrorCode.INVALID_REQUEST, () -> connect(MAIN, Map.of("subUrl", "not a url")));
        assertCode(
                ErrorCode.INVALID_REQUEST,
                () -> new RtspDriver().connect(connection(DeviceAddress.of("10.0.0.7", 554), Map.of())));
    }

    @Test
    void keepsAPasswordOutOfItsMessage() {
        assertThatThrownBy(() -> connect(MAIN, Map.of("subUrl", "rtsp://admin:hunter2@10.0.0.7/sub")))
                .isInstanceOf(VmsException.class)
                .message()
                .doesNotContain("hunter2");
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static DeviceSession connect(String url, Map<String, String> options) {
        URI uri = URI.create(url);
        return new RtspDriver()
                .connect(connection(new DeviceAddress(uri.getHost(), OptionalInt.empty(), Optional.of(uri)), options));
    }

    private static DeviceConnection connection(DeviceAddress address, Map<String, String> options) {
        return new DeviceConnection() {
            @Override
            public DeviceAddress address() {
                return address;
            }

            @Override
            public Credential credential() {
                return Credential.NONE;
            }

            @Override
            public Map<String, String> options() {
                return options;
            }

            @Override
            public DeviceHttp http() {
                throw new AssertionError("an RTSP address needs no HTTP");
            }
        };
    }
}
