package com.technosupport.vms.live.webrtc.internal.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.junit.jupiter.api.Test;

class HandshakeSizesTest {

    /** A record with one fragment of a message that claims to be so long. */
    private static byte[] record(int epoch, int claimed, int fragment) {
        byte[] record = new byte[13 + 12 + fragment];
        record[0] = HandshakeSizes.HANDSHAKE;
        BigEndian.put16(record, 1, 0xfefd);
        BigEndian.put16(record, 3, epoch);
        BigEndian.put16(record, 11, 12 + fragment);
        record[13] = 11;
        record[14] = (byte) (claimed >> 16);
        BigEndian.put16(record, 15, claimed);
        BigEndian.put16(record, 23, fragment);
        return record;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = new byte[one.length + other.length];
        System.arraycopy(one, 0, joined, 0, one.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    @Test
    void believesWhatAHandshakeMayHave() {
        assertThat(HandshakeSizes.fit(record(0, 200, 200))).isTrue();
        assertThat(HandshakeSizes.fit(record(0, HandshakeSizes.MAX_MESSAGE, 1000)))
                .isTrue();
        assertThat(HandshakeSizes.fit(new byte[0])).isTrue();
        assertThat(HandshakeSizes.fit(new byte[13])).isTrue();
    }

    @Test
    void findsALieWhereverItStands() {
        byte[] lie = record(0, 0xffffff, 1);
        byte[] truth = record(0, 100, 100);
        assertThat(HandshakeSizes.fit(lie)).isFalse();
        assertThat(HandshakeSizes.fit(record(0, HandshakeSizes.MAX_MESSAGE + 1, 0)))
                .isFalse();
        assertThat(HandshakeSizes.fit(join(truth, lie)))
                .as("in the second record")
                .isFalse();
        byte[] two = join(truth, Arrays.copyOfRange(lie, 13, lie.length));
        BigEndian.put16(two, 11, two.length - 13);
        assertThat(HandshakeSizes.fit(two)).as("behind another message").isFalse();
    }

    @Test
    void leavesAloneWhatIsEncipheredOrCutOff() {
        assertThat(HandshakeSizes.fit(record(1, 0xffffff, 1))).isTrue();
        byte[] cut = record(0, 0xffffff, 40);
        assertThat(HandshakeSizes.fit(Arrays.copyOf(cut, cut.length - 1)))
                .as("which nobody reads")
                .isTrue();
    }

    @Test
    void looksBehindTheCipherAsWell() throws IOException {
        assertThat(decode(record(0, 12, 12)).len).isEqualTo(24);
        assertThatExceptionOfType(TlsFatalAlert.class)
                .isThrownBy(() -> decode(record(0, 0xffffff, 12)))
                .satisfies(
                        alert -> assertThat(alert.getAlertDescription()).isEqualTo(AlertDescription.illegal_parameter));
    }

    @Test
    void believesNoCertificateThatItsMessageHasNoRoomFor() {
        byte[] none = {0, 0, 0};
        byte[] two = {0, 0, 9, 0, 0, 1, 48, 0, 0, 2, 48, 48};
        assertThat(WaryServerProtocol.certificatesFit(none)).isTrue();
        assertThat(WaryServerProtocol.certificatesFit(two)).isTrue();
        byte[] lie = two.clone();
        lie[7] = (byte) 0xfe;
        assertThat(WaryServerProtocol.certificatesFit(lie)).as("the second").isFalse();
        byte[] sum = two.clone();
        sum[0] = (byte) 0xfe;
        assertThat(WaryServerProtocol.certificatesFit(sum)).as("all of them").isFalse();
        assertThat(WaryServerProtocol.certificatesFit(Arrays.copyOf(two, 11)))
                .as("cut off")
                .isFalse();
        assertThat(WaryServerProtocol.certificatesFit(new byte[0])).isFalse();
    }

    /** Of a cipher that changes nothing. */
    private static TlsDecodeResult decode(byte[] record) throws IOException {
        TlsCipher plain = (TlsCipher) Proxy.newProxyInstance(
                TlsCipher.class.getClassLoader(),
                new Class<?>[] {TlsCipher.class},
                (proxy, method, arguments) -> new TlsDecodeResult(
                        (byte[]) arguments[3], (int) arguments[4], (int) arguments[5], (short) arguments[1]));
        return new WaryCrypto.Wary(plain)
                .decodeCiphertext(
                        0, (short) HandshakeSizes.HANDSHAKE, ProtocolVersion.DTLSv12, record, 13, record.length - 13);
    }
}
