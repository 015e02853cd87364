package com.technosupport.vms.driver.hikvision.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.CustomLoudspeaker;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TalkTest {

    /** Says half a second at half of full scale. */
    private static final class Words implements CustomLoudspeaker.Speech {
        private int frames = 25;
        Codec asked;

        @Override
        public void accepted() {
            // It is told by what is taken.
        }

        @Override
        public Optional<byte[]> next(Codec codec) {
            asked = codec;
            if (frames == 0) {
                return Optional.empty();
            }
            frames--;
            byte[] frame = new byte[160];
            Arrays.fill(frame, codec == Codec.PCMU ? (byte) 0x8f : (byte) 0xba);
            return Optional.of(frame);
        }
    }

    private static CustomLoudspeaker loudspeaker(DeviceSession session, String channel) throws InterruptedException {
        return (CustomLoudspeaker) session.facet(TalkBack.class).orElseThrow().loudspeaker(channel);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"LOUDSPEAKER_ALAW, PCMA", "SESSION_ONLY, PCMU", "NAMESPACE_ISAPI, PCMU"})
    void aCameraHearsWhatIsSaidInItsOwnCoding(NvrQuirk quirk, Codec coding) throws Exception {
        try (Recorder camera = new Recorder(NvrOptions.hikvisionCamera().quirks(quirk));
                DeviceSession session = camera.connect()) {
            Words words = new Words();
            loudspeaker(session, "1").play(words);
            assertThat(words.asked).isEqualTo(coding);
            await("all was heard", () -> camera.nvr.heard().samples() == 25 * 160);
            assertThat(camera.nvr.heard().energy()).isBetween(0.22, 0.28);
            await("it was hung up", () -> !camera.nvr.heard().talking());
            loudspeaker(session, "1").play(new Words());
            await("it was heard again", () -> camera.nvr.heard().samples() == 50 * 160);
        }
    }

    @Test
    void theNextIsToldThatSomebodySpeaks() throws Exception {
        try (Recorder camera = new Recorder(NvrOptions.hikvisionCamera());
                DeviceSession session = camera.connect();
                DeviceSession other = camera.connect()) {
            CustomLoudspeaker second = loudspeaker(other, "1");
            loudspeaker(session, "1").play(new CustomLoudspeaker.Speech() {
                @Override
                public void accepted() {
                    // Nothing more is known then.
                }

                @Override
                public Optional<byte[]> next(Codec codec) {
                    assertThatThrownBy(() -> second.play(new Words()))
                            .isInstanceOfSatisfying(
                                    VmsException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
                    return Optional.empty();
                }
            });
            assertThat(camera.nvr.heard().refused()).isEqualTo(1);
        }
    }

    @Test
    void aRecordersChannelIsSpokenByWhereItIsToldWhoseItIs() throws Exception {
        try (Recorder recorder = new Recorder(NvrOptions.hikvision());
                DeviceSession session = recorder.connect()) {
            loudspeaker(session, "3").play(new Words());
            await("it was heard", () -> recorder.nvr.heard().samples() == 25 * 160);
            assertThat(recorder.nvr.commands())
                    .anyMatch(command -> command.name().equals("twoWayAudio.open") && command.channel() == 3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LOUDSPEAKER, no such ISAPI call",
        "LOUDSPEAKER_AAC, takes speech as AAC; set its audio encoding to G.711"
    })
    void whatCannotBeSpokenToIsToldWhy(NvrQuirk quirk, String why) throws Exception {
        try (Recorder camera = new Recorder(NvrOptions.hikvisionCamera().quirks(quirk));
                DeviceSession session = camera.connect()) {
            assertThatThrownBy(() -> loudspeaker(session, "1")).isInstanceOfSatisfying(VmsException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
                assertThat(e).hasMessageContaining(why);
            });
        }
    }
}
