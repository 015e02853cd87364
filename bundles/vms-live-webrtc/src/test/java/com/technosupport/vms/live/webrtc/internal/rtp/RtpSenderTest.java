package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpUnprotector;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RtpSenderTest {

    private static final int SSRC = 0x12345678;
    private static final long NTP = RtcpWriter.ntp(Instant.ofEpochSecond(1_700_000_000));
    private static final long SECOND = 1_000_000_000L;

    private final RecordingPath path = new RecordingPath();
    private final AtomicInteger resyncs = new AtomicInteger();
    private long now = System.nanoTime();
    private SrtpKeyMaterial keys;

    private RtpSender sender(SrtpProfile profile, int firstSequenceNumber) throws GeneralSecurityException {
        byte[] material = new byte[2 * (profile.keyLength() + profile.saltLength())];
        new Random(4).nextBytes(material);
        keys = new SrtpKeyMaterial(profile, material);
        now = System.nanoTime();
        return new RtpSender(
                new ViewerSender.Source(SSRC, 1, Map.of(Codec.H264, 102), OptionalInt.of(3), "name"),
                keys,
                () -> path,
                Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
                new SendBuffer(),
                firstSequenceNumber,
                1000,
                new LineQuality(),
                resyncs::incrementAndGet);
    }

    /** A picture of about so many packets. */
    static AccessUnit picture(boolean key, long time, int packets) {
        byte[] slice = PacketizerTest.unit(key ? 0x65 : 0x41, 1100 * packets);
        return Packetizer.ofH264(CONFIGURATION)
                .cut(PacketizerTest.packet(slice), time)
                .orElseThrow();
    }

    private static final byte[] CONFIGURATION = {
        1, 0x42, 0, 0x1f, (byte) 0xff, (byte) 0xe1, 0, 4, 0x67, 0x42, 0, 0x1f, 1, 0, 2, 0x68, 1
    };

    private void pumpAll(RtpSender sender) {
        while (sender.pump(now)) {
            now += 1_000_000;
        }
    }

    private List<byte[]> decipher(long firstIndex) throws GeneralSecurityException {
        RtpUnprotector unprotector = new RtpUnprotector(keys.serverRtp());
        List<byte[]> plain = new ArrayList<>();
        for (int i = 0; i < path.sent.size(); i++) {
            byte[] packet = path.sent.get(i);
            assertThat(BigEndian.u16(packet, 2)).isEqualTo((int) (firstIndex + i) & 0xffff);
            byte[] copy = packet.clone();
            int length = unprotector.unprotect(copy, copy.length);
            assertThat(length).as("authentic").isPositive();
            plain.add(Arrays.copyOf(copy, length));
        }
        return plain;
    }

    @Test
    void startsWithTheLatestPicturesSqueezedAndGoesOnLive() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, 100);
        List<AccessUnit> recent = new ArrayList<>(List.of(picture(true, 0, 5)));
        for (int i = 1; i < 20; i++) {
            recent.add(picture(false, i * 3600L, 1));
        }
        sender.resync(recent, now);
        sender.live(picture(false, 20 * 3600, 2), now);
        pumpAll(sender);

        List<byte[]> packets = decipher(100);
        List<Integer> times = new ArrayList<>();
        for (byte[] packet : packets) {
            assertThat(packet[1] & 0x7f).isEqualTo(102);
            assertThat(BigEndian.i32(packet, 8)).isEqualTo(SSRC);
            if ((packet[1] & 0x80) != 0) {
                times.add(BigEndian.i32(packet, 4) - 1000);
            }
        }
        assertThat(times).hasSize(21);
        assertThat(times.get(20)).isEqualTo(20 * 3600);
        for (int i = 0; i < 20; i++) {
            assertThat(times.get(i)).isEqualTo(19 * 3600 - (19 - i) * 90);
        }
        // The playout delay is said once a key frame, before its parameter sets.
        assertThat(packets.get(0)[0]).isEqualTo((byte) 0x90);
        assertThat(BigEndian.i32(packets.get(0), 12)).isEqualTo(0xbede0001);
        assertThat(BigEndian.i32(packets.get(0), 16)).isEqualTo(0x32000000);
        assertThat(packets.get(0)[20] & 0x1f).isEqualTo(24);
        assertThat(packets.get(1)[0]).isEqualTo((byte) 0x80);
    }

    @Test
    void countsOverTheSequenceNumbersEndAndSendsAgainAcrossIt() throws GeneralSecurityException {
        for (SrtpProfile profile : SrtpProfile.values()) {
            path.sent.clear();
            RtpSender sender = sender(profile, 32_000);
            sender.resync(List.of(picture(true, 0, 1)), now);
            int pictures = 35_000;
            for (int i = 1; i < pictures; i++) {
                sender.live(picture(false, i * 3600L, 1), now);
                now += 1_000_000;
                sender.pump(now);
            }
            pumpAll(sender);
            assertThat(decipher(32_000)).hasSize(pictures + 1);
            assertThat(sender.packets()).isEqualTo(pictures + 1);

            int last = BigEndian.u16(path.sent.get(pictures), 2);
            assertThat(last).isLessThan(0x8000);
            int before = path.sent.size();
            // The last, one beyond the end, one before it, and one that is too old.
            sender.missing(last, now);
            assertThat(path.sent.get(before)).isEqualTo(path.sent.get(pictures));
            sender.missing(last - 1000, now);
            assertThat(path.sent.get(before + 1)).isEqualTo(path.sent.get(pictures - 1000));
            assertThat(sender.packets()).isEqualTo(pictures + 1);
            sender.missing(last, now);
            assertThat(path.sent).as("too soon again").hasSize(before + 2);
            sender.missing(last - 1024, now);
            assertThat(path.sent).as("too old").hasSize(before + 2);
        }
    }

    @Test
    void startsAnewWithoutGoingBackInTime() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_256_GCM, 0);
        List<AccessUnit> recent = new ArrayList<>(List.of(picture(true, 0, 3)));
        for (int i = 1; i < 250; i++) {
            recent.add(picture(false, i * 3600L, 1));
        }
        sender.resync(recent, now);
        pumpAll(sender);
        sender.resync(recent, now);
        pumpAll(sender);
        sender.live(picture(false, 250 * 3600, 1), now);
        pumpAll(sender);

        long last = Long.MIN_VALUE;
        for (byte[] packet : decipher(0)) {
            long time = BigEndian.u32(packet, 4);
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
        }
        assertThat(last).isEqualTo(1000 + 250 * 3600);
    }

    @Test
    void pacesWhatIsLarge() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, 0);
        sender.resync(List.of(picture(true, 0, 1000)), now);
        assertThat(sender.pump(now)).isTrue();
        assertThat(path.sent).hasSizeLessThan(120);
        now += 10_000_000;
        sender.pump(now);
        assertThat(path.sent.size()).isBetween(150, 260);
        long start = now;
        pumpAll(sender);
        assertThat(now - start).isBetween(SECOND / 20, SECOND / 5);
    }

    @Test
    void leavesOutWhatASlowWayCannotTakeUpToAKeyFrame() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, 0);
        sender.resync(List.of(picture(true, 0, 1)), now);
        pumpAll(sender);
        int before = path.sent.size();
        path.congested = true;
        for (int i = 1; i <= 50; i++) {
            now += SECOND / 25;
            sender.live(picture(false, i * 3600L, 1), now);
            sender.pump(now);
        }
        assertThat(path.sent).hasSize(before);
        assertThat(sender.skipped()).isPositive();
        path.congested = false;
        sender.live(picture(false, 51 * 3600, 1), now);
        pumpAll(sender);
        assertThat(path.sent).as("no picture without the one before it").hasSize(before);
        sender.live(picture(true, 52 * 3600, 1), now);
        pumpAll(sender);
        assertThat(decipher(0)).hasSize(before + 2);
    }

    @Test
    void asksForAKeyFrameNoMoreThanNeeded() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, 0);
        sender.keyFrameWanted();
        assertThat(resyncs).as("nothing sent yet").hasValue(0);
        sender.resync(List.of(picture(true, 0, 1)), System.nanoTime() - 2 * SECOND);
        sender.keyFrameWanted();
        sender.keyFrameWanted();
        sender.missing(9999);
        assertThat(resyncs).hasValue(1);
    }

    @Test
    void readsFeedbackAndSurvivesGarbage() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AEAD_AES_128_GCM, 10);
        sender.resync(List.of(picture(true, 0, 3)), System.nanoTime() - 2 * SECOND);
        pumpAll(sender);
        int before = path.sent.size();
        ByteBuffer compound = ByteBuffer.allocate(100);
        compound.putInt(0x81c90007)
                .putInt(1)
                .putInt(SSRC)
                .putInt(0x05000007)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        compound.putInt(0x81cd0003).putInt(1).putInt(SSRC).putShort((short) 10).putShort((short) 0b11);
        compound.putInt(0x81ce0002).putInt(1).putInt(SSRC);
        sender.feedback(compound.array(), compound.position());

        assertThat(sender.lost()).isEqualTo(7);
        assertThat(sender.resent()).isEqualTo(3);
        assertThat(path.sent).hasSize(before + 3);
        assertThat(resyncs).hasValue(1);

        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            byte[] garbage = new byte[random.nextInt(120)];
            random.nextBytes(garbage);
            for (int at = 0; at + 4 <= garbage.length; at += 4 * (1 + random.nextInt(8))) {
                BigEndian.put32(
                        garbage,
                        at,
                        0x8000_0000 | random.nextInt(32) << 24 | (200 + random.nextInt(8)) << 16 | random.nextInt(10));
            }
            sender.feedback(garbage, garbage.length);
        }
    }

    @Test
    void reportsTheTimeOfNow() throws GeneralSecurityException {
        RtpSender sender = sender(SrtpProfile.AES128_CM_SHA1_80, 0);
        sender.report(NTP, now);
        assertThat(path.sent).isEmpty();
        sender.resync(List.of(picture(true, 90_000, 1)), now);
        sender.pump(now);
        path.sent.clear();
        byte[] target = new byte[100];
        int length =
                RtcpWriter.report(target, SSRC, RtcpWriter.ntp(Instant.ofEpochSecond(1, 500_000_000)), 7, 8, 9, "name");
        assertThat(length % 4).isZero();
        assertThat(BigEndian.u32(target, 8)).isEqualTo(2_208_988_801L);
        assertThat(BigEndian.u32(target, 12)).isEqualTo(0x8000_0000L);
        assertThat(BigEndian.u16(target, 30)).isEqualTo((length - 28) / 4 - 1);
        sender.report(NTP, now + SECOND);
        assertThat(path.sent).hasSize(1);
        assertThat(path.sent.get(0)).hasSize(length + 14);
    }
}
