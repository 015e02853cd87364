package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataStreamsTest {

    private static final Credential RIGHT = new Credential("admin", "right");

    private static Simulator simulator(boolean analytics) throws Exception {
        return Simulator.builder()
                .discovery(false)
                .multicast(false)
                .analytics(analytics)
                .credentials(RIGHT.user(), RIGHT.password())
                .start();
    }

    private static RtspSource source(Simulator simulator) {
        return new RtspSource(simulator.camera(1).stream(SimulatedCamera.MAIN), RtspSource.Transport.AUTOMATIC);
    }

    @Test
    void documentsComeWhole() throws Exception {
        List<String> documents = new ArrayList<>();
        MediaService media = new MediaService(Settings.usual(), Clock.systemUTC());
        try (Simulator simulator = simulator(true)) {
            assertThatThrownBy(() -> media.read("gate", source(simulator), RIGHT, xml -> {
                        documents.add(new String(xml, StandardCharsets.UTF_8));
                        if (documents.size() == 3) {
                            throw new InterruptedException("enough");
                        }
                    }))
                    .isInstanceOf(InterruptedException.class);
            assertThat(documents)
                    .hasSize(3)
                    .allSatisfy(document -> assertThat(document.strip())
                            .startsWith("<")
                            .contains("MetadataStream")
                            .endsWith("MetadataStream>"));
        } finally {
            media.close();
        }
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        MediaService media = new MediaService(Settings.usual(), Clock.systemUTC());
        try (Simulator simulator = simulator(false)) {
            assertCode(media, source(simulator), RIGHT, ErrorCode.NOT_SUPPORTED);
            assertCode(media, source(simulator), new Credential("admin", "wrong"), ErrorCode.BAD_CREDENTIALS);
        } finally {
            media.close();
        }
    }

    private static void assertCode(MediaService media, RtspSource source, Credential credential, ErrorCode code) {
        assertThatThrownBy(() -> media.read("gate", source, credential, xml -> {}))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
