package com.technosupport.vms.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventJsonTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final EventId GIVEN = EventId.parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final CameraId CAMERA = CameraId.parse("01890a5d-ac96-774b-bcce-b302099a8058");

    private static EventMessage read(String json) throws UnreadableEventException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static EventMessage read(byte[] json) throws UnreadableEventException {
        return EventJson.read(json, new Absent(() -> GIVEN, Optional.of("DoorOpened"), NOW), NOW);
    }

    private static EventMessage full() {
        return new EventMessage(
                EventId.parse("01890a5d-ac96-774b-bcce-b302099a8059"),
                "PersonDetected",
                Optional.of(CAMERA),
                "detector:ssdlite",
                Instant.parse("2026-05-04T03:02:00.123456Z"),
                Optional.of("person \"ü\" 🚪"),
                OptionalDouble.of(0.87),
                Optional.of(new EventMessage.Box(0.1, 0.2, 0.3, 0.4)),
                Optional.of("t1"),
                Map.of(
                        "n",
                        3,
                        "long",
                        1L << 40,
                        "big",
                        BigInteger.TEN.pow(30),
                        "x",
                        1.5,
                        "on",
                        true,
                        "list",
                        List.of("a", Map.of("b", 1))));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        assertThat(read(EventJson.write(full()))).isEqualTo(full());
        EnrichedEvent enriched = new EnrichedEvent(
                full(), Optional.of("Gate"), Optional.of("Harbour"), Severity.WARNING, Optional.empty(), NOW);
        assertThat(EventJson.readEnriched(EventJson.write(enriched))).isEqualTo(enriched);
        assertThat(EventJson.readData(EventJson.writeData(full().data()))).isEqualTo(full().data());
    }

    @Test
    void whatIsMissingIsFilledIn() throws Exception {
        EventMessage event = read("{}");
        assertThat(event.id()).isEqualTo(GIVEN);
        assertThat(event.type()).isEqualTo("DoorOpened");
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.source()).isEmpty();
        assertThat(event.data()).isEmpty();
        assertThat(read("{\"id\":null,\"box\":null,\"data\":{\"a\":null,\"b\":[null,1]}}")
                        .data())
                .isEqualTo(Map.of("b", List.of(1)));
    }

    @Test
    void clientsAreToldWhereTheSnapshotIsAndAllElse() {
        EnrichedEvent event = new EnrichedEvent(
                full(), Optional.of("Gate"), Optional.empty(), Severity.INFO, Optional.of("events/x.jpg"), NOW);
        assertThat(EventJson.text(event))
                .contains("\"cameraName\":\"Gate\"")
                .contains("\"severity\":\"INFO\"")
                .contains("\"receivedAt\":\"2026-05-04T03:02:01Z\"")
                .contains("\"snapshotUrl\":\"/api/events/" + full().id() + "/snapshot.jpg\"")
                .doesNotContain("siteName")
                .doesNotContain("events/x.jpg");
    }

    @Test
    void anotherZoneAndUnknownPropertiesAreTaken() throws Exception {
        EventMessage event = read(
                "{\"time\":\"2026-05-04T05:02:00+02:00\",\"severity\":7,\"else\":{\"deep\":[1,{\"a\":2}]},\"type\":\"A\"}");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-05-04T03:02:00Z"));
        assertThat(event.type()).isEqualTo("A");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                              | not a JSON object",
                "[]                            | not a JSON object",
                "nonsense                      | not JSON",
                "{\"a\":1                      | not JSON",
                "{} {}                         | something follows",
                "{\"id\":\"1-1-1-1-1\"}        | id is not a UUID",
                "{\"id\":5}                    | id is not a text",
                "{\"cameraId\":\"Gate\"}       | cameraId is not a UUID",
                "{\"type\":\"doorOpened\"}     | PascalCase",
                "{\"type\":\"Door.Opened\"}    | PascalCase",
                "{\"type\":[]}                 | type is not a text",
                "{\"time\":1700000000}         | time is not a text",
                "{\"time\":\"yesterday\"}      | RFC 3339",
                "{\"time\":\"1970-01-01T00:00:00Z\"} | ten years ago",
                "{\"time\":\"2026-05-06T00:00:00Z\"} | a day ahead",
                "{\"time\":\"+999999999-01-01T00:00:00Z\"} | a day ahead",
                "{\"confidence\":\"0.5\"}      | confidence is not a number",
                "{\"confidence\":1.5}          | from 0 to 1",
                "{\"confidence\":NaN}          | not JSON",
                "{\"confidence\":1e999}        | too large",
                "{\"box\":[0,0,1,1]}           | box is not an object",
                "{\"box\":{\"x\":0,\"y\":0,\"w\":1}} | box lacks",
                "{\"box\":{\"x\":0.5,\"y\":0,\"w\":1,\"h\":1}} | within the picture",
                "{\"data\":[]}                 | data is not an object",
                "{\"data\":{\"a\":\"\\u0000\"}} | NUL",
                "{\"data\":{\"\\ud800\":1}}    | not JSON",
                "{\"label\":\"\\udc00\\ud800\"} | half a character",
                "{\"label\":1}                 | label is not a text",
                "{\"id\":null,\"id\":null}     | name twice",
                "{\"data\":{\"a\":1,\"a\":2}}  | name twice",
            })
    void whatIsNoEventIsToldInWords(String json, String reason) {
        assertThatThrownBy(() -> read(json == null ? "" : json))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> read("{\"data\":{\"a\":\"" + "x".repeat(EventJson.MOST_BYTES) + "\"}}"))
                .hasMessageContaining("larger than");
        assertThatThrownBy(() -> read("{\"label\":\"" + "x".repeat(257) + "\"}"))
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> read("{\"data\":{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}}"))
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> read("{\"else\":" + "[".repeat(100_000))).isInstanceOf(UnreadableEventException.class);
        assertThatThrownBy(() -> read("{\"data\":{\"a\":" + "1".repeat(65) + "}}"))
                .hasMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Overlong, half a surrogate, cut short, beyond Unicode, and other encodings.
                "7b2261223a22c080227d",
                "7b2261223a22eda080227d",
                "7b2261223a22c3227d",
                "7b2261223a22f5808080227d",
                "fffe7b007d00",
                "007b007d",
                "efbbbf7b7d",
            })
    void onlyUtf8IsRead(String hex) {
        byte[] bytes = new BigInteger("1" + hex, 16).toByteArray();
        byte[] json = Arrays.copyOfRange(bytes, bytes.length - hex.length() / 2, bytes.length);
        assertThatThrownBy(() -> read(json)).isInstanceOf(UnreadableEventException.class);
    }

    @Test
    void anyBytesAreReadOrRefusedAndNothingElse() {
        byte[] sample = EventJson.write(full());
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = sample.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                EventMessage event = read(bytes);
                assertThat(read(EventJson.write(event))).isEqualTo(event);
            } catch (UnreadableEventException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void timesAreCutToWhatTheDatabaseKeeps() throws Exception {
        assertThat(read("{\"time\":\"2026-05-04T03:02:00.123456789Z\"}").time())
                .isEqualTo(Instant.parse("2026-05-04T03:02:00.123456Z"));
    }
}
