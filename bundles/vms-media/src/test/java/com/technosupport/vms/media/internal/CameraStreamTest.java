package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way from a camera to a reader, against simulated cameras. */
class CameraStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Credential PASSWORD = new Credential("admin", "admin");
    private static final int QUEUE = 4 << 20;

    private final StreamId stream = StreamId.next(Clock.systemUTC());
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final StatusLog log = new StatusLog();
    private final CollectingSink sink = new CollectingSink();
    private MediaService media;

    @BeforeEach
    void open() throws IOException {
        media = new MediaService(new Settings(2, 1, true), Clock.systemUTC());
        media.addListener(log);
    }

    @AfterEach
    void close() {
        media.close();
        assertThat(sink.overlapped()).isFalse();
    }

    private PipelineRequest request(
            SimulatedCamera device,
            String mount,
            RtspSource.Transport transport,
            Credential credential,
            Demand demand) {
        return new PipelineRequest(
                stream, camera, "gate/main", new RtspSource(device.stream(mount), transport), credential, demand);
    }

    private PipelineRequest request(SimulatedCamera device) {
        return request(device, SimulatedCamera.MAIN, RtspSource.Transport.AUTOMATIC, PASSWORD, Demand.ALWAYS);
    }

    private static Simulator.Builder simulator() {
        return Simulator.builder().discovery(false).multicast(false);
    }

    private StreamStatistics statistics() {
        return media.statistics().get(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = RtspSource.Transport.class,
            names = {"TCP", "UDP"})
    void bringsVideoAsWholeLengthPrefixedUnits(RtspSource.Transport transport) throws Exception {
        try (Simulator simulator = simulator().start()) {
            media.startPipeline(request(simulator.camera(1), SimulatedCamera.MAIN, transport, PASSWORD, Demand.ALWAYS));
            Subscription subscription = media.subscribe(stream, "live-test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 60);
            subscription.close();

            StreamFormat format = sink.formats.get(0);
            Track video = format.video().orElseThrow();
            assertThat(video.codec()).isEqualTo(Codec.H264);
            assertThat(video.width()).isEqualTo(1280);
            assertThat(video.height()).isEqualTo(720);
            assertThat(video.configuration()[0]).isEqualTo((byte) 1);
            List<Packet> packets = sink.video();
            assertThat(packets.get(0).key() || !sink.recent.isEmpty()).isTrue();
            for (Packet packet : packets) {
                assertThat(unitTypes(packet)).as("%s", packet).isNotEmpty();
                assertThat(unitTypes(packet).contains(5)).isEqualTo(packet.key());
            }
            for (int i = 1; i < packets.size(); i++) {
                assertThat(packets.get(i).dts())
                        .isGreaterThan(packets.get(i - 1).dts());
                assertThat(packets.get(i).pts())
                        .isGreaterThanOrEqualTo(packets.get(i).dts());
            }
            assertThat(statistics().lost()).isZero();
            assertThat(statistics().dropped()).isZero();
            assertThat(statistics().transport())
                    .isEqualTo(transport == RtspSource.Transport.TCP ? "rtsp/tcp" : "rtsp/udp");
            assertThat(statistics().framesPerSecond()).isBetween(20.0, 30.0);
            assertThat(log.states().get(log.states().size() - 1).state()).isEqualTo(State.STREAMING);
        }
    }

    /** Types of the NAL units; throws where the lengths do not add up. */
    private static Set<Integer> unitTypes(Packet packet) {
        Set<Integer> types = new HashSet<>();
        ByteBuffer data = packet.data();
        while (data.hasRemaining()) {
            int length = data.getInt();
            types.add(data.get(data.position()) & 0x1f);
            data.position(data.position() + length);
        }
        return types;
    }

    @ParameterizedTest
    @EnumSource(AuthScheme.class)
    void answersEachWayOfAskingForThePassword(AuthScheme scheme) throws Exception {
        try (Simulator simulator = simulator().authSchemes(scheme).start()) {
            media.startPipeline(request(simulator.camera(1)));
            log.await(State.STREAMING, PATIENCE);
        }
    }

    @Test
    void sendsAWrongPasswordOnce() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera device = simulator.camera(1);
            media.startPipeline(request(
                    device,
                    SimulatedCamera.MAIN,
                    RtspSource.Transport.AUTOMATIC,
                    new Credential("admin", "wrong-secret"),
                    Demand.ALWAYS));
            String detail = log.await(State.REFUSED, PATIENCE).detail();
            assertThat(detail).contains("refuses the user name or password").doesNotContain("wrong-secret");
            assertThat(device.stats().refused()).isEqualTo(1);

            log.forget();
            media.startPipeline(request(device));
            log.await(State.STREAMING, PATIENCE);
            assertThat(device.stats().refused()).isEqualTo(1);
        }
    }

    @Test
    void knowsTheFormatFromTheDescriptionAlone() throws Exception {
        try (Simulator simulator = simulator().start()) {
            media.startPipeline(request(
                    simulator.camera(1), SimulatedCamera.SPROP, RtspSource.Transport.TCP, PASSWORD, Demand.ALWAYS));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 10);
            assertThat(sink.formats.get(0).video().orElseThrow().width()).isEqualTo(640);
            assertThat(sink.formats.get(0).video().orElseThrow().height()).isEqualTo(360);
        }
    }

    @Test
    void aLateReaderBeginsWithTheLatestKeyFrame() throws Exception {
        try (Simulator simulator = simulator().start()) {
            media.startPipeline(request(simulator.camera(1)));
            CollectingSink first = new CollectingSink();
            media.subscribe(stream, "first", QUEUE, first);
            first.await("video", PATIENCE, it -> it.video().size() >= 30);

            Subscription late = media.subscribe(stream, "late", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 5);
            assertThat(sink.recent).isNotEmpty();
            assertThat(sink.recent.get(0).key()).isTrue();
            assertThat(sink.recent.get(0).track()).isZero();
            List<Packet> recentVideo =
                    sink.recent.stream().filter(packet -> packet.track() == 0).toList();
            Packet last = recentVideo.get(recentVideo.size() - 1);
            Packet next = sink.video().get(0);
            assertThat(next.dts() - last.dts()).as("nothing missing in between").isBetween(1L, 2 * 3600L);
            assertThat(late.recent().get(0).key()).isTrue();
        }
    }

    @Test
    void anEqualRequestCostsNoPacket() throws Exception {
        try (Simulator simulator = simulator().start()) {
            media.startPipeline(request(simulator.camera(1)));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 10);
            media.startPipeline(request(simulator.camera(1)));
            sink.await("video", PATIENCE, it -> it.video().size() >= 30);
            assertThat(sink.formats).hasSize(1);
            assertThat(sink.interruptions).isEmpty();
            assertThat(statistics().reconnects()).isZero();
        }
    }

    @Test
    void readsOnlyWhatIsWantedAndLingers() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera device = simulator.camera(1);
            media.startPipeline(
                    request(device, SimulatedCamera.SUB, RtspSource.Transport.TCP, PASSWORD, Demand.WHEN_SUBSCRIBED));
            log.await(State.IDLE, PATIENCE);
            assertThat(device.stats().requests()).isZero();

            Subscription subscription = media.subscribe(stream, "test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 5);
            log.forget();
            subscription.close();
            log.await(State.IDLE, PATIENCE);
            assertThat(media.format(stream)).isEmpty();
        }
    }

    @Test
    void comesBackAfterTheCameraRebooted() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera device = simulator.camera(1);
            media.startPipeline(request(device));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 10);
            device.fault(Fault.REBOOT, 1);
            log.await(State.RETRYING, PATIENCE);
            sink.await("a second start", PATIENCE, it -> it.formats.size() >= 2);
            int before = sink.video().size();
            sink.await("video again", PATIENCE, it -> it.video().size() >= before + 10);
            assertThat(sink.interruptions).hasSize(1);
            assertThat(statistics().reconnects()).isPositive();
        }
    }

    @Test
    void noticesAStreamThatStands() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera device = simulator.camera(1);
            media.startPipeline(request(device));
            log.await(State.STREAMING, PATIENCE);
            log.forget();
            device.fault(Fault.FREEZE);
            assertThat(log.await(State.RETRYING, PATIENCE).detail())
                    .contains("No video")
                    .contains("2 s");
            device.clearFaults();
            log.await(State.STREAMING, PATIENCE);
        }
    }

    @Test
    void keepsTheSessionAlive() throws Exception {
        try (Simulator simulator =
                simulator().sessionTimeout(Duration.ofSeconds(3)).start()) {
            media.startPipeline(request(
                    simulator.camera(1), SimulatedCamera.SUB, RtspSource.Transport.UDP, PASSWORD, Demand.ALWAYS));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await(
                    "more than three session times", PATIENCE, it -> it.video().size() >= 25 * 8);
            assertThat(sink.interruptions).isEmpty();
            assertThat(simulator.camera(1).stats().clientsDropped()).isZero();
        }
    }

    @Test
    void renewsAStaleNonce() throws Exception {
        try (Simulator simulator = simulator()
                .sessionTimeout(Duration.ofSeconds(3))
                .nonceLifetime(Duration.ofMillis(500))
                .start()) {
            media.startPipeline(request(simulator.camera(1)));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await("some keep-alives", PATIENCE, it -> it.video().size() >= 25 * 5);
            assertThat(sink.interruptions).isEmpty();
        }
    }

    @Test
    void lossIsCountedAndAKeyFrameWanted() throws Exception {
        try (Simulator simulator = simulator().start()) {
            SimulatedCamera device = simulator.camera(1);
            // Few packets a picture, so that whole key frames come in spite of it.
            device.fault(Fault.PACKET_LOSS, 0.01);
            media.startPipeline(
                    request(device, SimulatedCamera.SUB, RtspSource.Transport.UDP, PASSWORD, Demand.ALWAYS));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await(
                    "video and a loss",
                    PATIENCE,
                    it -> it.video().size() >= 50 && statistics().lost() > 0);
            assertThat(log.keyFramesWanted()).isPositive();
            for (Packet packet : sink.video()) {
                assertThat(unitTypes(packet)).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"GARBAGE_RTSP", "GARBAGE_SDP", "CORRUPT_PACKETS", "DROP_CONNECTION", "SILENT"})
    void aSickCameraDoesNotTouchAHealthyOne(Fault fault) throws Exception {
        try (Simulator simulator = simulator().cameras(2).start()) {
            media.startPipeline(request(simulator.camera(1)));
            media.subscribe(stream, "test", QUEUE, sink);
            simulator.camera(2).fault(fault);
            StreamId sick = StreamId.next(Clock.systemUTC());
            media.startPipeline(new PipelineRequest(
                    sick,
                    CameraId.next(Clock.systemUTC()),
                    "sick",
                    new RtspSource(simulator.camera(2).stream(SimulatedCamera.MAIN), RtspSource.Transport.AUTOMATIC),
                    PASSWORD,
                    Demand.ALWAYS));
            sink.await("video of the healthy one", PATIENCE, it -> it.video().size() >= 75);
            assertThat(sink.interruptions).isEmpty();
            assertThat(media.problem()).isEmpty();
        }
    }

    @Test
    void subscribingNeedsAPipeline() {
        assertThatThrownBy(() -> media.subscribe(stream, "test", QUEUE, sink)).isInstanceOf(VmsException.class);
    }

    @Test
    void readersOutliveTheirPipeline() throws Exception {
        try (Simulator simulator = simulator().start()) {
            media.startPipeline(request(simulator.camera(1)));
            media.subscribe(stream, "test", QUEUE, sink);
            sink.await("video", PATIENCE, it -> it.video().size() >= 5);
            media.stopPipeline(stream);
            sink.await("the end", PATIENCE, it -> it.interruptions.size() == 1);
            media.startPipeline(request(simulator.camera(1)));
            sink.await("a second start", PATIENCE, it -> it.formats.size() == 2);
        }
    }
}
