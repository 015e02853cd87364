package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatePinTest {

    @TempDir
    private Path folder;

    private HostileServer device(String name) throws Exception {
        return SecureDevice.serving(
                folder,
                name,
                (request, output) -> output.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII)));
    }

    private static int status(SocketDeviceHttp http, HostileServer device) throws InterruptedException {
        return http.send(Request.get(URI.create("https://127.0.0.1:" + device.port() + "/"))
                        .within(Duration.ofSeconds(20)))
                .status();
    }

    private static SocketDeviceHttp http(Optional<String> fingerprint) {
        return new SocketDeviceHttp("127.0.0.1", Credential.NONE, fingerprint);
    }

    @Test
    void theFirstCertificateIsTakenAndNoOtherAfterIt() throws Exception {
        try (HostileServer device = device("device");
                HostileServer impostor = device("impostor")) {
            SocketDeviceHttp first = http(Optional.empty());
            assertThat(first.fingerprint()).isEmpty();
            assertThat(status(first, device)).isEqualTo(200);
            assertThat(first.fingerprint())
                    .hasValueSatisfying(pin -> assertThat(pin).matches("[0-9a-f]{64}"));

            SocketDeviceHttp later = http(first.fingerprint());
            assertThat(status(later, device)).isEqualTo(200);
            for (SocketDeviceHttp pinned : new SocketDeviceHttp[] {first, later}) {
                assertThatThrownBy(() -> status(pinned, impostor)).isInstanceOfSatisfying(VmsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
                    assertThat(e.getMessage()).contains("another certificate");
                });
            }
            assertThat(impostor.requests).isEmpty();
        }
    }
}
