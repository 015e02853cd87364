package com.technosupport.vms.live.fmp4.internal.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.Boxes;
import com.technosupport.vms.live.fmp4.internal.FakeHub;
import com.technosupport.vms.live.fmp4.internal.Fmp4Live;
import com.technosupport.vms.live.fmp4.internal.Footage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as players make them, and what they wait for. */
class HlsStreamsTest {

    private static final Footage MAIN = Footage.read("campus-main", 1280, 720);

    private final FakeHub hub = new FakeHub();
    private final Fmp4Live live = new Fmp4Live(10, 2, 64, hub, Clock.systemUTC());
    private int next;

    @AfterEach
    void stop() throws InterruptedException {
        live.close();
        hub.close();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            Footage.Picture picture = MAIN.pictures().get(next % MAIN.pictures().size());
            long pts = next++ * 3600L;
            hub.packet(new Packet(0, pts, pts, Instant.now(), picture.key(), picture.data()));
        }
    }

    private CompletableFuture<HlsAnswer> ask(String resource, OptionalLong segment, OptionalInt part) {
        return live.request(new HlsRequest(hub.stream, false, resource, segment, part, false, "?role=MAIN"))
                .toCompletableFuture();
    }

    private CompletableFuture<HlsAnswer> ask(String resource) {
        return ask(resource, OptionalLong.empty(), OptionalInt.empty());
    }

    private static String text(HlsAnswer answer) {
        StringBuilder text = new StringBuilder();
        for (ByteBuffer part : answer.body()) {
            text.append(StandardCharsets.UTF_8.decode(part.duplicate()));
        }
        return text.toString();
    }

    private static ErrorCode failure(CompletableFuture<HlsAnswer> answer) {
        try {
            answer.join();
            throw new AssertionError("it was answered");
        } catch (CompletionException e) {
            return ((VmsException) e.getCause()).code();
        }
    }

    private static List<String> names(String playlist) {
        List<String> names = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?:URI=\"|\\n)((?:init|part|segment)-\\d+\\.m[4ps]+)\\?role=MAIN")
                .matcher(playlist);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    @Test
    void the_first_request_starts_the_stream_and_waits_for_it() {
        CompletableFuture<HlsAnswer> playlist = ask(LiveHls.MEDIA_PLAYLIST);
        CompletableFuture<HlsAnswer> multivariant = ask(LiveHls.MULTIVARIANT_PLAYLIST);
        assertThat(playlist).isNotDone();
        assertThat(hub.subscriptions).hasValue(1);
        hub.start(MAIN.format());
        send(40);
        assertThat(playlist).isDone();
        assertThat(multivariant).isDone();
        HlsAnswer answer = playlist.join();
        assertThat(answer.contentType()).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(answer.lifetime()).isEqualTo(Duration.ZERO);
        assertThat(names(text(answer))).first().isEqualTo("init-0.mp4");
    }

    @Test
    void everything_that_a_playlist_names_is_there_and_segments_are_their_parts() {
        CompletableFuture<HlsAnswer> waiting = ask(LiveHls.MEDIA_PLAYLIST);
        hub.start(MAIN.format());
        send(250);
        assertThat(waiting).isDone();
        String playlist = text(ask(LiveHls.MEDIA_PLAYLIST).join());
        List<String> names = names(playlist);
        String hinted = names.remove(names.size() - 1);
        long segments = 0;
        for (String name : names) {
            HlsAnswer answer = ask(name).join();
            assertThat(answer.contentType()).isEqualTo("video/mp4");
            assertThat(answer.lifetime()).isPositive();
            assertThat(answer.size()).isPositive();
            segments += name.startsWith("segment") ? 1 : 0;
            if (name.startsWith("part")) {
                assertThat(Boxes.boxes(answer.body().get(0)).get(0).type()).isEqualTo("moof");
            }
        }
        assertThat(segments).isGreaterThan(3);
        CompletableFuture<HlsAnswer> hint = ask(hinted);
        assertThat(hint).isNotDone();
        send(10);
        assertThat(hint.join().size()).isPositive();
        assertThat(failure(ask("part-99999999999.m4s"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure(ask("segment-1.m4s"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure(ask("init-7.mp4"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure(ask("../secret"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void a_reload_waits_for_the_part_that_it_names() {
        CompletableFuture<HlsAnswer> first = ask(LiveHls.MEDIA_PLAYLIST);
        hub.start(MAIN.format());
        send(60);
        String playlist = text(first.join());
        long sequence = Long.parseLong(playlist.replaceAll("(?s).*MEDIA-SEQUENCE:(\\d+).*", "$1"));
        assertThat(failure(ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.of(sequence + 50), OptionalInt.empty())))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(failure(ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.empty(), OptionalInt.of(1))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.of(sequence), OptionalInt.empty()))
                .isDone();
        CompletableFuture<HlsAnswer> whole =
                ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.of(sequence + 1), OptionalInt.empty());
        int parts = 0;
        while (ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.of(sequence + 1), OptionalInt.of(parts))
                .isDone()) {
            parts++;
        }
        assertThat(parts).isPositive();
        CompletableFuture<HlsAnswer> part =
                ask(LiveHls.MEDIA_PLAYLIST, OptionalLong.of(sequence + 1), OptionalInt.of(parts));
        assertThat(part).isNotDone();
        assertThat(whole).isNotDone();
        send(8);
        assertThat(part).isDone();
        assertThat(whole).isNotDone();
        send(60);
        assertThat(text(whole.join())).contains("segment-" + (sequence + 1) + ".m4s");
    }

    @Test
    void who_waits_is_told_when_nothing_comes_any_more() {
        CompletableFuture<HlsAnswer> playlist = ask(LiveHls.MEDIA_PLAYLIST);
        hub.start(new StreamFormat(List.of()));
        assertThat(failure(playlist)).isEqualTo(ErrorCode.STREAM_UNAVAILABLE);
    }

    @Test
    void what_cannot_be_is_refused() {
        HlsRequest unknown = new HlsRequest(
                new StreamId(new UUID(7, 7)),
                false,
                "index.m3u8",
                OptionalLong.empty(),
                OptionalInt.empty(),
                false,
                "");
        assertThat(failure(live.request(unknown).toCompletableFuture())).isEqualTo(ErrorCode.NOT_FOUND);
        hub.fail(PipelineStatus.State.REFUSED);
        assertThat(failure(ask("index.m3u8"))).isEqualTo(ErrorCode.STREAM_UNAVAILABLE);
        assertThat(hub.subscriptions).hasValue(0);
    }

    @Test
    void a_stream_that_ended_is_begun_anew_by_the_next_request() {
        CompletableFuture<HlsAnswer> playlist = ask(LiveHls.MEDIA_PLAYLIST);
        hub.start(new StreamFormat(List.of()));
        assertThat(playlist).isCompletedExceptionally();
        hub.start(MAIN.format());
        CompletableFuture<HlsAnswer> again = ask(LiveHls.MEDIA_PLAYLIST);
        send(60);
        assertThat(text(again.join())).contains("#EXTINF");
    }
}
