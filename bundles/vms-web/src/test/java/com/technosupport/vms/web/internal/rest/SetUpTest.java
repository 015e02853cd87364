package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.EvidenceStore;
import com.technosupport.vms.web.internal.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plug-ins that are sent, footage that is kept, and how the server is. */
class SetUpTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private TestServer server;
    private final Jars jars = new Jars();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set(jars);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> send(String token, byte[] jar) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri("/api/plugins"))
                .POST(BodyPublishers.ofByteArray(jar))
                .header("Content-Type", "application/java-archive")
                .header("Authorization", "Bearer " + token));
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").textValue()).isEqualTo(code);
    }

    @Test
    void aJarIsPassedOnWholeAndWhatBecameOfItIsTold() throws Exception {
        // Larger than any other body may be.
        HttpResponse<String> answer = send(server.admin, new byte[3 << 20]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("state").textValue()).isEqualTo("PROBATION");
        assertThat(jars.received).containsExactly(3 << 20);
        assertThat(server.stores.entries).last().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("plugin.upload");
            assertThat(entry.actor()).isEqualTo("admin");
            assertThat(entry.detail()).isEqualTo("sha256 abc, probation");
        });
        assertThat(server.call("DELETE", "/api/plugins/acme", server.admin, null)
                        .statusCode())
                .isEqualTo(204);
        refused(server.call("DELETE", "/api/plugins/acme", server.admin, null), 404, "NOT_FOUND");
    }

    @Test
    void onlyAdministratorsInstallAndRemove() throws Exception {
        String operator = server.access.account("operator", Role.OPERATOR, false);
        refused(send(operator, new byte[10]), 403, "FORBIDDEN");
        refused(server.call("DELETE", "/api/plugins/acme", operator, null), 403, "FORBIDDEN");
        assertThat(jars.received).isEmpty();
        refused(server.get("/api/system", operator), 403, "FORBIDDEN");
    }

    @Test
    void theSystemIsTold() throws Exception {
        JsonNode system = json(server.get("/api/system", server.admin));
        assertThat(system.path("status").textValue()).isEqualTo("DOWN");
        assertThat(system.path("parts")).isNotEmpty();
        assertThat(system.path("processors").intValue()).isPositive();
        assertThat(system.path("cpuSeconds").doubleValue()).isPositive();
        assertThat(system.path("heapMax").longValue())
                .isGreaterThan(system.path("heapUsed").longValue());
    }

    @Test
    void whoSeesACameraSeesWhatIsKeptOfIt() throws Exception {
        List<EvidenceStore.Lock> locks = new ArrayList<>();
        for (int i = 9; i >= 0; i--) {
            locks.add(lock(i % 2 == 0 ? server.first.id() : server.second.id(), NOW.plusSeconds(i)));
        }
        server.services.setEvidence((cameras, before, limit) -> locks.stream()
                .filter(lock -> cameras.isEmpty() || cameras.get().contains(lock.camera()))
                .filter(lock ->
                        before.isEmpty() || lock.at().isBefore(before.get().at()))
                .limit(limit)
                .toList());
        String operator = server.access.account("operator", Role.OPERATOR, false, server.first.id());
        JsonNode all = json(server.get("/api/evidence", server.admin));
        assertThat(all.path("items")).hasSize(10);
        assertThat(all.has("nextCursor")).isFalse();
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(server.get("/api/evidence?limit=2" + cursor, operator));
            page.path("items").forEach(item -> {
                assertThat(item.path("cameraId").textValue())
                        .isEqualTo(server.first.id().toString());
                seen.add(item.path("at").textValue());
            });
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").textValue()
                    : null;
        } while (cursor != null);
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        refused(server.get("/api/evidence?cameraId=" + server.second.id(), operator), 404, "NOT_FOUND");
        refused(server.get("/api/evidence", server.viewer), 403, "FORBIDDEN");
        refused(server.get("/api/evidence?cursor=x", server.admin), 400, "INVALID_REQUEST");
    }

    private static EvidenceStore.Lock lock(CameraId camera, Instant at) {
        return new EvidenceStore.Lock(
                SegmentId.next(Clock.systemUTC()), camera, StreamRole.MAIN, NOW, NOW, 1, "ann", "theft", at);
    }

    private static final class Jars implements PluginRegistry {

        private final List<Integer> received = new ArrayList<>();
        private final List<Plugin> plugins = new ArrayList<>();

        @Override
        public List<Plugin> plugins() {
            return List.copyOf(plugins);
        }

        @Override
        public Plugin rollBack(String name) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such plug-in");
        }

        @Override
        public Plugin install(InputStream jar) throws IOException {
            received.add(jar.readAllBytes().length);
            Plugin plugin = new Plugin(
                    "acme",
                    "1.0.0",
                    "acme.jar",
                    "abc",
                    State.PROBATION,
                    List.of("driver:acme"),
                    "",
                    "",
                    NOW,
                    Optional.empty());
            plugins.add(plugin);
            return plugin;
        }

        @Override
        public void remove(String name) {
            if (!plugins.removeIf(plugin -> plugin.name().equals(name))) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such plug-in");
            }
        }
    }
}
