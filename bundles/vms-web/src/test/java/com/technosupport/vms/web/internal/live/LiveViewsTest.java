package com.technosupport.vms.web.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.api.live.LiveFragments;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.session.memory.internal.MemorySessionStore;
import com.technosupport.vms.web.internal.FakeDevices;
import com.technosupport.vms.web.internal.FakeEgress;
import com.technosupport.vms.web.internal.FakeServices;
import com.technosupport.vms.web.internal.http.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveViewsTest {

    private final FakeServices services = new FakeServices();
    private final FakeDevices devices = new FakeDevices();
    private final FakeEgress egress = new FakeEgress();
    private final Camera camera = devices.add(FakeDevices.camera("Gate", Codec.H264, Codec.H264));
    private final Camera mjpeg = devices.add(FakeDevices.camera("Yard", Codec.MJPEG, null));
    private final UserId ann = UserId.next(Clock.systemUTC());
    private final UserId bob = UserId.next(Clock.systemUTC());
    private final List<LiveViews> made = new ArrayList<>();

    @BeforeEach
    void bringServices() {
        services.set(devices);
        services.set(egress);
        services.set(new MemorySessionStore());
    }

    @AfterEach
    void end() {
        made.forEach(LiveViews::stop);
    }

    private LiveViews views(Duration kept) {
        LiveViews views = new LiveViews(services, Clock.systemUTC(), kept);
        made.add(views);
        return views;
    }

    private record Told(Identity identity, boolean mayComeBack, List<String> states) implements Viewer {

        @Override
        public void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {
            states.add(state + (reason.isEmpty() ? "" : ": " + reason.text()));
        }
    }

    private static Identity identity(UserId user) {
        return new Identity(new Caller(user, "someone", Role.OPERATOR, false, true, Set.of()), Optional.empty(), false);
    }

    private static Told viewer(UserId user, boolean mayComeBack) {
        return new Told(identity(user), mayComeBack, new ArrayList<>());
    }

    private static LiveAsk ask(Camera camera, String... failed) {
        return new LiveAsk(camera, StreamRole.MAIN, false, Optional.empty(), Set.of(), Set.of(), Set.of(failed));
    }

    private static void refused(ErrorCode code, Runnable act) {
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(act::run)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void aSessionOutlivesAnUpdateOfTheWebForWhoComesBackForIt() throws Exception {
        LiveViews before = views(Duration.ofMinutes(1));
        LiveSessionId session =
                before.open(viewer(ann, true), ask(camera)).session().orElseThrow();
        LiveSessionId whep =
                before.open(viewer(ann, false), ask(camera)).session().orElseThrow();
        before.stop();
        assertThat(egress.open).containsOnlyKeys(session);
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(whep);

        LiveViews after = views(Duration.ofMinutes(1));
        Await.until(() -> after.session(session).isPresent());
        refused(ErrorCode.NOT_FOUND, () -> after.resume(viewer(bob, true), session));
        Told back = viewer(ann, true);
        after.resume(back, session);
        assertThat(back.states()).containsExactly("CONNECTED");
        Told again = viewer(ann, true);
        after.resume(again, session);
        after.gone(back);
        after.stop(back, session);
        assertThat(egress.open).as("it is another's by now").containsOnlyKeys(session);
        after.stop(again, session);
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(session);
    }

    @Test
    void othersAreServedWhileASessionIsOpened() throws Exception {
        LiveViews views = views(Duration.ofMinutes(1));
        Told slow = viewer(ann, true);
        CountDownLatch negotiating = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicReference<LiveSessionId> early = new AtomicReference<>();
        egress.onNegotiate = session -> {
            early.set(session);
            negotiating.countDown();
            await(answered);
        };
        ExecutorService opening = Executors.newSingleThreadExecutor();
        try {
            Future<Opened> opened = opening.submit(() -> views.open(slow, ask(camera)));
            assertThat(negotiating.await(20, TimeUnit.SECONDS)).isTrue();
            egress.onNegotiate = session -> {};
            Told quick = viewer(bob, true);
            LiveSessionId other = views.open(quick, ask(camera)).session().orElseThrow();
            views.changed(other, LiveState.CONNECTED, LiveReason.NONE);
            assertThat(quick.states()).containsExactly("CONNECTED");
            // What is told of a session before it is known is told once it is.
            views.changed(early.get(), LiveState.CONNECTED, LiveReason.NONE);
            views.changed(early.get(), LiveState.CLOSED, LiveReason.of(LiveReason.Code.HUNG_UP, "gone already"));
            assertThat(slow.states()).isEmpty();
            answered.countDown();
            assertThat(opened.get(20, TimeUnit.SECONDS).session()).contains(early.get());
            assertThat(slow.states()).containsExactly("CONNECTED", "CLOSED: gone already");
            assertThat(views.session(early.get())).isEmpty();
        } finally {
            answered.countDown();
            opening.shutdownNow();
        }
    }

    @Test
    void aSessionWhoseViewerGoesWhileItIsOpenedIsEnded() throws Exception {
        LiveViews views = views(Duration.ofMillis(300));
        Told whep = viewer(ann, false);
        egress.onNegotiate = session -> views.gone(whep);
        refused(ErrorCode.NOT_FOUND, () -> views.open(whep, ask(camera)));
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isNotNull();

        egress.onNegotiate = session -> views.stopUnless((identity, seen) -> false);
        refused(ErrorCode.NOT_FOUND, () -> views.open(viewer(bob, true), ask(camera)));
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isNotNull();

        // Who may come back has the time for it, and no longer.
        Told lost = viewer(bob, true);
        egress.onNegotiate = session -> views.gone(lost);
        LiveSessionId left = views.open(lost, ask(camera)).session().orElseThrow();
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(left);
        assertThat(egress.open).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSessionThatNobodyComesBackForIsEndedAndOneThatIsWatchedIsNot() throws Exception {
        LiveViews views = views(Duration.ofMillis(300));
        Told lost = viewer(ann, true);
        Told watching = viewer(bob, true);
        LiveSessionId left = views.open(lost, ask(camera)).session().orElseThrow();
        LiveSessionId watched = views.open(watching, ask(camera)).session().orElseThrow();
        views.gone(lost);
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(left);
        assertThat(egress.open).containsOnlyKeys(watched);
    }

    @Test
    void whatAnEgressSendsToNobodyIsEndedAfterAWhile() throws Exception {
        services.set(new MemorySessionStore());
        LiveSessionId orphan = egress.negotiate(com.technosupport.vms.api.live.NegotiationRequest.ofVideo(
                        camera.stream(StreamRole.MAIN).orElseThrow().id(), Optional.empty(), Set.of()))
                .session();
        views(Duration.ofMillis(300));
        assertThat(egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(orphan);
    }

    @Test
    void theVideoOfASessionGoesByTheConnectionOfItsUserAlone() {
        services.set((LiveFragments) (stream, audio, sink) -> {
            throw new AssertionError("not called here");
        });
        LiveViews views = views(Duration.ofMinutes(1));
        Told viewer = viewer(ann, true);
        Opened opened = views.open(viewer, ask(camera, "webrtc"));
        LiveSessionId session = opened.session().orElseThrow();
        assertThat(opened.protocol()).isEqualTo("mse");
        List<String> ended = new ArrayList<>();
        Carrier first = reason -> ended.add("first: " + reason.text());
        Carrier second = reason -> ended.add("second: " + reason.text());
        refused(ErrorCode.NOT_FOUND, () -> views.carry(identity(bob), session, first));
        assertThat(views.carry(identity(ann), session, first).stream())
                .isEqualTo(camera.stream(StreamRole.MAIN).orElseThrow().id());
        views.carry(identity(ann), session, second);
        views.dropped(session, first, "");
        assertThat(ended).containsExactly("first: The video goes by another connection");
        assertThat(viewer.states()).containsExactly("CONNECTED", "CONNECTED");
        views.stop(viewer, session);
        assertThat(ended).last().isEqualTo("second: The session has ended");
        assertThat(viewer.states()).last().isEqualTo("CLOSED");
        refused(ErrorCode.NOT_FOUND, () -> views.carry(identity(ann), session, first));
    }

    @Test
    void whereWebRtcHasNoRoomTheNextWayIsTakenAndSaysWhy() {
        String full = "There are as many viewers as this server allows (1000)";
        egress.onNegotiate = session -> {
            egress.open.remove(session);
            throw new VmsException(ErrorCode.BUSY, full);
        };
        LiveViews views = views(Duration.ofMinutes(1));
        refused(ErrorCode.BUSY, () -> views.open(viewer(ann, true), ask(camera)));
        services.set((LiveFragments) (stream, audio, sink) -> {
            throw new AssertionError("not called here");
        });
        Opened opened = views.open(viewer(ann, true), ask(camera));
        assertThat(opened.protocol()).isEqualTo(Rung.MSE);
        assertThat(opened.reason().notes())
                .first()
                .isEqualTo(new LiveReason.Note(LiveReason.Code.SERVER_BUSY, full, Map.of()));
        LiveAsk whep = new LiveAsk(camera, StreamRole.MAIN, false, Optional.of("v=0"), Set.of(), Set.of(), Set.of());
        refused(ErrorCode.BUSY, () -> views.open(viewer(ann, false), whep));
    }

    @Test
    void picturesAreCodedAnewWhenThereIsNoOtherWayAndRoom() {
        StreamId made = StreamId.next(Clock.systemUTC());
        AtomicReference<VmsException> full = new AtomicReference<>();
        services.set(new Transcoder() {
            @Override
            public StreamId transcode(StreamId stream, TranscodeTarget target) {
                if (full.get() != null) {
                    throw full.get();
                }
                assertThat(target).isEqualTo(TranscodeTarget.H264_PICTURES);
                return made;
            }

            @Override
            public Optional<StreamId> origin(StreamId transcoded) {
                return Optional.empty();
            }
        });
        LiveViews views = views(Duration.ofMinutes(1));
        Opened opened = views.open(viewer(ann, true), ask(mjpeg));
        assertThat(egress.open.get(opened.session().orElseThrow()).stream()).isEqualTo(made);
        assertThat(opened.reason().text())
                .isEqualTo("Motion JPEG is not supported by this browser; the server codes it anew as H.264");
        full.set(new VmsException(ErrorCode.BUSY, "This server codes 1 stream anew at once at most"));
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(() -> views.open(viewer(ann, true), ask(mjpeg)))
                .withMessageContaining("codes 1 stream anew");
        services.set((Transcoder) null);
        refused(ErrorCode.CODEC_UNSUPPORTED, () -> views.open(viewer(ann, true), ask(mjpeg)));
    }

    /** Waits for what another thread does. */
    private static final class Await {

        static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).as("time").isLessThan(end);
                Thread.sleep(10);
            }
        }
    }
}
