package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.media.internal.avformat.AvformatReader;
import com.technosupport.vms.media.internal.avformat.DeviceCertificates;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.ReaderThreads;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvformatReaderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RtspTimes TIMES =
            new RtspTimes(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(2));

    private final LoginGate gate = new LoginGate();
    private final ReaderThreads threads = new ReaderThreads();
    private final CollectingListener listener = new CollectingListener();
    private Simulator simulator;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .credentials("admin", "p@ss:w/örd %41")
                .start();
    }

    @AfterEach
    void stop() {
        threads.close();
        simulator.close();
    }

    private AvformatReader open(String password) {
        SimulatedCamera camera = simulator.camera(1);
        return new AvformatReader(
                "gate",
                new RtspSource(camera.stream(SimulatedCamera.MAIN), RtspSource.Transport.TCP),
                gate.join("127.0.0.1", new Credential("admin", password)).login(),
                TIMES,
                new DeviceCertificates(),
                Clock.systemUTC(),
                listener,
                threads);
    }

    @Test
    void readsAsOurOwnReaderDoes() throws Exception {
        AvformatReader reader = open("p@ss:w/örd %41");
        listener.await("video", PATIENCE, it -> it.packets.size() >= 40);
        reader.stop();
        assertThat(listener.transport).isEqualTo("avformat");
        assertThat(listener.formats).hasSize(1);
        assertThat(listener.formats.get(0).video().orElseThrow().width()).isEqualTo(1280);
        Packet first = listener.packets.get(0);
        assertThat(first.key()).isTrue();
        assertThat(first.data().getInt()).as("length of the first unit").isLessThan(first.size());
        for (int i = 1; i < 40; i++) {
            if (listener.packets.get(i).track() == 0) {
                assertThat(listener.packets.get(i).pts()).isPositive();
            }
        }
    }

    @Test
    void tellsARefusedPassword() throws Exception {
        AvformatReader reader = open("wrong");
        listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        reader.stop();
        assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(listener.failures.get(0).sentence()).doesNotContain("wrong");
    }

    @Test
    void givesUpOnAStreamThatStands() throws Exception {
        AvformatReader reader = open("p@ss:w/örd %41");
        listener.await("video", PATIENCE, it -> it.packets.size() >= 5);
        simulator.camera(1).fault(Fault.FREEZE);
        listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        reader.stop();
        assertThat(listener.failures.get(0).sentence()).contains("No video");
    }

    @Test
    void stopsWhileTheDeviceIsSilent() {
        simulator.camera(1).fault(Fault.SILENT);
        AvformatReader reader = open("p@ss:w/örd %41");
        reader.stop();
        threads.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("vms-media-avformat"));
    }
}
