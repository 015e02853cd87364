package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HLS over HTTP: who gets which stream, the headers, and requests that wait. */
class HlsTest {

    private final Answers answers = new Answers();
    private TestServer server;

    /** What stands behind the resource; answers when the test says so. */
    private static final class Answers implements LiveHls {

        private final BlockingQueue<HlsRequest> asked = new LinkedBlockingQueue<>();
        private volatile CompletableFuture<HlsAnswer> answer = CompletableFuture.completedFuture(
                new HlsAnswer("application/vnd.apple.mpegurl", List.of(bytes("#EXTM3U\n")), Duration.ZERO));

        @Override
        public CompletionStage<HlsAnswer> request(HlsRequest request) {
            asked.add(request);
            return answer;
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.setHls(answers);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    private HttpResponse<String> get(String rest, String token) throws Exception {
        return server.get("/api/cameras/" + server.first.id() + "/hls/" + rest, token);
    }

    private StreamId stream(StreamRole role) {
        return server.first.stream(role).orElseThrow().id();
    }

    @Test
    void a_playlist_is_asked_for_with_what_the_player_says() throws Exception {
        HttpResponse<String> response =
                get("index.m3u8?role=SUB&audio=true&_HLS_msn=17&_HLS_part=3&_HLS_skip=YES", server.viewer);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("#EXTM3U\n");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.apple.mpegurl");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
        HlsRequest asked = answers.asked.remove();
        assertThat(asked.stream()).isEqualTo(stream(StreamRole.SUB));
        assertThat(asked.audio()).isTrue();
        assertThat(asked.mediaSequence()).hasValue(17);
        assertThat(asked.part()).hasValue(3);
        assertThat(asked.skip()).isTrue();
        assertThat(asked.query()).isEqualTo("?role=SUB&audio=true");
    }

    @Test
    void parts_may_be_kept_by_this_player_alone() throws Exception {
        answers.answer = CompletableFuture.completedFuture(
                new HlsAnswer("video/mp4", List.of(bytes("one"), bytes("two")), Duration.ofMinutes(2)));
        HttpResponse<String> response = get("segment-5.m4s?role=MAIN", server.viewer);
        assertThat(response.body()).isEqualTo("onetwo");
        assertThat(response.headers().firstValue("Content-Type")).contains("video/mp4");
        assertThat(response.headers().firstValue("Content-Length")).contains("6");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("private, max-age=120, immutable");
        assertThat(answers.asked.remove().resource()).isEqualTo("segment-5.m4s");
    }

    @Test
    void only_who_may_see_the_camera_gets_it() throws Exception {
        assertThat(get("index.m3u8", null).statusCode()).isEqualTo(401);
        assertThat(server.get("/api/cameras/" + server.second.id() + "/hls/index.m3u8", server.viewer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("index.m3u8?role=BEST", server.viewer).statusCode()).isEqualTo(400);
        assertThat(get("index.m3u8?codec=H265", server.viewer).statusCode()).isEqualTo(400);
        assertThat(answers.asked).isEmpty();
    }

    @Test
    void a_request_waits_and_is_answered_later() throws Exception {
        CompletableFuture<HlsAnswer> later = new CompletableFuture<>();
        answers.answer = later;
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            waiting.add(server.client.sendAsync(
                    server.request(
                                    "GET",
                                    "/api/cameras/" + server.first.id() + "/hls/index.m3u8?_HLS_msn=" + i,
                                    server.viewer,
                                    null)
                            .build(),
                    BodyHandlers.ofString()));
        }
        // More wait than the server has threads.
        for (int i = 0; i < 300; i++) {
            assertThat(answers.asked.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        later.complete(new HlsAnswer("application/vnd.apple.mpegurl", List.of(bytes("#EXTM3U\n")), Duration.ZERO));
        for (CompletableFuture<HttpResponse<String>> one : waiting) {
            assertThat(one.get(20, TimeUnit.SECONDS).body()).isEqualTo("#EXTM3U\n");
        }
    }

    @Test
    void failures_are_problems() throws Exception {
        answers.answer =
                CompletableFuture.failedFuture(new VmsException(ErrorCode.INVALID_REQUEST, "That lies too far ahead"));
        HttpResponse<String> response = get("index.m3u8?_HLS_msn=99", server.viewer);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).path("detail").textValue()).isEqualTo("That lies too far ahead");
        answers.asked.clear();
        answers.answer = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> late = server.client.sendAsync(
                server.request("GET", "/api/cameras/" + server.first.id() + "/hls/index.m3u8", server.viewer, null)
                        .build(),
                BodyHandlers.ofString());
        assertThat(answers.asked.poll(20, TimeUnit.SECONDS)).isNotNull();
        answers.answer.completeExceptionally(new VmsException(ErrorCode.STREAM_UNAVAILABLE, "No picture has come"));
        assertThat(late.get(20, TimeUnit.SECONDS).body()).contains("No picture has come");
    }

    @Test
    void pictures_and_sound_are_coded_anew_where_they_have_to_be() throws Exception {
        StreamId anew = new StreamId(new UUID(9, 9));
        List<TranscodeTarget> targets = new ArrayList<>();
        server.services.set(new Transcoder() {
            @Override
            public StreamId transcode(StreamId stream, TranscodeTarget target) {
                targets.add(target);
                return anew;
            }

            @Override
            public Optional<StreamId> origin(StreamId transcoded) {
                return Optional.empty();
            }
        });
        String second = "/api/cameras/" + server.second.id() + "/hls/index.m3u8?codec=H264";
        assertThat(server.get(second, server.admin).statusCode()).isEqualTo(200);
        HlsRequest asked = answers.asked.remove();
        assertThat(asked.stream()).isEqualTo(anew);
        assertThat(asked.query()).isEqualTo("?role=MAIN&codec=H264");
        assertThat(targets).containsExactly(TranscodeTarget.H264_PICTURES);
        // What was decided stays: a player's requests must not go to different streams.
        assertThat(server.get(second, server.admin).statusCode()).isEqualTo(200);
        assertThat(answers.asked.remove().stream()).isEqualTo(anew);
        assertThat(targets).hasSize(1);
        // It is H.264 already.
        assertThat(get("index.m3u8?codec=H264", server.viewer).statusCode()).isEqualTo(200);
        assertThat(answers.asked.remove().stream()).isEqualTo(stream(StreamRole.MAIN));
        assertThat(server.second.stream(StreamRole.MAIN).orElseThrow().codec()).isEqualTo(Codec.H265);
        // While the sound is not known.
        assertThat(get("index.m3u8?audio=true", server.viewer).statusCode()).isEqualTo(200);
        assertThat(answers.asked.remove().stream()).isEqualTo(anew);
        assertThat(targets).last().isEqualTo(TranscodeTarget.OPUS_SOUND);
    }
}
