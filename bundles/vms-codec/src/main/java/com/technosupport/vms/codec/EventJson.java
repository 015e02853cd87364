package com.technosupport.vms.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.EventId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Events as JSON, {@code {id,type,cameraId,source,time,label,confidence,box:{x,y,w,h},trackId,data}}; what an event does not have
 * is left out. Reading is strict: UTF-8 without faults, {@value #MOST_BYTES} bytes at most, {@value #MOST_DEPTH} levels, no name
 * twice, no guessing of types; properties that are not known are passed over, and {@code null} is absence. Safe for use by
 * several threads.
 */
public final class EventJson {

    public static final int MOST_BYTES = 256 * 1024;
    public static final int MOST_DEPTH = 32;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(MOST_BYTES)
                    .maxNumberLength(64)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from anybody: none is to be kept for ever.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private EventJson() {}

    /**
     * Reads what somebody published.
     *
     * @param now against which the event's time is held: see {@link EventTimes}
     */
    public static EventMessage read(byte[] json, Absent absent, Instant now) throws UnreadableEventException {
        Fields fields = EventReader.read(json);
        EventMessage event = fields.message(absent);
        Optional<String> problem = EventTimes.problem(event.time(), now);
        if (problem.isPresent()) {
            throw new UnreadableEventException(problem.get());
        }
        return event;
    }

    /** Reads what {@link #write(EnrichedEvent)} has written, but for its snapshot. */
    public static EnrichedEvent readEnriched(byte[] json) throws UnreadableEventException {
        Fields fields = EventReader.read(json);
        EventMessage event =
                fields.message(new Absent(() -> new EventId(new UUID(0, 0)), Optional.empty(), Instant.EPOCH));
        return fields.enriched(event);
    }

    public static byte[] write(EventMessage event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            EventWriter.write(json, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Adds {@code cameraName,siteName,severity,snapshotUrl,receivedAt}, as clients are told of it. */
    public static byte[] write(EnrichedEvent event) {
        return text(event).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #write(EnrichedEvent)}. */
    public static String text(EnrichedEvent event) {
        Writer text = new StringWriter(512);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            EventWriter.write(json, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** An event's {@link EventMessage#data()} alone. */
    public static String writeData(Map<String, Object> data) {
        Writer text = new StringWriter(64);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            EventWriter.writeValue(json, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Reads what {@link #writeData} has written. */
    public static Map<String, Object> readData(String json) throws UnreadableEventException {
        return EventReader.readData(json);
    }
}
