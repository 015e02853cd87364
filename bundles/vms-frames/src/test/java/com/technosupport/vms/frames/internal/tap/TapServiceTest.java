package com.technosupport.vms.frames.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.media.FrameShape.Fit;
import com.technosupport.vms.api.media.FrameShape.Pixels;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.frames.internal.transcode.Clip;
import java.lang.annotation.Annotation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TapServiceTest {

    private static final String SUB = "cam_people_sub_640x360_h264.mp4";
    private static final String B_FRAMES = "cam_person_432p15_h264_bframes.mp4";
    private static final StreamId STREAM = new StreamId(new UUID(0, 7));

    private record Settings(int threads) implements TapConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return TapConfiguration.class;
        }
    }

    /** Hands on what the test gives it. */
    private static final class Hub implements StreamHub {

        PacketSink sink;
        boolean closed;

        @Override
        public Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink given) {
            sink = given;
            return new Subscription() {
                @Override
                public List<Packet> recent() {
                    return List.of();
                }

                @Override
                public long dropped() {
                    return 0;
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        @Override
        public Optional<StreamFormat> format(StreamId stream) {
            return Optional.empty();
        }

        @Override
        public void requestKeyFrame(StreamId stream) {
            // It has all of them already.
        }

        @Override
        public List<StreamStatistics> statistics() {
            return List.of();
        }
    }

    private final Hub hub = new Hub();
    private final TapService service = new TapService(hub, new Settings(1));
    private final Semaphore available = new Semaphore(0);

    @AfterEach
    void stop() throws InterruptedException {
        service.close();
    }

    private FrameTap open(double framesPerSecond, boolean keyFramesOnly) {
        return service.open(STREAM, new FrameRequest("test", framesPerSecond, keyFramesOnly), available::release);
    }

    /** Sends them as fast as they are decoded. */
    private List<Frame> send(FrameTap tap, Clip clip, List<Packet> packets) throws InterruptedException {
        hub.sink.started(clip.format(), List.of());
        List<Frame> frames = new ArrayList<>();
        for (Packet packet : packets) {
            hub.sink.packet(packet);
            if (available.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                tap.poll().ifPresent(frames::add);
            }
        }
        while (available.tryAcquire(300, TimeUnit.MILLISECONDS)) {
            tap.poll().ifPresent(frames::add);
        }
        return frames;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static int brightness(ByteBuffer pixels, int from, int length) {
        long sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += pixels.get(i) & 0xff;
        }
        return (int) (sum / length);
    }

    @Test
    void framesComeAtTheRateThatWasAskedFor() throws Exception {
        Clip clip = Clip.of(SUB, 100);
        FrameTap tap = open(2, false);
        List<Frame> frames = send(tap, clip, clip.pictures());
        double seconds = (clip.pictures().get(clip.pictures().size() - 1).pts()
                        - clip.pictures().get(0).pts())
                / 90_000.0;
        assertThat((double) frames.size()).isBetween(seconds * 2 - 1.5, seconds * 2 + 1.5);
        assertThat(frames.get(0).width()).isEqualTo(640);
        assertThat(frames.get(0).stream()).isEqualTo(STREAM);
        assertThat(tap.figures().damaged()).isZero();
        frames.forEach(Frame::close);
        tap.close();
        assertThat(hub.closed).isTrue();
    }

    @Test
    void aPictureIsScaledWhereItBelongs() throws Exception {
        Clip clip = Clip.of(SUB, 10);
        FrameTap tap = open(30, false);
        List<Frame> frames = send(tap, clip, clip.pictures());
        Frame frame = frames.get(0);
        tap.close();
        // It outlives its tap.
        FrameShape stretched = new FrameShape(300, 300, Fit.STRETCH, Pixels.RGB);
        ByteBuffer rgb = ByteBuffer.allocateDirect(stretched.bytes());
        frame.render(stretched, rgb);
        assertThat(brightness(rgb, 0, rgb.capacity())).isBetween(40, 220);

        FrameShape corner = new FrameShape(416, 416, Fit.TOP_LEFT, Pixels.BGR);
        ByteBuffer bgr = ByteBuffer.allocateDirect(corner.bytes());
        frame.render(corner, bgr);
        // 640x360 becomes 416x234.
        assertThat(brightness(bgr, 234 * 416 * 3, (416 - 234) * 416 * 3)).isEqualTo(FrameShape.FILL);
        assertThat(brightness(bgr, 0, 234 * 416 * 3))
                .isCloseTo(brightness(rgb, 0, rgb.capacity()), org.assertj.core.data.Offset.offset(3));

        FrameShape middle = new FrameShape(100, 200, Fit.CENTRE, Pixels.GREY);
        ByteBuffer grey = ByteBuffer.allocateDirect(middle.bytes());
        frame.render(middle, grey);
        assertThat(brightness(grey, 0, 72 * 100)).isEqualTo(FrameShape.FILL);
        assertThat(brightness(grey, 128 * 100, 72 * 100)).isEqualTo(FrameShape.FILL);

        assertThatThrownBy(() -> frame.render(stretched, ByteBuffer.allocateDirect(10)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> frame.render(stretched, ByteBuffer.allocate(stretched.bytes())))
                .isInstanceOf(IllegalArgumentException.class);
        frames.forEach(Frame::close);
        assertThatThrownBy(() -> frame.render(stretched, rgb)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void damagedPicturesStopNothing() throws Exception {
        Clip clip = Clip.of(SUB, 120);
        Random random = new Random(7);
        List<Packet> packets = new ArrayList<>();
        List<Packet> sound = clip.pictures();
        for (int i = 0; i < sound.size(); i++) {
            Packet packet = sound.get(i);
            if (i % 3 == 1 && i < 60) {
                byte[] garbage = new byte[packet.size()];
                random.nextBytes(garbage);
                packets.add(new Packet(0, packet.pts(), packet.dts(), packet.arrival(), packet.key(), garbage));
            } else {
                packets.add(packet);
            }
        }
        FrameTap tap = open(25, false);
        List<Frame> frames = send(tap, clip, packets);
        assertThat(tap.figures().damaged()).isPositive();
        assertThat(frames).hasSizeGreaterThan(50);
        frames.forEach(Frame::close);
    }

    @Test
    void keyFramesAloneAreDecodedAtOnce() throws Exception {
        Clip clip = Clip.of(B_FRAMES, 80).silent();
        long keys = clip.pictures().stream().filter(Packet::key).count();
        FrameTap tap = open(30, true);
        List<Frame> frames = send(tap, clip, clip.pictures());
        assertThat(frames).hasSize((int) keys);
        assertThat(keys).isPositive();
        frames.forEach(Frame::close);
    }

    @Test
    void theNewestFrameWins() throws Exception {
        Clip clip = Clip.of(SUB, 40);
        FrameTap tap = open(30, false);
        hub.sink.started(clip.format(), List.of());
        clip.pictures().forEach(hub.sink::packet);
        await(() -> tap.figures().frames() >= 30);
        try (Frame frame = tap.poll().orElseThrow()) {
            assertThat(frame.height()).isEqualTo(360);
        }
        assertThat(tap.poll()).isEmpty();
        assertThat(tap.figures().replaced())
                .isGreaterThanOrEqualTo(tap.figures().frames() - 2);
    }

    @Test
    void aReconnectGoesOn() throws Exception {
        Clip clip = Clip.of(SUB, 30);
        FrameTap tap = open(30, false);
        send(tap, clip, clip.pictures()).forEach(Frame::close);
        hub.sink.interrupted("The camera is gone");
        assertThat(tap.figures().problem()).isEqualTo("The camera is gone");
        List<Frame> again = send(tap, clip, clip.pictures());
        assertThat(again).isNotEmpty();
        assertThat(tap.figures().problem()).isEmpty();
        again.forEach(Frame::close);
    }

    @Test
    void whatCannotBeKeptUpWithGoesUpToTheNextKeyFrame() {
        Mailbox mailbox = new Mailbox(false);
        mailbox.start(new com.technosupport.vms.api.media.Track(
                0, com.technosupport.vms.api.model.Codec.H264, 90_000, 0, 64, 64, new byte[0]));
        for (int i = 0; i < 400; i++) {
            boolean unused = mailbox.add(new Packet(0, i, i, java.time.Instant.EPOCH, i % 100 == 0, new byte[10]));
        }
        assertThat(mailbox.poll()).isInstanceOf(Mailbox.Started.class);
        // 249 packets filled it; the next key frame after them was the 300th.
        assertThat(((Packet) mailbox.poll()).pts()).isEqualTo(300);
        assertThat(mailbox.dropped()).isEqualTo(300);
    }
}
