package com.technosupport.vms.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** Writes events, in the order of their description. */
final class EventWriter {

    private EventWriter() {}

    static void write(JsonGenerator json, EventMessage event) throws IOException {
        json.writeStartObject();
        fields(json, event);
        json.writeEndObject();
    }

    static void write(JsonGenerator json, EnrichedEvent event) throws IOException {
        json.writeStartObject();
        fields(json, event.message());
        if (event.cameraName().isPresent()) {
            json.writeStringField("cameraName", event.cameraName().get());
        }
        if (event.siteName().isPresent()) {
            json.writeStringField("siteName", event.siteName().get());
        }
        json.writeStringField("severity", event.severity().name());
        if (event.snapshotPath().isPresent()) {
            json.writeStringField(
                    "snapshotUrl", "/api/events/" + event.message().id() + "/snapshot.jpg");
        }
        json.writeStringField("receivedAt", event.receivedAt().toString());
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, EventMessage event) throws IOException {
        json.writeStringField("id", event.id().toString());
        json.writeStringField("type", event.type());
        if (event.cameraId().isPresent()) {
            json.writeStringField("cameraId", event.cameraId().get().toString());
        }
        if (!event.source().isEmpty()) {
            json.writeStringField("source", event.source());
        }
        json.writeStringField("time", event.time().toString());
        if (event.label().isPresent()) {
            json.writeStringField("label", event.label().get());
        }
        if (event.confidence().isPresent()) {
            json.writeNumberField("confidence", event.confidence().getAsDouble());
        }
        if (event.box().isPresent()) {
            EventMessage.Box box = event.box().get();
            json.writeObjectFieldStart("box");
            json.writeNumberField("x", box.x());
            json.writeNumberField("y", box.y());
            json.writeNumberField("w", box.w());
            json.writeNumberField("h", box.h());
            json.writeEndObject();
        }
        if (event.trackId().isPresent()) {
            json.writeStringField("trackId", event.trackId().get());
        }
        if (!event.data().isEmpty()) {
            json.writeFieldName("data");
            writeValue(json, event.data());
        }
    }

    static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                writeValue(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            writeNumber(json, number);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    private static void writeNumber(JsonGenerator json, Number number) throws IOException {
        if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof BigDecimal exact) {
            json.writeNumber(exact);
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                // JSON has no such number.
                json.writeString(number.toString());
            }
        } else {
            json.writeNumber(number.longValue());
        }
    }
}
