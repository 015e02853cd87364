package com.technosupport.vms.api.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyFrameIndexTest {

    private static final KeyFrameIndex INDEX =
            new KeyFrameIndex(new int[] {0, 2_000, 3_999, 3_600_000}, new long[] {600, 600, 500_000, 9_000_000_000L});

    @Test
    void comesBackFromItsBytes() {
        assertThat(KeyFrameIndex.of(INDEX.toBytes())).isEqualTo(INDEX);
        assertThat(KeyFrameIndex.of(new byte[0]).size()).isZero();
    }

    @Test
    void findsWhereADecoderStarts() {
        assertThat(INDEX.atOrBefore(-5)).isZero();
        assertThat(INDEX.atOrBefore(0)).isZero();
        assertThat(INDEX.atOrBefore(1_999)).isZero();
        assertThat(INDEX.atOrBefore(2_000)).isEqualTo(1);
        assertThat(INDEX.atOrBefore(Integer.MAX_VALUE)).isEqualTo(3);
        assertThat(new KeyFrameIndex(new int[0], new long[0]).atOrBefore(0)).isEqualTo(-1);
    }

    @Test
    void refusesWhatIsNoIndex() {
        byte[] bytes = INDEX.toBytes();
        assertThatIllegalArgumentException().isThrownBy(() -> KeyFrameIndex.of(Arrays.copyOf(bytes, bytes.length - 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyFrameIndex.of(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0}));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyFrameIndex(new int[] {5, 5}, new long[] {1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyFrameIndex(new int[] {5, 6}, new long[] {2, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyFrameIndex(new int[] {5}, new long[] {2, 1}));
    }
}
