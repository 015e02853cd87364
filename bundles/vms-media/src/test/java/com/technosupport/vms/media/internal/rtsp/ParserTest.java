package com.technosupport.vms.media.internal.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.model.Codec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices send us in RTSP and SDP: as it should be, as some write it, and as nobody should. */
class ParserTest {

    private static final String DESCRIPTION = """
            v=0
            o=- 1109162014219182 1109162014219192 IN IP4 x.y.z.w
            s=Media Presentation
            b=AS:5100
            t=0 0
            a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/
            m=video 0 RTP/AVP 96
            b=AS:5000
            a=recvonly
            a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=1
            a=rtpmap:96 H264/90000
            a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z2QAFqzZQKAv+WEAAAMAAQAAAwADwA8WLZY=,aOvjyyLA
            m=audio 0 RTP/AVP 8
            a=recvonly
            a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=2
            a=rtpmap:8 PCMA/8000
            m=application 0 RTP/AVP 107
            a=control:trackID=3
            a=rtpmap:107 vnd.onvif.metadata/90000
            """;

    /** Keeps what is found. */
    private static final class Found implements RtspFraming.Output {
        final List<RtspMessage> messages = new ArrayList<>();
        int frames;
        int bytes;

        @Override
        public void message(RtspMessage message) {
            messages.add(message);
        }

        @Override
        public void frame(int channel, ByteBuffer buffer, int start, int length) {
            frames++;
            bytes += length;
        }

        @Override
        public boolean knows(int channel) {
            return channel < 4;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aDescriptionAsCamerasWriteIt() {
        SessionDescription description = SessionDescription.parse(bytes(DESCRIPTION.replace("\n", "\r\n")));
        SessionDescription.Media video = description.first(Codec.Kind.VIDEO).orElseThrow();
        assertThat(video.track().orElseThrow().codec()).isEqualTo(Codec.H264);
        assertThat(video.track().orElseThrow().parameterSets()).hasSize(2);
        assertThat(video.control()).endsWith("trackID=1");
        assertThat(description
                        .first(Codec.Kind.AUDIO)
                        .orElseThrow()
                        .track()
                        .orElseThrow()
                        .codec())
                .isEqualTo(Codec.PCMA);
        assertThat(description.media()).hasSize(3);
    }

    @Test
    void aacAndH265() {
        SessionDescription description = SessionDescription.parse(bytes("""
                v=0
                m=video 0 RTP/AVP 97
                a=rtpmap:97 H265/90000
                a=fmtp:97 sprop-vps=QAEMAf//;sprop-sps=QgEB;sprop-pps=RAHA
                m=audio 0 RTP/AVP 104
                a=rtpmap:104 mpeg4-generic/16000/1
                a=fmtp:104 streamtype=5; profile-level-id=15; mode=AAC-hbr; config=1408;sizeLength=13; indexLength=3; indexDeltaLength=3
                """));
        assertThat(description
                        .first(Codec.Kind.VIDEO)
                        .orElseThrow()
                        .track()
                        .orElseThrow()
                        .parameterSets())
                .hasSize(3);
        var audio = description.first(Codec.Kind.AUDIO).orElseThrow().track().orElseThrow();
        assertThat(audio.codec()).isEqualTo(Codec.AAC);
        assertThat(audio.clockRate()).isEqualTo(16_000);
        assertThat(audio.channels()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://cam/s, '', trackID=1, rtsp://cam/s/trackID=1",
        "rtsp://cam/s, rtsp://cam/s/, trackID=1, rtsp://cam/s/trackID=1",
        "rtsp://cam/s, rtsp://cam/s/, *, rtsp://cam/s/",
        "rtsp://cam/s, rtsp://10.0.0.9:554/s/, rtsp://10.0.0.9:554/s/track1, rtsp://cam/s/track1",
        "rtsp://cam:8554/cam/realmonitor?channel=1&subtype=0, rtsp://cam:8554/cam/realmonitor?channel=1&subtype=0/,"
                + " trackID=0, rtsp://cam:8554/cam/realmonitor?channel=1&subtype=0/trackID=0",
        "rtsp://cam/s, '', ?ctype=video, rtsp://cam/s?ctype=video",
        "rtsp://cam/s?a=b, '', track1, rtsp://cam/s?a=b/track1"
    })
    void controlsLeadWhereCamerasMeanThemTo(String asked, String base, String control, String expected) {
        URI uri = URI.create(asked);
        RtspMessage answer = new RtspMessage(
                "RTSP/1.0 200 OK", base.isEmpty() ? Map.of() : Map.of("content-base", List.of(base)), new byte[0]);
        assertThat(Addresses.control(uri, Addresses.base(uri, answer), control)).isEqualTo(expected);
    }

    @Test
    void redirectsStayWithTheHost() {
        URI asked = URI.create("rtsp://cam:554/a");
        assertThat(Addresses.redirect(asked, "rtsp://cam:8554/b?c=d")).contains(URI.create("rtsp://cam:8554/b?c=d"));
        assertThat(Addresses.redirect(asked, "/b")).contains(URI.create("rtsp://cam:554/b"));
        assertThat(Addresses.redirect(asked, "rtsp://elsewhere/b")).isEmpty();
        assertThat(Addresses.redirect(asked, "http://cam/b")).isEmpty();
        assertThat(Addresses.redirect(asked, "::not an address")).isEmpty();
    }

    @Test
    void digestAsInRfc7616() {
        RtspAuthentication authentication = new RtspAuthentication(new Credential("Mufasa", "Circle of Life"));
        assertThat(authentication.challenged(List.of(
                        "Basic realm=\"x\"",
                        "Digest realm=\"http-auth@example.org\", algorithm=MD5, nonce=\"n1\"",
                        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256,"
                                + " nonce=\"n2\", opaque=\"o\\\"p\"")))
                .isEqualTo(RtspAuthentication.Verdict.TRY);
        String header = authentication.authorization("DESCRIBE", "rtsp://x/").orElseThrow();
        assertThat(header)
                .contains("algorithm=SHA-256", "nonce=\"n2\"", "qop=auth", "nc=00000001", "opaque=\"o\\\"p\"")
                .doesNotContain("Circle");
        assertThat(authentication.challenged(List.of("Digest realm=\"r\", nonce=\"n3\", stale=true")))
                .as("a stale nonce")
                .isEqualTo(RtspAuthentication.Verdict.TRY);
        assertThat(authentication.challenged(List.of("Digest realm=\"r\", nonce=\"n4\"")))
                .as("no second try of the password")
                .isEqualTo(RtspAuthentication.Verdict.REFUSED);
    }

    @Test
    void digestWithoutQopAsInRfc2069() {
        RtspAuthentication authentication = new RtspAuthentication(new Credential("Mufasa", "CircleOfLife"));
        assertThat(authentication.challenged(
                        List.of("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"")))
                .isEqualTo(RtspAuthentication.Verdict.TRY);
        // The example of RFC 2069 with the response that its erratum 749 gives.
        assertThat(authentication.authorization("GET", "/dir/index.html").orElseThrow())
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"");
    }

    @Test
    void messagesAndFramesInAnyPieces() throws Exception {
        byte[] all = bytes("\r\nRTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\nhello" + "$\0\0\3abc"
                + "RTSP/1.0 200 OK\nCSeq: 2\n\n" + "$\1\0\0");
        for (int piece = 1; piece <= all.length; piece++) {
            Found found = new Found();
            RtspFraming framing = new RtspFraming(found);
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            for (int at = 0; at < all.length; at += piece) {
                buffer.put(all, at, Math.min(piece, all.length - at));
                int used = framing.take(buffer, buffer.position());
                buffer.flip().position(used);
                buffer.compact();
            }
            assertThat(found.messages).hasSize(2);
            assertThat(new String(found.messages.get(0).body(), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
            assertThat(found.messages.get(1).sequence()).hasValue(2);
            assertThat(found.frames).isEqualTo(2);
            assertThat(found.bytes).isEqualTo(3);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() {
        ByteBuffer endless = ByteBuffer.wrap(bytes("RTSP/1.0 200 OK\r\n" + "X: y\r\n".repeat(5000)));
        assertThatThrownBy(() -> new RtspFraming(new Found()).take(endless, endless.capacity()))
                .isInstanceOf(RtspFraming.NotRtspException.class);
        ByteBuffer body = ByteBuffer.wrap(bytes("RTSP/1.0 200 OK\r\nContent-Length: 100000000\r\n\r\n"));
        assertThatThrownBy(() -> new RtspFraming(new Found()).take(body, body.capacity()))
                .isInstanceOf(RtspFraming.NotRtspException.class);
    }

    @Test
    void noBytesMakeAParserThrowSomethingElse() {
        Random random = new Random(5);
        byte[] good = bytes("RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nContent-Length: 12\r\nWWW-Authenticate: Digest"
                + " realm=\"a\", nonce=\"b\"\r\n\r\nhello world!$\0\0\3abc" + DESCRIPTION);
        for (int i = 0; i < 20_000; i++) {
            byte[] input = good.clone();
            int changes = random.nextInt(12);
            for (int j = 0; j < changes; j++) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(input.length + 1);
            Found found = new Found();
            try {
                int used = new RtspFraming(found).take(ByteBuffer.wrap(input), length);
                assertThat(used).isBetween(0, length);
            } catch (RtspFraming.NotRtspException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            for (RtspMessage message : found.messages) {
                assertThat(message.status()).isBetween(0, 999);
                message.all("www-authenticate").forEach(RtspAuthentication::offers);
            }
            byte[] description = bytes(DESCRIPTION);
            for (int j = 0; j < changes; j++) {
                description[random.nextInt(description.length)] = (byte) random.nextInt(256);
            }
            SessionDescription.parse(description)
                    .media()
                    .forEach(media -> assertThat(media.encoding()).hasSizeLessThan(100));
        }
    }
}
