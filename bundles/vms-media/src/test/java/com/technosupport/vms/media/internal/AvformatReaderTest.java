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
import java.net.URI;
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
        return open(simulator.camera(1).stream(SimulatedCamera.MAIN), password);
    }

    private AvformatReader open(URI stream, String password) {
        return new AvformatReader(
                "gate",
                new RtspSource(stream, RtspSource.Transport.TCP),
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
    void namesWhatCannotBeRead() throws Exception {
        String sdp = String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=old",
                "t=0 0",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 MP4V-ES/90000",
                "a=control:track1",
                "");
        try (ScriptedServer server = new ScriptedServer((request, wire) -> switch (request.method()) {
            case "DESCRIBE" -> "200 OK\nContent-Type: application/sdp\n\n" + sdp;
            case "SETUP" -> "200 OK\nSession: 1\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\n";
            default -> "200 OK\nSession: 1\n";
        })) {
            AvformatReader reader = open(server.uri("/old"), "p@ss:w/örd %41");
            listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            reader.stop();
            assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
            assertThat(listener.failures.get(0).sentence()).contains("sends mpeg4");
        }
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
