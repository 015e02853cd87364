package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.devices.internal.http.Traffic.Gate;
import com.technosupport.vms.devices.internal.http.Traffic.Kind;
import com.technosupport.vms.devices.internal.http.Traffic.Limits;
import com.technosupport.vms.devices.internal.http.Traffic.Passage;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static Deadline millis(int millis) {
        return Deadline.in(Duration.ofMillis(millis));
    }

    @Test
    void streamsUseUpNoneOfTheCallsConnections() throws Exception {
        Traffic traffic = new Traffic(new Limits(1, 1, 2, 2, 1000, 1000));
        Gate gate = traffic.gate("one");
        try (Passage stream = gate.enter(Kind.STREAM, millis(1000))) {
            assertThat(traffic.openStreams()).isEqualTo(1);
            assertThatThrownBy(() -> gate.enter(Kind.STREAM, millis(50))).isInstanceOf(SocketTimeoutException.class);
            try (Passage call = gate.enter(Kind.CALL, millis(1000))) {
                assertThatThrownBy(() -> gate.enter(Kind.CALL, millis(50))).isInstanceOf(SocketTimeoutException.class);
            }
            gate.enter(Kind.CALL, millis(1000)).close();
        }
        assertThat(traffic.openStreams()).isZero();
        assertThat(traffic.waits()).isEqualTo(2);
    }

    @Test
    void allDevicesOfADriverShareACap() throws Exception {
        Traffic traffic = new Traffic(new Limits(4, 4, 2, 2, 1000, 1000));
        try (Passage one = traffic.gate("one").enter(Kind.CALL, millis(1000));
                Passage two = traffic.gate("two").enter(Kind.CALL, millis(1000))) {
            assertThatThrownBy(() -> traffic.gate("three").enter(Kind.CALL, millis(50)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        traffic.gate("three").enter(Kind.CALL, millis(1000)).close();
    }

    @Test
    void newConnectionsAreSpacedAfterABurst() throws Exception {
        Traffic traffic = new Traffic(new Limits(4, 4, 8, 8, 50, 3));
        long begin = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            traffic.gate("one").enter(Kind.CALL, millis(5000)).close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(80));
        assertThat(traffic.waits()).isPositive();
        long waits = traffic.waits();
        traffic.gate("another").enter(Kind.CALL, millis(5000)).close();
        assertThat(traffic.waits()).isEqualTo(waits);
    }
}
