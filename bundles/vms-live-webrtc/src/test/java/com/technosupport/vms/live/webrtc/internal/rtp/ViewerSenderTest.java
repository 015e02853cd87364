package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.srtp.RtcpUnprotector;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpUnprotector;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Picture and sound to one viewer, in step, and over a change of stream. */
class ViewerSenderTest {

    private static final int PICTURE = 1;
    private static final int SOUND = 2;
    private static final long SECOND = 1_000_000_000L;
    private static final Track PCMU = new Track(1, Codec.PCMU, 8000, 1, 0, 0, new byte[0]);

    private final RecordingPath path = new RecordingPath();
    private SrtpKeyMaterial keys;
    private ViewerSender sender;
    private RtpUnprotector pictures;
    private RtpUnprotector sounds;
    private long now;

    @BeforeEach
    void start() throws GeneralSecurityException {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        keys = new SrtpKeyMaterial(profile, new byte[2 * (profile.keyLength() + profile.saltLength())]);
        sender = new ViewerSender(
                new ViewerSender.Source(
                        PICTURE, SOUND, Map.of(Codec.H264, 102, Codec.PCMU, 0), OptionalInt.empty(), "name"),
                keys,
                () -> path,
                Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
                new SendBuffer(),
                new SecureRandom(),
                new ViewerSender.Needs() {
                    @Override
                    public void resync() {}

                    @Override
                    public void less() {}

                    @Override
                    public void more() {}
                });
        pictures = new RtpUnprotector(keys.serverRtp());
        sounds = new RtpUnprotector(keys.serverRtp());
        now = System.nanoTime();
    }

    private byte[] next(int ssrc) throws GeneralSecurityException {
        byte[] packet = path.sent.remove(0);
        assertThat(BigEndian.i32(packet, 8)).isEqualTo(ssrc);
        int length = (ssrc == PICTURE ? pictures : sounds).unprotect(packet, packet.length);
        return Arrays.copyOf(packet, length);
    }

    private void picture(boolean key, long time) {
        sender.live(RtpSenderTest.picture(key, time, 1), now);
        sender.pump(now);
    }

    private void sound(long time) {
        for (SoundFrame frame :
                SoundFrame.of(PCMU, new Packet(1, time, time, Instant.EPOCH, true, new byte[160]), time)) {
            sender.sound(frame);
        }
    }

    @Test
    void reportsPictureAndSoundByOneClock() throws GeneralSecurityException {
        picture(true, 900_000);
        next(PICTURE);
        int pictureTime = BigEndian.i32(next(PICTURE), 4);
        // The same moment: 10 s in.
        sound(80_000);
        byte[] packet = next(SOUND);
        assertThat(packet[1]).as("marker, PCMU").isEqualTo((byte) 0x80);
        int soundTime = BigEndian.i32(packet, 4);
        sound(80_160);
        packet = next(SOUND);
        assertThat(packet[1]).isZero();
        assertThat(BigEndian.i32(packet, 4) - soundTime).isEqualTo(160);
        sound(80_160);
        assertThat(path.sent).as("the same again").isEmpty();

        sender.report(now + SECOND / 2);
        RtcpUnprotector reports = new RtcpUnprotector(keys.serverRtcp());
        byte[] ofPicture = path.sent.remove(0);
        byte[] ofSound = path.sent.remove(0);
        assertThat(reports.unprotect(ofPicture, ofPicture.length)).isPositive();
        assertThat(reports.unprotect(ofSound, ofSound.length)).isPositive();
        assertThat(BigEndian.i32(ofPicture, 4)).isEqualTo(PICTURE);
        assertThat(BigEndian.i32(ofSound, 4)).isEqualTo(SOUND);
        assertThat(BigEndian.i64(ofSound, 8)).isEqualTo(BigEndian.i64(ofPicture, 8));
        assertThat(BigEndian.i32(ofPicture, 16) - pictureTime).isEqualTo(45_000);
        assertThat(BigEndian.i32(ofSound, 16) - soundTime).isEqualTo(4000);
        assertThat(BigEndian.i32(ofSound, 20)).as("packets").isEqualTo(2);
        assertThat(sender.figures().pictures()).isEqualTo(2);
    }

    @Test
    void goesOnInNumberAndTimeWithAnotherStream() throws GeneralSecurityException {
        picture(true, 900_000);
        sound(80_000);
        byte[] last = path.sent.get(1).clone();
        int number = BigEndian.u16(last, 2);
        int time = BigEndian.i32(last, 4);
        int soundTime = BigEndian.i32(path.sent.get(2), 4);
        path.sent.clear();

        now += SECOND;
        // The other stream's clock is elsewhere, and its latest picture came a tenth of a second ago.
        AccessUnit key = RtpSenderTest.picture(true, 5_000_000, 1);
        sender.changeStream(List.of(key), 5_009_000, true, now);
        sender.pump(now);
        byte[] first = path.sent.get(0);
        assertThat(BigEndian.u16(first, 2)).isEqualTo(number + 1 & 0xffff);
        assertThat(BigEndian.i32(first, 8)).isEqualTo(PICTURE);
        assertThat(BigEndian.i32(first, 4) - time).isEqualTo(90_000 - 9000);
        sender.live(RtpSenderTest.picture(false, 5_009_000, 1), now);
        sender.pump(now);
        assertThat(BigEndian.i32(path.sent.get(2), 4) - time).isEqualTo(90_000);
        // Its sound of the same moment is as far along: 5,009,000 ticks of video are 445,244 of sound.
        path.sent.clear();
        sound(445_244);
        assertThat(BigEndian.i32(path.sent.get(0), 4) - soundTime).isBetween(7999, 8001);
    }

    @Test
    void leavesOutSoundThatTheViewerDoesNotTakeOrTheWayDoesNotCarry() {
        sender.sound(new SoundFrame(Codec.PCMA, 8000, 0, new byte[160]));
        assertThat(path.sent).isEmpty();
        path.congested = true;
        sound(0);
        assertThat(path.sent).isEmpty();
        path.congested = false;
        sound(160);
        assertThat(path.sent).hasSize(1);
    }

    @Test
    void cutsWhatACameraSendsAtOnceAndLeavesOpusWhole() {
        byte[] data = new byte[1024];
        data[300] = 1;
        List<SoundFrame> frames = SoundFrame.of(PCMU, new Packet(1, 0, 0, Instant.EPOCH, true, data), 5000);
        assertThat(frames).hasSize(4).allMatch(frame -> frame.data().length == 256);
        assertThat(frames.stream().map(frame -> frame.time())).containsExactly(5000L, 5256L, 5512L, 5768L);
        assertThat(frames.get(1).data()[44]).isEqualTo((byte) 1);
        Track opus = new Track(1, Codec.OPUS, 48_000, 2, 0, 0, new byte[0]);
        assertThat(SoundFrame.of(opus, new Packet(1, 0, 0, Instant.EPOCH, true, data), 9))
                .hasSize(1);
        assertThat(SoundFrame.of(opus, new Packet(1, 0, 0, Instant.EPOCH, true, new byte[1300]), 9))
                .isEmpty();
    }
}
