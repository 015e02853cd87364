package com.technosupport.vms.frames.internal.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.frames.internal.FakeMasks;
import com.technosupport.vms.media.internal.MediaConfiguration;
import com.technosupport.vms.media.internal.MediaService;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class TranscodeServiceTest {

    private static final String H265 = "cam_people_720p25_h265_aac.mp4";
    private static final String SUB = "cam_people_sub_640x360_h264.mp4";
    private static final String B_FRAMES = "cam_person_432p15_h264_bframes.mp4";

    private record Settings(int videoStreams, int soundStreams, int pixels) implements TranscodeConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return TranscodeConfiguration.class;
        }
    }

    private final Clock clock = Clock.systemUTC();
    private final CameraId camera = CameraId.next(clock);
    private final PipelineNews news = new PipelineNews();
    private final Result result = new Result();
    private MediaService media;
    private TranscodeService service;

    @BeforeEach
    void start() throws IOException {
        MediaConfiguration defaults = MediaConfiguration.class.cast(Proxy.newProxyInstance(
                MediaConfiguration.class.getClassLoader(),
                new Class<?>[] {MediaConfiguration.class},
                (proxy, method, arguments) -> method.getDefaultValue()));
        media = new MediaService(defaults);
        media.addListener(news);
        service = service(1, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    private TranscodeService service(int videos, Duration sweep, Duration unused) {
        // Small pictures, for tests that have other work to do.
        TranscodeService service =
                new TranscodeService(media, media, news, new Settings(videos, 8, 320 * 180), sweep, unused);
        service.masks = new FakeMasks();
        return service;
    }

    @AfterEach
    void stop() {
        service.close();
        media.close();
    }

    private StreamId origin(CustomSource source) {
        StreamId stream = StreamId.next(clock);
        media.startPipeline(new PipelineRequest(
                stream, camera, "gate", source, Credential.NONE, PipelineRequest.Demand.WHEN_SUBSCRIBED));
        return stream;
    }

    private Subscription watch(StreamId stream, Result viewer) {
        return media.subscribe(stream, "live", 1 << 20, viewer);
    }

    private Optional<StreamStatistics> statistics(StreamId stream) {
        return media.statistics().stream()
                .filter(one -> one.stream().equals(stream))
                .findFirst();
    }

    private static void assertRefused(Callable<?> call, ErrorCode code, String sentence) {
        assertThatThrownBy(call::call)
                .hasMessage(sentence)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertGone(StreamId stream) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (statistics(stream).isPresent() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(statistics(stream)).isEmpty();
    }

    @Test
    void aStreamLikeAnyOther() throws Exception {
        StreamId origin = origin(new LoopedClip(Clip.of(H265, 200)));
        StreamId coded = service.transcode(origin, TranscodeTarget.H264_AND_OPUS);
        assertThat(service.transcode(origin, TranscodeTarget.H264_AND_OPUS)).isEqualTo(coded);
        assertThat(service.origin(coded)).contains(origin);
        assertThat(service.origin(origin)).isEmpty();
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() ->
                            result.ofTrack(0).size() > 40 && result.ofTrack(1).size() > 40))
                    .isTrue();
            assertThat(viewer.dropped()).isZero();
        }
        assertThat(result.formats).hasSize(1);
        assertThat(result.formats.get(0).tracks()).extracting(Track::codec).containsExactly(Codec.H264, Codec.OPUS);
        assertThat(result.ofTrack(0).get(0).key()).isTrue();
        Track video = result.formats.get(0).video().orElseThrow();
        assertThat(Result.pictures(video, result.ofTrack(0))).hasSizeGreaterThan(39);
        StreamStatistics figures = statistics(coded).orElseThrow();
        assertThat(figures.camera()).isEqualTo(camera);
        assertThat(figures.tracks()).containsExactly("H264 320x180", "OPUS 48000 Hz, 1 ch");
    }

    @Test
    void aKeyFrameOnDemand() throws Exception {
        StreamId origin = origin(new LoopedClip(Clip.of(B_FRAMES, 300).silent()));
        StreamId coded = service.transcode(origin, TranscodeTarget.H264_PICTURES);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            int before;
            synchronized (result) {
                before = result.packets.size();
            }
            media.requestKeyFrame(coded);
            assertThat(result.await(() -> result.packets.subList(before, result.packets.size()).stream()
                            .anyMatch(Packet::key)))
                    .isTrue();
            long last = Long.MIN_VALUE;
            long keyGap = Long.MAX_VALUE;
            for (Packet packet : List.copyOf(result.packets)) {
                if (packet.key()) {
                    keyGap = last == Long.MIN_VALUE ? keyGap : Math.min(keyGap, packet.pts() - last);
                    last = packet.pts();
                }
            }
            assertThat(keyGap).as("ticks between key frames").isLessThan(180_000);
            assertThat(viewer.dropped()).isZero();
        }
    }

    @Test
    void noMoreAtOnceThanAllowed() throws Exception {
        Clip clip = Clip.of(B_FRAMES, 300).silent();
        List<StreamId> origins = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            origins.add(origin(new LoopedClip(clip)));
        }
        CyclicBarrier together = new CyclicBarrier(origins.size());
        ExecutorService callers = Executors.newFixedThreadPool(origins.size());
        List<StreamId> granted = new ArrayList<>();
        int refused = 0;
        try {
            List<Future<Optional<StreamId>>> asked = new ArrayList<>();
            for (StreamId origin : origins) {
                asked.add(callers.submit(() -> {
                    together.await();
                    try {
                        return Optional.of(service.transcode(origin, TranscodeTarget.H264_PICTURES));
                    } catch (VmsException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
                        return Optional.empty();
                    }
                }));
            }
            for (Future<Optional<StreamId>> one : asked) {
                Optional<StreamId> stream = one.get(30, TimeUnit.SECONDS);
                stream.ifPresent(granted::add);
                refused += stream.isEmpty() ? 1 : 0;
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(granted).hasSize(1);
        assertThat(refused).isEqualTo(7);
        StreamId running = granted.get(0);
        StreamId other = origins.stream()
                .filter(origin -> !service.origin(running).orElseThrow().equals(origin))
                .findFirst()
                .orElseThrow();
        try (Subscription viewer = watch(running, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            assertRefused(
                    () -> service.transcode(other, TranscodeTarget.H264_PICTURES),
                    ErrorCode.BUSY,
                    "This server codes 1 stream anew at once at most, and does so already");
            assertThat(viewer.dropped()).isZero();
        }
        // Nobody watches the first any more: it lingers, and makes room.
        StreamId second = service.transcode(other, TranscodeTarget.H264_PICTURES);
        Result later = new Result();
        try (Subscription viewer = watch(second, later)) {
            assertThat(later.await(() -> later.packets.size() > 5)).isTrue();
            assertThat(viewer.dropped()).isZero();
        }
        assertThat(statistics(running)).isEmpty();
    }

    @Test
    void soundAloneHasPlacesOfItsOwn() throws Exception {
        StreamId first = origin(new LoopedClip(Clip.of(B_FRAMES, 300).silent()));
        service.transcode(first, TranscodeTarget.H264_PICTURES);
        StreamId second = origin(new LoopedClip(Clip.of("cam_people_720p25_h264_aac.mp4", 300)));
        StreamId coded = service.transcode(second, TranscodeTarget.OPUS_SOUND);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.ofTrack(1).size() > 20)).isTrue();
            assertThat(viewer.dropped()).isZero();
        }
        Track video = result.formats.get(0).video().orElseThrow();
        assertThat(video.width()).as("pictures pass").isEqualTo(1280);
    }

    @Test
    void aCameraThatChangesItsFormatIsFollowed() throws Exception {
        LoopedClip source = new LoopedClip(Clip.of(B_FRAMES, 40).silent());
        StreamId coded = service.transcode(origin(source), TranscodeTarget.H264_PICTURES);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            // The sub-stream is H.264 without B-frames: it passes, in its own size.
            source.change(Clip.of(SUB, 60).silent());
            assertThat(result.await(() -> result.formats.size() > 1)).isTrue();
            int before;
            synchronized (result) {
                before = result.packets.size();
            }
            assertThat(result.await(() -> result.packets.size() > before + 20)).isTrue();
            assertThat(result.formats.get(1).video().orElseThrow().width()).isEqualTo(640);
            assertThat(viewer.dropped()).isZero();
        }
    }

    @Test
    void aCameraThatGoesIsSaidAndComesBack() throws Exception {
        LoopedClip source = new LoopedClip(Clip.of(B_FRAMES, 40).silent());
        StreamId coded = service.transcode(origin(source), TranscodeTarget.H264_PICTURES);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            source.interrupt();
            assertThat(result.await(() -> !result.interruptions.isEmpty())).isTrue();
            assertThat(result.interruptions.get(0)).isEqualTo("The driver's stream ended");
            assertThat(result.await(() -> result.formats.size() > 1)).isTrue();
            assertThat(viewer.dropped()).isZero();
        }
    }

    @Test
    void nothingIsKeptOfACameraThatIsRemoved() throws Exception {
        StreamId origin = origin(new LoopedClip(Clip.of(B_FRAMES, 40).silent()));
        StreamId coded = service.transcode(origin, TranscodeTarget.H264_PICTURES);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            media.stopPipeline(origin);
            assertGone(coded);
            assertThat(result.await(() -> !result.interruptions.isEmpty())).isTrue();
            assertThat(viewer.dropped()).isZero();
        }
        assertThat(service.origin(coded)).isEmpty();
        assertRefused(
                () -> service.transcode(origin, TranscodeTarget.H264_PICTURES), ErrorCode.NOT_FOUND, "No such stream");
    }

    @Test
    void whatNobodyTakesIsLetGoOf() throws Exception {
        service.close();
        service = service(1, Duration.ofMillis(20), Duration.ofMillis(50));
        StreamId coded = service.transcode(
                origin(new LoopedClip(Clip.of(B_FRAMES, 40).silent())), TranscodeTarget.H264_PICTURES);
        assertGone(coded);
    }

    @Test
    void whatIsNotToBeHadIsSaid() throws Exception {
        StreamId origin = origin(new LoopedClip(Clip.of(B_FRAMES, 40).silent()));
        TranscodeTarget unknown = new TranscodeTarget(Optional.of(Codec.H265), Optional.empty());
        assertRefused(
                () -> service.transcode(origin, unknown),
                ErrorCode.CODEC_UNSUPPORTED,
                "This server has no encoder for H265");
        assertRefused(
                () -> service.transcode(StreamId.next(clock), TranscodeTarget.OPUS_SOUND),
                ErrorCode.NOT_FOUND,
                "No such stream");
        StreamId coded = service.transcode(origin, TranscodeTarget.H264_PICTURES);
        assertRefused(
                () -> service.transcode(coded, TranscodeTarget.OPUS_SOUND), ErrorCode.NOT_FOUND, "No such stream");
    }

    @Test
    void theThreadsEnd() throws Exception {
        StreamId coded = service.transcode(
                origin(new LoopedClip(Clip.of(B_FRAMES, 300).silent())), TranscodeTarget.H264_PICTURES);
        try (Subscription viewer = watch(coded, result)) {
            assertThat(result.await(() -> result.packets.size() > 5)).isTrue();
            service.close();
            assertThat(statistics(coded)).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.equals("vms-frames-transcode"));
            assertThat(viewer.dropped()).isZero();
        }
    }
}
