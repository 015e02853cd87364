package com.technosupport.vms.frames.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.frames.internal.transcode.Clip;
import com.technosupport.vms.media.internal.MediaConfiguration;
import com.technosupport.vms.media.internal.MediaService;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotServiceTest {

    private static final StreamId STREAM = StreamId.next(Clock.systemUTC());

    /** Defaults, but for these. */
    private record Settings(int decoders, int maxWaiting, int keyFrameSeconds, int nearestMillis)
            implements FramesConfiguration {

        Settings(int decoders, int maxWaiting, int keyFrameSeconds) {
            this(decoders, maxWaiting, keyFrameSeconds, 10_000);
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return FramesConfiguration.class;
        }
    }

    /** Hands the same packets to everybody who subscribes. */
    private static final class FakeHub implements StreamHub {

        final AtomicInteger subscriptions = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();
        final CountDownLatch subscribed = new CountDownLatch(1);
        private final StreamFormat format;
        private final List<Packet> recent;
        private final List<Packet> history;

        FakeHub(Track track, List<Packet> recent) {
            this(track, recent, recent);
        }

        FakeHub(Track track, List<Packet> recent, List<Packet> history) {
            this.format = new StreamFormat(List.of(track));
            this.recent = recent;
            this.history = history;
        }

        @Override
        public Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink sink) {
            subscriptions.incrementAndGet();
            open.incrementAndGet();
            sink.started(format, recent);
            subscribed.countDown();
            return new Subscription() {
                @Override
                public List<Packet> recent() {
                    return recent;
                }

                @Override
                public List<Packet> history() {
                    return history;
                }

                @Override
                public long dropped() {
                    return 0;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        @Override
        public Optional<StreamFormat> format(StreamId stream) {
            return Optional.of(format);
        }

        @Override
        public void requestKeyFrame(StreamId stream) {}

        @Override
        public List<StreamStatistics> statistics() {
            return List.of();
        }
    }

    private static BufferedImage picture(byte[] jpeg) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        int first = image.getRGB(0, 0);
        long others = 0;
        for (int y = 0; y < image.getHeight(); y += 8) {
            for (int x = 0; x < image.getWidth(); x += 8) {
                others += image.getRGB(x, y) == first ? 0 : 1;
            }
        }
        assertThat(others).as("points that are not like the first").isGreaterThan(1000);
        return image;
    }

    @Test
    void aStillOfALiveStream() throws Exception {
        MediaConfiguration defaults = defaults(MediaConfiguration.class);
        MediaService media = new MediaService(defaults);
        try (Simulator simulator =
                Simulator.builder().discovery(false).multicast(false).start()) {
            media.startPipeline(new PipelineRequest(
                    STREAM,
                    CameraId.next(Clock.systemUTC()),
                    "gate",
                    new RtspSource(simulator.camera(1).stream(SimulatedCamera.MAIN), RtspSource.Transport.AUTOMATIC),
                    new Credential("admin", "admin"),
                    PipelineRequest.Demand.WHEN_SUBSCRIBED));
            SnapshotService service = service(media, new Settings(2, 8, 10));
            BufferedImage image = picture(service.captureSnapshot(STREAM));
            assertThat(image.getWidth()).isEqualTo(1280);
            assertThat(image.getHeight()).isEqualTo(720);
        } finally {
            media.stopPipeline(STREAM);
        }
    }

    /** An annotation's instance with its defaults. */
    private static <A extends Annotation> A defaults(Class<A> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> method.getDefaultValue()));
    }

    @ParameterizedTest
    @CsvSource({
        "cam_people_720p25_h265_aac.mp4, 1280, 720",
        "cam_person_432p15_h264_bframes.mp4, 768, 432",
        "cam_people_sub_640x360_h264.mp4, 640, 360"
    })
    void eachCodec(String name, int width, int height) throws Exception {
        Footage footage = Footage.of(name);
        SnapshotService service =
                service(new FakeHub(footage.track(), List.of(footage.keyFrame())), new Settings(1, 8, 1));
        BufferedImage image = picture(service.captureSnapshot(STREAM));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    @ParameterizedTest
    @CsvSource({"cam_person_432p15_h264_bframes.mp4", "cam_people_sub_640x360_h264.mp4"})
    void thePictureNearestToAnInstant(String name) throws Exception {
        Clip clip = Clip.of(name, 20);
        List<Packet> packets = new ArrayList<>();
        for (Packet packet : clip.packets()) {
            packets.add(new Packet(
                    packet.track(),
                    packet.pts(),
                    3600L * packets.size(),
                    Instant.EPOCH.plusMillis(40L * packets.size()),
                    packet.key(),
                    bytes(packet)));
        }
        Track track = clip.format().video().orElseThrow();
        assertThat(packets).allMatch(packet -> packet.track() == track.index());
        SnapshotService service = service(new FakeHub(track, packets), new Settings(1, 8, 1));
        byte[] key = service.captureSnapshot(STREAM);
        byte[] before = service.captureSnapshot(STREAM, Instant.EPOCH.minusSeconds(60));
        byte[] tenth = service.captureSnapshot(STREAM, Instant.EPOCH.plusMillis(10 * 40 + 15));
        byte[] after = service.captureSnapshot(STREAM, Instant.EPOCH.plusSeconds(60));
        assertThat(before).as("before all: the key frame").isEqualTo(key);
        assertThat(after).as("after all: the latest").isNotEqualTo(key).isNotEqualTo(tenth);
        // That very picture, whatever stands after it in the buffer.
        SnapshotService short10 = service(new FakeHub(track, packets.subList(0, 11)), new Settings(1, 8, 1));
        assertThat(short10.captureSnapshot(STREAM, Instant.EPOCH.plusSeconds(60)))
                .isEqualTo(tenth)
                .isNotEqualTo(key);
        // Without time for more it is the key frame.
        SnapshotService hasty = service(new FakeHub(track, packets), new Settings(1, 8, 1, 0));
        assertThat(hasty.captureSnapshot(STREAM, Instant.EPOCH.plusSeconds(60))).hasSizeGreaterThan(1000);
    }

    /** The same pictures over and over, 40 ms each, as they come in. */
    private static List<Packet> groups(Clip clip, int count) {
        List<Packet> packets = new ArrayList<>();
        int length = clip.packets().size();
        for (int i = 0; i < count * length; i++) {
            Packet packet = clip.packets().get(i % length);
            long pts = packet.pts() + 3600L * length * (i / length);
            packets.add(new Packet(
                    packet.track(), pts, pts, Instant.EPOCH.plusMillis(40L * i), packet.key(), bytes(packet)));
        }
        return packets;
    }

    /** An event is told a little later than it was seen; by then another group of pictures may have begun. */
    @Test
    void aMomentBeforeTheLatestKeyFrame() throws Exception {
        Clip clip = Clip.of("cam_people_sub_640x360_h264.mp4", 20);
        List<Packet> packets = groups(clip, 2);
        Track track = clip.format().video().orElseThrow();
        Instant moment = Instant.EPOCH.plusMillis(12 * 40);
        SnapshotService soon = service(new FakeHub(track, packets.subList(0, 20)), new Settings(1, 8, 1));
        byte[] then = soon.captureSnapshot(STREAM, moment);
        SnapshotService later =
                service(new FakeHub(track, packets.subList(20, 30), packets.subList(0, 30)), new Settings(1, 8, 1));
        assertThat(later.captureSnapshot(STREAM, moment)).isEqualTo(then);
        assertThat(later.captureSnapshot(STREAM, Instant.EPOCH.plusMillis(25 * 40)))
                .isEqualTo(soon.captureSnapshot(STREAM, Instant.EPOCH.plusMillis(5 * 40)));
    }

    /** Whoever reads a socket late gets several pictures at once. */
    @Test
    void picturesThatWereReadLate() throws Exception {
        Clip clip = Clip.of("cam_people_sub_640x360_h264.mp4", 20);
        List<Packet> packets = groups(clip, 1);
        Track track = clip.format().video().orElseThrow();
        List<Packet> late = new ArrayList<>();
        for (Packet packet : packets) {
            boolean held = packet.pts() >= packets.get(6).pts()
                    && packet.pts() < packets.get(15).pts();
            late.add(new Packet(
                    packet.track(),
                    packet.pts(),
                    packet.dts(),
                    held ? packets.get(15).arrival() : packet.arrival(),
                    packet.key(),
                    bytes(packet)));
        }
        Instant moment = Instant.EPOCH.plusMillis(8 * 40);
        assertThat(service(new FakeHub(track, late), new Settings(1, 8, 1)).captureSnapshot(STREAM, moment))
                .isEqualTo(service(new FakeHub(track, packets), new Settings(1, 8, 1))
                        .captureSnapshot(STREAM, moment));
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return bytes;
    }

    @Test
    void aDamagedPictureAfterTheKeyFrameLeavesTheOnesBeforeIt() throws Exception {
        Clip clip = Clip.of("cam_people_sub_640x360_h264.mp4", 3);
        Packet damaged = new Packet(0, 9000, 9000, Instant.EPOCH.plusSeconds(9), false, new byte[] {0, 0, 0, 9, 1});
        SnapshotService service = service(
                new FakeHub(
                        clip.format().video().orElseThrow(),
                        List.of(clip.packets().get(0), damaged)),
                new Settings(1, 8, 1));
        assertThat(service.captureSnapshot(STREAM, Instant.EPOCH.plusSeconds(9)))
                .isEqualTo(service.captureSnapshot(STREAM));
    }

    @Test
    void oneStillServesASecond() throws Exception {
        Footage footage = Footage.of("cam_people_sub_640x360_h264.mp4");
        FakeHub hub = new FakeHub(footage.track(), List.of(footage.keyFrame()));
        SnapshotService service = service(hub, new Settings(1, 8, 1));
        byte[] first = service.captureSnapshot(STREAM);
        byte[] second = service.captureSnapshot(STREAM);
        assertThat(second).isEqualTo(first).isNotSameAs(first);
        assertThat(hub.subscriptions).hasValue(1);
        assertThat(hub.open).hasValue(0);
    }

    @Test
    void saysWhenNoPictureComes() {
        Track track = new Track(0, Codec.H264, 90_000, 0, 640, 360, new byte[0]);
        FakeHub hub = new FakeHub(track, List.of());
        SnapshotService service = service(hub, new Settings(1, 8, 0));
        assertThatThrownBy(() -> service.captureSnapshot(STREAM))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STREAM_UNAVAILABLE));
        assertThat(hub.open).hasValue(0);
    }

    @Test
    void damagedPicturesAreNoMoreThanAnError() {
        Random random = new Random(42);
        for (int i = 0; i < 300; i++) {
            byte[] configuration = new byte[random.nextInt(80)];
            byte[] data = new byte[1 + random.nextInt(3000)];
            random.nextBytes(configuration);
            random.nextBytes(data);
            if (i % 3 == 0) {
                Arrays.fill(configuration, 0, Math.min(1, configuration.length), (byte) 1);
            }
            Track track = new Track(
                    0,
                    i % 2 == 0 ? Codec.H264 : Codec.H265,
                    90_000,
                    0,
                    640,
                    360,
                    i % 5 == 0 ? new byte[0] : configuration);
            FakeHub hub = new FakeHub(track, List.of(new Packet(0, 0, 0, Instant.EPOCH, true, data)));
            SnapshotService service = service(hub, new Settings(1, 8, 1));
            assertThatThrownBy(() -> service.captureSnapshot(STREAM))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STREAM_UNAVAILABLE));
        }
    }

    @Test
    void tooManyCallersAreToldAtOnce() throws Exception {
        Track track = new Track(0, Codec.H264, 90_000, 0, 640, 360, new byte[0]);
        FakeHub hub = new FakeHub(track, List.of());
        SnapshotService service = service(hub, new Settings(1, 1, 60));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<byte[]> waiting = other.submit(() -> service.captureSnapshot(STREAM));
            hub.subscribed.await();
            assertThatThrownBy(() -> service.captureSnapshot(STREAM))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
            assertThat(waiting.isDone()).isFalse();
        } finally {
            other.shutdownNow();
        }
    }

    private static SnapshotService service(StreamHub hub, FramesConfiguration configuration) {
        SnapshotService service = new SnapshotService(hub, configuration);
        service.masks = new FakeMasks();
        return service;
    }
}
