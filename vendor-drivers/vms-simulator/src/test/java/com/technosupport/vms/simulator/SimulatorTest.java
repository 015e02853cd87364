package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
    private static boolean hasThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("simulator-"));
    }

    @Test
    void leavesNothingBehind() throws Exception {
        URI stream;
        int discoveryPort;
        try (Simulator simulator = Simulator.builder().cameras(3).start()) {
            stream = simulator.camera(3).stream(SimulatedCamera.MAIN);
            discoveryPort = simulator.discoveryPort();
            assertThat(hasThreads()).isTrue();
        }
        assertThat(hasThreads()).isFalse();
        assertThatThrownBy(() -> new TestRtspClient(stream)).isInstanceOf(ConnectException.class);
        // All ports can be had again at once.
        Simulator.builder()
                .cameras(3)
                .rtspPort(stream.getPort())
                .discoveryPort(discoveryPort)
                .start()
                .close();
    }

    @Test
    void saysWhichPortIsTakenAndLeavesNothingBehind() throws Exception {
        try (Simulator first = Simulator.builder().address("127.0.1.2").start()) {
            int port = first.camera(1).httpPort();
            assertThatThrownBy(() -> Simulator.builder()
                            .cameras(3)
                            .httpPort(port)
                            .discovery(false)
                            .start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.1.2:" + port);
            // The camera before the one that failed has freed its port.
            Simulator.builder().httpPort(port).discovery(false).start().close();
        }
    }

    @Test
    void givesCamerasAddressesSerialsAndEndpointsOfTheirOwn() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .cameras(3)
                .address("127.0.3.254")
                .discovery(false)
                .start()) {
            assertThat(simulator.cameras())
                    .extracting(SimulatedCamera::address)
                    .containsExactly("127.0.3.254", "127.0.3.255", "127.0.4.0");
            assertThat(simulator.cameras()).extracting(SimulatedCamera::serial).doesNotHaveDuplicates();
            assertThat(simulator.cameras())
                    .extracting(SimulatedCamera::endpoint)
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "127.0.0", "127.0.0.256", "127.0.0.1.", "::1"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> Simulator.builder().address(address)).isInstanceOf(IllegalArgumentException.class);
    }
}
