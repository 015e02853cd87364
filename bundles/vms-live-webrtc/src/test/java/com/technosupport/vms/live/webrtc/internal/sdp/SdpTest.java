package com.technosupport.vms.live.webrtc.internal.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.dtls.Fingerprint;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SdpTest {

    private static final String CHROMIUM_OFFER = read("chromium-156-offer.sdp");
    private static final String CHROMIUM_ANSWER = read("chromium-156-answer.sdp");

    /** As a client of few words offers: no tags, no bundle, nothing said of H.264. */
    private static final String PLAIN_OFFER = String.join(
            "\n",
            "v=0",
            "o=- 1 1 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=rtcp-mux",
            "a=setup:actpass",
            "a=recvonly",
            "a=rtpmap:96 H264/90000");

    private static String read(String name) {
        try (InputStream in = SdpTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static LocalPeer local() {
        try {
            return new LocalPeer(
                    1,
                    new IceCredentials("fragment", "password"),
                    Fingerprint.parse("sha-256 " + "01:".repeat(31) + "01").orElseThrow(),
                    List.of(
                            InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}),
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
                    8189,
                    -2,
                    -3,
                    "name");
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static final MediaPlan PICTURE = new MediaPlan(Set.of(Codec.H264), Set.of(), "");
    private static final MediaPlan ALL = MediaPlan.ofAnything();

    private static List<String> lines(String sdp) {
        assertThat(sdp).endsWith("\r\n");
        return List.of(sdp.split("\r\n"));
    }

    @Test
    void answersChromiumsOfferInItsOwnOrder() {
        Answer answer = Answer.to(CHROMIUM_OFFER, PICTURE);
        RemotePeer peer = answer.peer();
        List<String> lines = lines(answer.write(local()));

        assertThat(lines.stream().filter(line -> line.startsWith("m=")))
                .containsExactly(
                        "m=audio 8189 UDP/TLS/RTP/SAVPF 111",
                        "m=video 8189 UDP/TLS/RTP/SAVPF " + peer.payloadTypes().get(Codec.H264),
                        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel");
        assertThat(lines)
                .contains("a=ice-lite", "a=group:BUNDLE 0 1", "a=inactive", "a=sendonly", "a=setup:passive")
                .contains("a=rtpmap:" + peer.payloadTypes().get(Codec.H264) + " H264/90000")
                .contains("a=rtcp-fb:" + peer.payloadTypes().get(Codec.H264) + " nack pli")
                .contains("a=ssrc:4294967294 cname:name")
                .contains("a=candidate:1 1 udp 2130706431 192.0.2.1 8189 typ host")
                .contains("a=candidate:4 1 tcp 1520434943 127.0.0.1 8189 typ host tcptype passive");
        // What is said of the payload type is what the browser said of it.
        assertThat(lines.stream().filter(line -> line.startsWith("a=fmtp:")))
                .singleElement()
                .satisfies(line -> assertThat(CHROMIUM_OFFER.lines()).contains(line))
                .asString()
                .contains("packetization-mode=1", "profile-level-id=42e01f");
        assertThat(peer.playoutDelayExtension()).isPresent();
        assertThat(peer.omitted()).isEqualTo("Video without sound");
        assertThat(peer.fingerprints()).hasSize(1);
        assertThat(CHROMIUM_OFFER).contains("a=ice-ufrag:" + peer.iceFragment());
    }

    /** Each section of it names a transport of its own; the bundle goes over the first section's. */
    @Test
    void expectsAiortcByTheTransportOfItsFirstSection() {
        String offer = read("aiortc-1.4-offer.sdp");
        List<String> fragments = offer.lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .map(line -> line.substring(12))
                .toList();
        assertThat(fragments).doesNotHaveDuplicates().hasSize(2);
        assertThat(Answer.to(offer, ALL).peer().iceFragment()).isEqualTo(fragments.get(0));
        assertThat(Answer.to(offer, PICTURE).peer().iceFragment())
                .as("also where the first section stays idle")
                .isEqualTo(fragments.get(0));
        String apart = offer.replaceAll("a=group:BUNDLE.*\\R", "");
        assertThat(Answer.to(apart, ALL).peer().iceFragment()).isEqualTo(fragments.get(1));
    }

    @Test
    void answersChromiumsOfferWithSound() {
        Answer answer = Answer.to(CHROMIUM_OFFER, ALL);
        RemotePeer peer = answer.peer();
        List<String> lines = lines(answer.write(local()));

        assertThat(lines)
                .contains("m=audio 8189 UDP/TLS/RTP/SAVPF 111 9 0 8", "a=rtpmap:111 opus/48000/2")
                .contains(
                        "a=group:BUNDLE 0 1", "a=ssrc:4294967293 cname:name", "a=msid:name audio", "a=msid:name video")
                .doesNotContain("a=inactive\r\na=ice");
        assertThat(lines.stream().filter(line -> line.equals("a=sendonly"))).hasSize(2);
        assertThat(peer.payloadTypes())
                .containsEntry(Codec.OPUS, 111)
                .containsEntry(Codec.PCMU, 0)
                .containsEntry(Codec.PCMA, 8)
                .containsEntry(Codec.G722, 9)
                .containsKey(Codec.H264)
                .doesNotContainKey(Codec.H265);
        assertThat(peer.omitted()).isEmpty();
        assertThat(peer.hears()).isTrue();
    }

    @Test
    void saysWhySoundIsLeftOut() {
        MediaPlan aac = new MediaPlan(Set.of(Codec.H264), Set.of(), "The camera's AAC sound cannot go by WebRTC");
        assertThat(Answer.to(CHROMIUM_OFFER, aac).peer().omitted()).contains("AAC");
        assertThat(Answer.to(PLAIN_OFFER, ALL).peer().omitted()).isEqualTo("The viewer's offer has no sound");
        assertThat(Offer.readAnswer(CHROMIUM_ANSWER, aac).omitted()).contains("AAC");
    }

    @Test
    void offersAndAnswersH265() {
        MediaPlan both = new MediaPlan(Set.of(Codec.H264, Codec.H265), Set.of(), "");
        assertThat(lines(Offer.write(local(), both)))
                .contains("m=video 8189 UDP/TLS/RTP/SAVPF 102 103", "a=rtpmap:103 H265/90000", "a=rtcp-fb:103 nack pli")
                .contains("a=fmtp:103 level-id=153;profile-id=1;tier-flag=0;tx-mode=SRST");
        String safari = PLAIN_OFFER.replace("SAVPF 96", "SAVPF 96 49") + "\na=rtpmap:49 H265/90000\n"
                + "a=fmtp:49 level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST\na=rtcp-fb:49 nack\n";
        Answer answer = Answer.to(safari, both);
        assertThat(answer.peer().payloadTypes()).containsEntry(Codec.H264, 96).containsEntry(Codec.H265, 49);
        assertThat(lines(answer.write(local())))
                .contains("m=video 8189 UDP/TLS/RTP/SAVPF 96 49", "a=rtcp-fb:49 nack")
                .contains("a=fmtp:49 level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST");
        MediaPlan one = new MediaPlan(Set.of(Codec.H265), Set.of(), "");
        assertThat(Answer.to(safari, one).peer().payloadTypes()).containsOnlyKeys(Codec.H265);
        assertRefused(() -> Answer.to(PLAIN_OFFER, one), ErrorCode.CODEC_UNSUPPORTED);
        assertThat(Offer.readAnswer(CHROMIUM_ANSWER, both).payloadTypes()).containsOnlyKeys(Codec.H264);
        assertRefused(() -> Offer.readAnswer(CHROMIUM_ANSWER, one), ErrorCode.INVALID_REQUEST);
    }

    @Test
    void offersSoundAndReadsWhatIsTakenOfIt() {
        assertThat(lines(Offer.write(local(), ALL)))
                .contains("m=audio 8189 UDP/TLS/RTP/SAVPF 111 9 0 8", "a=mid:1", "a=group:BUNDLE 0 1");
        String sound = CHROMIUM_ANSWER + "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=mid:1\r\na=recvonly\r\na=rtcp-mux\r\n";
        RemotePeer peer = Offer.readAnswer(sound, ALL);
        assertThat(peer.payloadTypes()).containsOnlyKeys(Codec.H264, Codec.OPUS, Codec.PCMU);
        assertThat(peer.omitted()).isEmpty();
        RemotePeer deaf = Offer.readAnswer(sound.replace("m=audio 9", "m=audio 0"), ALL);
        assertThat(deaf.hears()).isFalse();
        assertThat(deaf.omitted()).isEqualTo("The viewer does not take the sound");
    }

    @Test
    void offersToListenAndReadsWhoSpeaks() {
        List<String> lines = lines(Offer.writeTalk(local(), Set.of(Codec.PCMA)));
        assertThat(lines).contains("m=audio 8189 UDP/TLS/RTP/SAVPF 8", "a=recvonly", "a=rtpmap:8 PCMA/8000", "a=mid:0");
        assertThat(lines).noneMatch(line -> line.startsWith("a=ssrc"));
        String answer = CHROMIUM_ANSWER
                .replace("m=video 9 UDP/TLS/RTP/SAVPF 102", "m=audio 9 UDP/TLS/RTP/SAVPF 8")
                .replace("a=recvonly", "a=sendonly");
        assertThat(Offer.readTalkAnswer(answer, Set.of(Codec.PCMA)).payloadTypes())
                .containsEntry(Codec.PCMA, 8);
        assertRefused(() -> Offer.readTalkAnswer(answer, Set.of(Codec.PCMU)), ErrorCode.INVALID_REQUEST);
        assertRefused(
                () -> Offer.readTalkAnswer(answer.replace("a=sendonly", "a=inactive"), Set.of(Codec.PCMA)),
                ErrorCode.INVALID_REQUEST);
    }

    @Test
    void answersAnOfferOfFewWords() {
        Answer answer = Answer.to(PLAIN_OFFER, PICTURE);
        List<String> lines = lines(answer.write(local()));

        assertThat(lines)
                .contains("m=video 8189 UDP/TLS/RTP/SAVPF 96")
                .contains("a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")
                .noneMatch(line -> line.startsWith("a=group"))
                .noneMatch(line -> line.startsWith("a=mid"))
                .noneMatch(line -> line.startsWith("a=rtcp-fb"))
                .noneMatch(line -> line.startsWith("a=extmap"));
        assertThat(answer.peer().omitted()).isEmpty();
    }

    @Test
    void refusesWhatStandsOutsideTheBundle() {
        String offer = PLAIN_OFFER + "\nm=audio 9 UDP/TLS/RTP/SAVPF 0 8\na=recvonly\na=rtcp-mux\na=mid:sound\n";
        assertThat(lines(Answer.to(offer, PICTURE).write(local())))
                .contains("m=audio 0 UDP/TLS/RTP/SAVPF 0 8", "a=mid:sound", "a=inactive");
    }

    @Test
    void offersWhatChromiumAnswers() {
        assertThat(lines(Offer.write(local(), PICTURE)))
                .contains("m=video 8189 UDP/TLS/RTP/SAVPF 102", "a=setup:actpass", "a=rtcp-mux", "a=group:BUNDLE 0");

        RemotePeer peer = Offer.readAnswer(CHROMIUM_ANSWER, PICTURE);
        assertThat(peer.payloadTypes().get(Codec.H264)).isEqualTo(102);
        assertThat(peer.playoutDelayExtension()).hasValue(1);
        assertThat(CHROMIUM_ANSWER).contains("a=ice-ufrag:" + peer.iceFragment() + "\r\n");
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(() -> Answer.to("", PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to("hello", PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to("v=0\r\n", PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to("v=0\n" + "a=x\n".repeat(20_000), PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(
                () -> Answer.to("v=0\n" + "m=video 9 UDP/TLS/RTP/SAVPF 96\n".repeat(40), PICTURE),
                ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to(PLAIN_OFFER.replace("recvonly", "sendonly"), PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to(PLAIN_OFFER.replace("a=rtcp-mux", "a=x"), PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to(PLAIN_OFFER.replace("sha-256", "sha-1"), PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to(PLAIN_OFFER.replace("actpass", "passive"), PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(() -> Answer.to(PLAIN_OFFER.replace("H264", "VP8"), PICTURE), ErrorCode.CODEC_UNSUPPORTED);
        assertRefused(
                () -> Answer.to(PLAIN_OFFER + "\na=fmtp:96 packetization-mode=0", PICTURE),
                ErrorCode.CODEC_UNSUPPORTED);
        assertRefused(() -> Offer.readAnswer(CHROMIUM_OFFER, PICTURE), ErrorCode.INVALID_REQUEST);
        assertRefused(
                () -> Offer.readAnswer(CHROMIUM_ANSWER.replace("m=video 9", "m=video 0"), PICTURE),
                ErrorCode.INVALID_REQUEST);
        assertRefused(
                () -> Offer.readAnswer(CHROMIUM_ANSWER.replace("setup:active", "setup:passive"), PICTURE),
                ErrorCode.INVALID_REQUEST);
    }

    private static void assertRefused(Runnable call, ErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void survivesMutilatedOffersAndAnswers() {
        Random random = new Random(2);
        int accepted = 0;
        for (int i = 0; i < 5000; i++) {
            String sdp = mutilate(random, random.nextBoolean() ? CHROMIUM_OFFER : PLAIN_OFFER);
            try {
                String answer =
                        Answer.to(sdp, random.nextBoolean() ? ALL : PICTURE).write(local());
                // Nothing of theirs may become a line of ours.
                assertThat(answer.lines()).allMatch(line -> line.matches("[vosctma]=[ -~]*"));
                accepted++;
            } catch (VmsException refused) {
                assertThat(refused.code()).isIn(ErrorCode.INVALID_REQUEST, ErrorCode.CODEC_UNSUPPORTED);
            }
            try {
                Offer.readAnswer(mutilate(random, CHROMIUM_ANSWER), random.nextBoolean() ? ALL : PICTURE);
            } catch (VmsException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            }
        }
        assertThat(accepted).as("some survive, else nothing was tested").isBetween(100, 4900);
    }

    private static String mutilate(Random random, String sdp) {
        StringBuilder text = new StringBuilder(sdp);
        for (int n = random.nextInt(20); n >= 0; n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(0x300));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
                default -> text.insert(at, random.nextBoolean() ? "\r" : " ");
            }
        }
        return text.toString();
    }
}
