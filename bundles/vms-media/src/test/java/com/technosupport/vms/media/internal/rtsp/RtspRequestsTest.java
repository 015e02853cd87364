package com.technosupport.vms.media.internal.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.LoginGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RtspRequestsTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final List<Failure> failures = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final RtspRequests requests = new RtspRequests(
            new RtspRequests.Wire() {
                @Override
                public void write(byte[] bytes) {}

                @Override
                public void failed(Failure failure) {
                    failures.add(failure);
                }
            },
            "The camera",
            new LoginGate().join("127.0.0.1", Credential.NONE).login(),
            Runnable::run,
            PATIENCE.toNanos());

    private static RtspMessage status(int code) {
        return new RtspMessage("RTSP/1.0 " + code + " Some", Map.of("cseq", List.of("1")), new byte[0]);
    }

    private void ask() {
        requests.send("OPTIONS", "rtsp://127.0.0.1/", "", true, answer -> answers.add(answer.status()));
    }

    @Test
    void aDeviceMayAskForMoreTimeAFewTimes() {
        ask();
        long begun = System.nanoTime();
        requests.answer(status(100));
        requests.tick(begun + PATIENCE.toNanos() - 1);
        requests.answer(status(100));
        requests.answer(status(200));
        assertThat(answers).containsExactly(200);
        assertThat(failures).isEmpty();
    }

    @Test
    void aDeviceThatAlwaysAsksForMoreTimeIsGivenUp() {
        ask();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (failures.isEmpty() && System.nanoTime() - end < 0) {
            requests.answer(status(100));
            requests.tick(System.nanoTime());
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(failure.sentence()).startsWith("The camera did not answer OPTIONS within");
        });
        assertThat(answers).isEmpty();
    }
}
