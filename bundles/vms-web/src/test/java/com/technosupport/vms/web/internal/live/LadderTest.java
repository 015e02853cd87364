package com.technosupport.vms.web.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.FakeDevices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Set<Codec> H264 = Set.of(Codec.H264, Codec.OPUS, Codec.PCMU, Codec.PCMA);
    private static final Set<Codec> MSE = Set.of(Codec.H264, Codec.AAC, Codec.OPUS);
    private static final Set<Codec> MSE_H265 = Set.of(Codec.H264, Codec.H265, Codec.AAC, Codec.OPUS);

    private final Map<StreamId, StreamFormat> formats = new HashMap<>();

    private List<String> ladder(Camera camera, StreamRole role, Set<Codec> mse, String... failed) {
        return tell(new LiveAsk(camera, role, false, Optional.empty(), H264, mse, Set.of(failed)));
    }

    private List<String> tell(LiveAsk ask) {
        return Ladder.of(ask, stream -> Optional.ofNullable(formats.get(stream))).stream()
                .map(rung -> rung.protocol() + " " + rung.stream().role()
                        + rung.target()
                                .map(target -> target.video()
                                                .map(codec -> " as " + codec)
                                                .orElse("")
                                        + target.audio()
                                                .map(codec -> " with " + codec)
                                                .orElse(""))
                                .orElse("")
                        + (rung.reason().isEmpty() ? "" : ": " + rung.reason().text()))
                .toList();
    }

    private static Camera camera(Codec main, Codec sub) {
        return FakeDevices.camera("Gate", main, sub);
    }

    private void flows(Camera camera, StreamRole role, boolean reordered, Codec sound) {
        List<Track> tracks = new ArrayList<>();
        var stream = camera.stream(role).orElseThrow();
        tracks.add(new Track(0, stream.codec(), 90_000, 0, 1920, 1080, new byte[0], reordered));
        if (sound != null) {
            tracks.add(new Track(1, sound, 8000, 1, 0, 0, new byte[0]));
        }
        formats.put(stream.id(), new StreamFormat(tracks));
    }

    @Test
    void whatTheBrowserTakesComesAsItIsByTheQuickestWay() {
        assertThat(ladder(camera(Codec.H264, Codec.H264), StreamRole.SUB, MSE))
                .first()
                .isEqualTo("webrtc SUB");
    }

    @Test
    void eachWayThatFailedIsLeftOutAndTold() {
        Camera camera = camera(Codec.H264, Codec.H264);
        assertThat(ladder(camera, StreamRole.MAIN, MSE, "webrtc"))
                .first()
                .isEqualTo("mse MAIN: WebRTC brought no picture; sent by WebSocket");
        assertThat(ladder(camera, StreamRole.MAIN, MSE, "webrtc", "mse"))
                .first()
                .isEqualTo("hls MAIN: WebRTC and the WebSocket brought no picture; sent as HLS, some seconds late");
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(() -> ladder(camera, StreamRole.MAIN, MSE, "webrtc", "mse", "hls"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STREAM_UNAVAILABLE));
    }

    @Test
    void whatIsToldHasCodesAndWhatTheyNameBesideTheSentence() {
        LiveAsk ask = new LiveAsk(
                camera(Codec.H265, Codec.H264), StreamRole.MAIN, false, Optional.empty(), H264, MSE, Set.of("webrtc"));
        assertThat(Ladder.of(ask, stream -> Optional.empty()).get(0).reason().notes())
                .extracting(note -> note.code().wireName() + " " + note.values())
                .containsExactly(
                        "codec_unsupported {codec=H265}",
                        "way_failed {ways=webrtc}",
                        "other_stream {role=SUB}",
                        "slower_way {way=mse}");
    }

    @Test
    void h265GoesByTheWayThatTakesItThenTheSubStreamThenAnew() {
        Camera camera = camera(Codec.H265, Codec.H264);
        assertThat(ladder(camera, StreamRole.MAIN, MSE_H265))
                .startsWith("mse MAIN: H.265 cannot go by WebRTC to this browser; sent by WebSocket");
        assertThat(ladder(camera, StreamRole.MAIN, MSE))
                .startsWith("webrtc SUB: H.265 is not supported by this browser; showing the sub-stream")
                .contains("webrtc MAIN as H264: H.265 is not supported by this browser; the server codes it anew as"
                        + " H.264");
        assertThat(ladder(camera(Codec.H265, Codec.H265), StreamRole.MAIN, MSE))
                .startsWith(
                        "webrtc MAIN as H264: H.265 is not supported by this browser; the server codes it anew as"
                                + " H.264",
                        "mse MAIN as H264: H.265 is not supported by this browser; the server codes it anew as H.264,"
                                + " sent by WebSocket");
    }

    @Test
    void picturesInAnotherOrderDoNotGoByWebRtc() {
        Camera camera = camera(Codec.H264, Codec.H264);
        flows(camera, StreamRole.MAIN, true, null);
        assertThat(ladder(camera, StreamRole.MAIN, MSE))
                .startsWith("mse MAIN: The stream uses B-frames, which WebRTC cannot show; sent by WebSocket");
    }

    @Test
    void motionJpegIsCodedAnewWhereThereIsNoOtherStream() {
        Camera camera = camera(Codec.MJPEG, null);
        assertThat(ladder(camera, StreamRole.SUB, MSE))
                .startsWith(
                        "webrtc MAIN as H264: Motion JPEG is not supported by this browser; showing the main stream,"
                                + " the server codes it anew as H.264");
    }

    @Test
    void soundThatAWayCannotCarryIsCodedAnew() {
        Camera camera = camera(Codec.H264, null);
        LiveAsk ask = new LiveAsk(camera, StreamRole.MAIN, true, Optional.empty(), H264, MSE, Set.of());
        flows(camera, StreamRole.MAIN, false, Codec.AAC);
        assertThat(tell(ask)).first().isEqualTo("webrtc MAIN with OPUS");
        assertThat(tell(ask).get(1)).startsWith("mse MAIN").doesNotContain("OPUS");
        flows(camera, StreamRole.MAIN, false, Codec.PCMA);
        assertThat(tell(ask)).first().isEqualTo("webrtc MAIN");
        assertThat(tell(ask).get(1)).startsWith("mse MAIN with OPUS");
        flows(camera, StreamRole.MAIN, false, null);
        assertThat(tell(ask)).first().isEqualTo("webrtc MAIN");
    }

    @Test
    void aViewerWithItsOwnOfferGetsWebRtcAlone() {
        Camera camera = camera(Codec.H265, Codec.H264);
        LiveAsk ask = new LiveAsk(camera, StreamRole.MAIN, false, Optional.of("v=0"), Set.of(), Set.of(), Set.of());
        assertThat(tell(ask)).allMatch(rung -> rung.startsWith("webrtc"));
        assertThat(tell(ask))
                .startsWith(
                        "webrtc MAIN", "webrtc SUB: H.265 is not supported by this browser; showing the sub-stream");
    }
}
