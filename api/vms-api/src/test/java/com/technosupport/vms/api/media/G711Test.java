package com.technosupport.vms.api.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Codec;
import org.junit.jupiter.api.Test;

/** Values of ITU-T G.711, tables 1 and 2, in 16 bits. */
class G711Test {

    private static byte[] all() {
        byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) {
            codes[i] = (byte) i;
        }
        return codes;
    }

    @Test
    void readsTheEndsOfBothScales() {
        assertThat(G711.linear(Codec.PCMU, (byte) 0x80)).isEqualTo((short) 32124);
        assertThat(G711.linear(Codec.PCMU, (byte) 0x00)).isEqualTo((short) -32124);
        assertThat(G711.linear(Codec.PCMU, (byte) 0xff)).isZero();
        assertThat(G711.linear(Codec.PCMA, (byte) 0xaa)).isEqualTo((short) 32256);
        assertThat(G711.linear(Codec.PCMA, (byte) 0x2a)).isEqualTo((short) -32256);
        assertThat(G711.linear(Codec.PCMA, (byte) 0xd5)).isEqualTo((short) 8);
    }

    @Test
    void convertsToWhatIsNearest() {
        byte[] codes = all();
        for (Codec from : new Codec[] {Codec.PCMU, Codec.PCMA}) {
            Codec to = from == Codec.PCMU ? Codec.PCMA : Codec.PCMU;
            byte[] converted = G711.convert(from, to, codes);
            for (int i = 0; i < 256; i++) {
                short meant = G711.linear(from, codes[i]);
                short said = G711.linear(to, converted[i]);
                assertThat(Math.abs(said - meant))
                        .as("%s %x", from, i)
                        .isLessThanOrEqualTo(Math.max(16, Math.abs(meant) / 30));
            }
        }
    }

    @Test
    void leavesWhatFitsAlone() {
        byte[] codes = all();
        assertThat(G711.convert(Codec.PCMA, Codec.PCMA, codes)).isSameAs(codes);
    }

    @Test
    void knowsNothingElse() {
        assertThatThrownBy(() -> G711.convert(Codec.AAC, Codec.PCMU, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
