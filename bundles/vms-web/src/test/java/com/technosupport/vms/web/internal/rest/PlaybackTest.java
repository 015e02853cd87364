package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportContent;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.recording.Exports;
import com.technosupport.vms.api.recording.Playback;
import com.technosupport.vms.api.recording.PlaybackRequest;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingState;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.api.recording.ThumbnailStrip;
import com.technosupport.vms.api.recording.Timeline;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.EventCounts;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Footage and exports over HTTP: who gets what, the headers, and what is no request. */
class PlaybackTest {

    private static final String RANGE = "?from=2026-03-01T12:00:00Z&to=2026-03-01T13:00:00%2B00:00";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Footage footage = new Footage();
    private final Copies copies = new Copies();
    private final SegmentId segment = SegmentId.next(Clock.systemUTC());
    private TestServer server;
    private String operator;

    private static final class Footage implements Playback {

        private final List<Object> asked = new ArrayList<>();

        @Override
        public String playlist(PlaybackRequest request) {
            asked.add(request);
            return "#EXTM3U\n";
        }

        @Override
        public ByteBuffer initialisation(CameraId camera, SegmentId id, Content content) {
            asked.add(id);
            return ByteBuffer.wrap("init".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public ByteBuffer media(CameraId camera, SegmentId id, int from, int to, Content content) {
            asked.add(from + "-" + to + " " + content);
            return ByteBuffer.wrap("media".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public List<Instant> keyFrames(PlaybackRequest request) {
            return List.of(NOON, NOON.plusMillis(2001));
        }

        @Override
        public Thumbnail thumbnail(CameraId camera, StreamRole role, Instant at, int width) {
            asked.add(at + " " + width);
            return new Thumbnail(new byte[] {1, 2, 3}, NOON);
        }

        @Override
        public ThumbnailStrip strip(CameraId camera, StreamRole role, Instant from, Instant to, int count, int width) {
            asked.add(count + " of " + width);
            return new ThumbnailStrip(new byte[] {4, 5}, 10, width, 90, List.of(Optional.of(NOON), Optional.empty()));
        }

        @Override
        public Timeline timeline(CameraId camera, StreamRole role, Instant from, Instant to, int buckets) {
            RecordingGap gap = new RecordingGap(
                    camera, role, NOON, Optional.empty(), RecordingGap.Cause.DISK, "The disk was full");
            return new Timeline(from, to, List.of(255, 0), List.of(false, true), List.of(0, 1), List.of(gap), false);
        }
    }

    private static final class Copies implements Exports {

        private final Map<ExportId, Export> known = new LinkedHashMap<>();

        @Override
        public Export start(ExportRequest request) {
            Export export = new Export(
                    ExportId.next(Clock.systemUTC()),
                    request,
                    NOON,
                    Export.State.DONE,
                    1,
                    "",
                    List.of(new Export.File(
                            request.cameras().keySet().iterator().next(),
                            "clip.mp4",
                            10,
                            "00",
                            List.of(new Export.Piece(NOON, NOON.plusSeconds(1), 0)))),
                    Optional.empty());
            known.put(export.id(), export);
            return export;
        }

        @Override
        public Optional<Export> get(ExportId id) {
            return Optional.ofNullable(known.get(id));
        }

        @Override
        public List<Export> list() {
            return List.copyOf(known.values());
        }

        @Override
        public void delete(ExportId id) {
            known.remove(id);
        }

        @Override
        public ExportContent content(ExportId id) {
            return new Digits("clip.mp4", "video/mp4");
        }

        @Override
        public ExportContent evidence(ExportId id) {
            throw new VmsException(ErrorCode.IN_USE, "The export is not done");
        }

        @Override
        public String publicKey() {
            return "-----BEGIN PUBLIC KEY-----\n";
        }
    }

    private record Digits(String name, String contentType) implements ExportContent {

        @Override
        public long size() {
            return 10;
        }

        @Override
        public String tag() {
            return "tag";
        }

        @Override
        public void write(long from, long length, OutputStream out) throws IOException {
            out.write("0123456789".getBytes(StandardCharsets.UTF_8), (int) from, (int) length);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set((Playback) footage);
        server.services.set((Exports) copies);
        operator = server.access.account("operator", Role.OPERATOR, false, server.first.id());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> get(String rest, String token) throws Exception {
        return server.get("/api/cameras/" + server.first.id() + "/" + rest, token);
    }

    @Test
    void a_playlist_is_asked_for_and_audited_once_a_view() throws Exception {
        HttpResponse<String> response = get("playback.m3u8" + RANGE + "&role=SUB&keyframes=true", server.viewer);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.apple.mpegurl");
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(response.body().length());
        assertThat(footage.asked)
                .containsExactly(
                        new PlaybackRequest(server.first.id(), StreamRole.SUB, NOON, NOON.plusSeconds(3600), true));
        get("playback.m3u8" + RANGE, server.viewer);
        get("playback.m3u8" + RANGE, server.admin);
        assertThat(audited("playback.start")).hasSize(2);
    }

    private List<JsonNode> audited(String action) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        TestServer.json(server.get("/api/audit", server.admin)).path("items").forEach(entry -> {
            if (entry.path("action").textValue().equals(action)) {
                found.add(entry);
            }
        });
        return found;
    }

    @Test
    void parts_are_kept_by_the_browser_alone() throws Exception {
        HttpResponse<String> init = get("playback/" + segment + "/init.mp4", server.viewer);
        assertThat(init.body()).isEqualTo("init");
        HttpResponse<String> media = get("playback/" + segment + "/2000-4000.m4s", server.viewer);
        assertThat(media.body()).isEqualTo("media");
        assertThat(media.headers().firstValue("Content-Length")).contains("5");
        assertThat(media.headers().allValues("Cache-Control")).containsExactly("private, max-age=3600, immutable");
        assertThat(get("playback/" + segment + "/2000-4000.key.m4s", server.viewer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("playback/" + segment + "/0-5.silent.m4s", server.viewer).statusCode())
                .isEqualTo(200);
        assertThat(footage.asked).containsExactly(segment, "2000-4000 ALL", "2000-4000 KEY_FRAMES", "0-5 SILENT");
    }

    @Test
    void thumbnails_timelines_and_key_frames_are_answered() throws Exception {
        HttpResponse<String> picture = get("thumbnail.jpg?at=2026-03-01T12:00:07.5Z&width=200", server.viewer);
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(picture.headers().firstValue("VMS-Picture-Time")).contains("2026-03-01T12:00:00Z");
        assertThat(footage.asked).containsExactly("2026-03-01T12:00:07.500Z 200");
        JsonNode timeline = TestServer.json(get("timeline" + RANGE + "&buckets=2", server.viewer));
        assertThat(timeline.path("coverage").toString()).isEqualTo("[255,0]");
        assertThat(timeline.at("/gaps/0/cause").textValue()).isEqualTo("DISK");
        assertThat(timeline.at("/gaps/0").has("to")).isFalse();
        assertThat(get("playback/keyframes" + RANGE, server.viewer).body())
                .isEqualTo("{\"items\":[\"2026-03-01T12:00:00Z\",\"2026-03-01T12:00:02.001Z\"]}");
    }

    @Test
    void only_who_may_see_the_camera_gets_anything() throws Exception {
        for (String rest : List.of(
                "playback.m3u8" + RANGE,
                "playback/" + segment + "/init.mp4",
                "playback/keyframes" + RANGE,
                "thumbnail.jpg?at=2026-03-01T12:00:00Z",
                "timeline" + RANGE)) {
            assertThat(get(rest, null).statusCode()).as(rest).isEqualTo(401);
            assertThat(server.get("/api/cameras/" + server.second.id() + "/" + rest, server.viewer)
                            .statusCode())
                    .as(rest)
                    .isEqualTo(403);
            assertThat(server.get("/api/cameras/" + CameraId.next(Clock.systemUTC()) + "/" + rest, server.admin)
                            .statusCode())
                    .as(rest)
                    .isEqualTo(404);
        }
        assertThat(footage.asked).isEmpty();
    }

    @Test
    void what_is_no_request_is_refused() throws Exception {
        for (String rest : List.of(
                "playback.m3u8",
                "playback.m3u8?from=yesterday&to=2026-03-01T13:00:00Z",
                "playback.m3u8?from=2026-03-01T13:00:00Z&to=2026-03-01T12:00:00Z",
                "playback.m3u8?from=2026-03-01T13:00:00Z&to=2026-03-03T12:00:00Z",
                "playback.m3u8?from=-999999999-01-01T00:00:00Z&to=%2B999999999-12-31T23:59:59Z",
                "playback.m3u8" + RANGE + "&role=BEST",
                "thumbnail.jpg",
                "thumbnail.jpg?at=9999-03-01T12:00:00Z",
                "playback/nothing/init.mp4")) {
            assertThat(get(rest, server.viewer).statusCode()).as(rest).isEqualTo(400);
        }
        for (String rest : List.of(
                "playback/" + segment + "/other.mp4",
                "playback/" + segment + "/99999999999-1.m4s",
                "playback/" + segment + "/..%2f..%2fetc%2fpasswd",
                "playback/" + segment + "/-5-7.m4s")) {
            assertThat(get(rest, server.viewer).statusCode()).as(rest).isIn(400, 404);
        }
        assertThat(footage.asked).isEmpty();
    }

    private String export(String token, String json) throws Exception {
        HttpResponse<String> response = server.call("POST", "/api/exports", token, json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return response.headers().firstValue("Location").orElseThrow();
    }

    private String asked(CameraId... cameras) {
        String ids = String.join(
                "\",\"", List.of(cameras).stream().map(CameraId::toString).toList());
        return "{\"cameraIds\":[\"" + ids + "\"],\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-01T12:01:00Z\"}";
    }

    @Test
    void an_export_is_made_followed_downloaded_and_deleted() throws Exception {
        String path = export(operator, asked(server.first.id()));
        JsonNode export = TestServer.json(server.get(path, operator));
        assertThat(export.path("state").textValue()).isEqualTo("DONE");
        assertThat(export.path("format").textValue()).isEqualTo("mp4");
        assertThat(export.path("requestedBy").textValue()).isEqualTo("operator");
        assertThat(export.at("/files/0/name").textValue()).isEqualTo("clip.mp4");
        HttpResponse<String> whole = server.get(path + "/file", operator);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"clip.mp4\"");
        HttpResponse<String> part = server.send(
                server.request("GET", path + "/file", operator, null).header("Range", "bytes=3-5"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("345");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 3-5/10");
        assertThat(ranged(path, "bytes=-2").body()).isEqualTo("89");
        assertThat(ranged(path, "bytes=7-").body()).isEqualTo("789");
        assertThat(ranged(path, "bytes=10-").statusCode()).isEqualTo(416);
        assertThat(ranged(path, "bytes=5-3").statusCode()).isEqualTo(200);
        assertThat(ranged(path, "lines=1-2").statusCode()).isEqualTo(200);
        assertThat(server.get(path + "/evidence.zip", operator).statusCode()).isEqualTo(409);
        assertThat(server.get("/api/exports/key", server.viewer).body()).startsWith("-----BEGIN PUBLIC KEY");
        assertThat(server.call("DELETE", path, operator, null).statusCode()).isEqualTo(204);
        assertThat(server.get(path, operator).statusCode()).isEqualTo(404);
        assertThat(audited("export.start")).hasSize(1);
        assertThat(audited("export.download")).isNotEmpty();
        assertThat(audited("export.delete")).hasSize(1);
    }

    private HttpResponse<String> ranged(String path, String range) throws Exception {
        HttpRequest.Builder request = server.request("GET", path + "/file", operator, null);
        return server.send(request.header("Range", range));
    }

    @Test
    void exports_of_others_are_not_there() throws Exception {
        String own = export(operator, asked(server.first.id()));
        String both = export(server.admin, asked(server.first.id(), server.second.id()));
        assertThat(server.get(both, operator).statusCode()).isEqualTo(404);
        assertThat(server.get(both + "/file", operator).statusCode()).isEqualTo(404);
        assertThat(server.call("DELETE", both, operator, null).statusCode()).isEqualTo(404);
        assertThat(TestServer.json(server.get("/api/exports", operator)).path("items"))
                .hasSize(1);
        assertThat(TestServer.json(server.get("/api/exports", server.admin)).path("items"))
                .hasSize(2);
        // A grant that was taken back takes its exports with it.
        server.access.grant("operator");
        assertThat(server.get(own, operator).statusCode()).isEqualTo(404);
        assertThat(server.call("POST", "/api/exports", operator, asked(server.second.id()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.call("POST", "/api/exports", server.viewer, asked(server.first.id()))
                        .statusCode())
                .isEqualTo(403);
        for (String wrong : List.of(
                "{}",
                "{\"cameraIds\":[null]}",
                asked(server.first.id()).replace("12:01", "11:01"),
                asked(server.first.id()).replace("2026-03-01T12:01", "2027-03-01T12:01"),
                asked(server.first.id()).replace("{", "{\"format\":\"avi\","))) {
            assertThat(server.call("POST", "/api/exports", server.admin, wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    private static final String SQUARE =
            "{\"areas\":[{\"name\":\"window\",\"points\":[[0.0,0.0],[0.5,0.0],[0.5,0.5],[0.0,0.5]]}],\"clearFor\":\"OPERATOR\"}";

    @Test
    void what_is_hidden_is_hidden_in_all_that_is_played() throws Exception {
        String camera = "/api/cameras/" + server.first.id();
        String masks = camera + "/masks";
        assertThat(server.get(masks, server.viewer).body()).contains("\"areas\":[]", "\"clearFor\":\"ADMIN\"");
        assertThat(server.call("PUT", masks, server.viewer, SQUARE).statusCode())
                .isEqualTo(403);
        assertThat(server.call("PUT", masks, server.admin, SQUARE).statusCode()).isEqualTo(200);
        assertThat(TestServer.json(server.get(masks, server.viewer))).isEqualTo(Json.MAPPER.readTree(SQUARE));

        // A viewer gets it under the mask, and not by another name either.
        assertThat(server.get(camera + "/playback.m3u8" + RANGE, server.viewer).statusCode())
                .isEqualTo(200);
        assertThat(((PlaybackRequest) footage.asked.get(footage.asked.size() - 1)).masked())
                .isTrue();
        String part = camera + "/playback/" + segment + "/";
        for (String clear : List.of("init.mp4", "silent.mp4", "0-2000.m4s", "0-2000.key.m4s", "0-2000.silent.m4s")) {
            HttpResponse<String> refused = server.get(part + clear, server.viewer);
            assertThat(refused.statusCode()).as(clear).isEqualTo(403);
            assertThat(refused.body()).contains("hidden from your role");
            HttpResponse<String> masked = server.get(part + "masked-" + clear, server.viewer);
            assertThat(masked.statusCode()).as(clear).isEqualTo(200);
            assertThat(masked.headers().firstValue("Cache-Control")).contains("no-store");
        }
        assertThat(footage.asked).contains("0-2000 MASKED", "0-2000 MASKED_KEY_FRAMES", "0-2000 MASKED_SILENT");
        // For the others nothing changes.
        assertThat(server.get(camera + "/playback.m3u8" + RANGE, operator).statusCode())
                .isEqualTo(200);
        assertThat(((PlaybackRequest) footage.asked.get(footage.asked.size() - 1)).masked())
                .isFalse();
        assertThat(server.get(part + "0-2000.m4s", operator).statusCode()).isEqualTo(200);
    }

    @Test
    void masks_that_are_none_are_refused() throws Exception {
        String masks = "/api/cameras/" + server.first.id() + "/masks";
        for (String wrong : List.of(
                "{}",
                "{\"areas\":[null]}",
                "{\"areas\":[{\"name\":\"a\"}]}",
                "{\"areas\":[{\"name\":\"a\",\"points\":[[0,0],[1,1]]}]}",
                "{\"areas\":[{\"name\":\"a\",\"points\":[[0,0],[1,1],[0,1.5]]}]}",
                "{\"areas\":[{\"name\":\"\",\"points\":[[0,0],[1,1],[0,1]]}]}",
                "{\"areas\":[],\"clearFor\":\"NOBODY\"}")) {
            assertThat(server.call("PUT", masks, server.admin, wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(server.get(masks, server.viewer).body()).contains("\"areas\":[]");
    }

    @Test
    void a_strip_of_thumbnails_says_what_it_shows() throws Exception {
        HttpResponse<String> strip =
                server.get("/api/cameras/" + server.first.id() + "/thumbnails" + RANGE + "&count=2", server.viewer);
        assertThat(strip.statusCode()).isEqualTo(200);
        assertThat(strip.headers().firstValue("VMS-Picture-Times")).contains(NOON + ",");
        assertThat(strip.headers().firstValue("VMS-Columns")).contains("10");
        assertThat(strip.headers().firstValue("VMS-Picture-Size")).contains("160x90");
        assertThat(footage.asked).containsExactly("2 of 160");
    }

    @Test
    void timelines_of_several_cameras_come_with_their_events() throws Exception {
        server.services.setCounts((cameras, from, to, buckets) ->
                Map.of(server.first.id(), List.of(new EventCounts.Count(1, 7, Severity.WARNING))));
        String both = "/api/timeline" + RANGE + "&buckets=2&cameras=" + server.first.id() + "," + server.second.id();
        JsonNode answer = TestServer.json(server.get(both, server.admin));
        assertThat(answer.path("cameras")).hasSize(2);
        JsonNode lane = answer.path("cameras").path(0);
        assertThat(lane.path("cameraId").asText()).isEqualTo(server.first.id().toString());
        assertThat(lane.path("coverage").toString()).isEqualTo("[255,0]");
        assertThat(lane.path("events").toString()).isEqualTo("[0,7]");
        assertThat(lane.path("maxSeverity").toString()).isEqualTo("[null,\"WARNING\"]");
        assertThat(lane.path("gaps").path(0).path("cause").asText()).isEqualTo("DISK");
        assertThat(answer.path("cameras").path(1).path("events").toString()).isEqualTo("[0,0]");
        assertThat(server.get(both, server.viewer).statusCode()).isEqualTo(403);
        assertThat(server.get("/api/timeline" + RANGE, server.admin).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_camera_tells_whether_it_is_recorded() throws Exception {
        server.services.setStates(camera -> Optional.of(
                new RecordingState(false, RecordingMode.CONTINUOUS, NOON, Optional.empty(), "The disk was full")));
        JsonNode recording = TestServer.json(server.get("/api/cameras/" + server.first.id(), server.viewer))
                .path("recording");
        assertThat(recording.path("recording").asBoolean(true)).isFalse();
        assertThat(recording.path("mode").asText()).isEqualTo("CONTINUOUS");
        assertThat(recording.path("reason").asText()).isEqualTo("The disk was full");
        assertThat(recording.hasNonNull("last")).isFalse();
    }
}
