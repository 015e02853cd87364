package com.technosupport.vms.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Reads an event, token by token: nothing is built of what is not wanted. */
final class EventReader {

    /** Characters of a name, a source, a label or a track. */
    private static final int MOST_TEXT = 256;

    private final JsonParser json;

    private EventReader(JsonParser json) {
        this.json = json;
    }

    static Fields read(byte[] bytes) throws UnreadableEventException {
        if (bytes.length > EventJson.MOST_BYTES) {
            throw new UnreadableEventException("it is larger than " + EventJson.MOST_BYTES + " bytes");
        }
        CharBuffer text = decode(bytes);
        try (JsonParser parser = EventJson.FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            return new EventReader(parser).event();
        } catch (StreamConstraintsException e) {
            throw new UnreadableEventException("it is nested too deeply, or a name or number in it is too long");
        } catch (JsonProcessingException e) {
            throw new UnreadableEventException("it is not JSON, or has a name twice");
        } catch (IOException e) {
            throw new UnreadableEventException("it cannot be read");
        }
    }

    static Map<String, Object> readData(String text) throws UnreadableEventException {
        try (JsonParser parser = EventJson.FACTORY.createParser(text)) {
            EventReader reader = new EventReader(parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableEventException("data is not an object");
            }
            return reader.map();
        } catch (IOException e) {
            throw new UnreadableEventException("data cannot be read");
        }
    }

    private static CharBuffer decode(byte[] bytes) throws UnreadableEventException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new UnreadableEventException("it is not UTF-8");
        }
    }

    private Fields event() throws IOException, UnreadableEventException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new UnreadableEventException("it is not a JSON object");
        }
        Fields fields = new Fields();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            field(fields, name);
        }
        if (json.nextToken() != null) {
            throw new UnreadableEventException("something follows it");
        }
        return fields;
    }

    private void field(Fields fields, String name) throws IOException, UnreadableEventException {
        switch (name) {
            case "id" -> fields.id = eventId();
            case "type" -> fields.type = text(name);
            case "cameraId" -> fields.cameraId = cameraId();
            case "source" -> fields.source = text(name);
            case "time" -> fields.time = time(name);
            case "label" -> fields.label = text(name);
            case "confidence" -> fields.confidence = OptionalDouble.of(number(name));
            case "box" -> fields.box = box();
            case "trackId" -> fields.trackId = text(name);
            case "data" -> fields.data = data();
            case "cameraName" -> fields.cameraName = text(name);
            case "siteName" -> fields.siteName = text(name);
            case "severity" -> fields.severity = severity();
            case "receivedAt" -> fields.receivedAt = time(name);
            default -> json.skipChildren();
        }
    }

    private EventId eventId() throws IOException, UnreadableEventException {
        try {
            return EventId.parse(text("id"));
        } catch (VmsException e) {
            throw new UnreadableEventException("id is not a UUID");
        }
    }

    private CameraId cameraId() throws IOException, UnreadableEventException {
        try {
            return CameraId.parse(text("cameraId"));
        } catch (VmsException e) {
            throw new UnreadableEventException("cameraId is not a UUID");
        }
    }

    private Severity severity() throws IOException, UnreadableEventException {
        // Of an event that is published it says nothing: anybody may send on what he heard.
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            for (Severity severity : Severity.values()) {
                if (severity.name().equals(json.getText())) {
                    return severity;
                }
            }
        }
        json.skipChildren();
        return null;
    }

    private Instant time(String name) throws IOException, UnreadableEventException {
        try {
            return OffsetDateTime.parse(text(name)).toInstant();
        } catch (DateTimeException e) {
            throw new UnreadableEventException(name + " is not a time as in RFC 3339");
        }
    }

    private EventMessage.Box box() throws IOException, UnreadableEventException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableEventException("box is not an object");
        }
        double[] sides = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            int side = "xywh".indexOf(name);
            if (name.length() == 1 && side >= 0) {
                sides[side] = number("box");
            } else {
                json.skipChildren();
            }
        }
        try {
            return new EventMessage.Box(sides[0], sides[1], sides[2], sides[3]);
        } catch (IllegalArgumentException e) {
            throw new UnreadableEventException("box lacks a side, or is not within the picture");
        }
    }

    private double number(String name) throws IOException, UnreadableEventException {
        if (!json.currentToken().isNumeric()) {
            throw new UnreadableEventException(name + " is not a number");
        }
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new UnreadableEventException(name + " is too large");
        }
        return value;
    }

    private String text(String name) throws IOException, UnreadableEventException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new UnreadableEventException(name + " is not a text");
        }
        String text = json.getText();
        if (text.length() > MOST_TEXT) {
            throw new UnreadableEventException(name + " is longer than " + MOST_TEXT + " characters");
        }
        return storable(text);
    }

    private Map<String, Object> data() throws IOException, UnreadableEventException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableEventException("data is not an object");
        }
        return map();
    }

    private Map<String, Object> map() throws IOException, UnreadableEventException {
        Map<String, Object> map = new HashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                map.put(storable(name), value());
            }
        }
        return map;
    }

    private List<Object> list() throws IOException, UnreadableEventException {
        List<Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_NULL) {
                list.add(value());
            }
        }
        return list;
    }

    private Object value() throws IOException, UnreadableEventException {
        return switch (json.currentToken()) {
            case START_OBJECT -> map();
            case START_ARRAY -> list();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> storable(json.getText());
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_NUMBER_FLOAT -> number("a value of data");
            default -> throw new UnreadableEventException("it is not JSON");
        };
    }

    /** Neither a NUL, which the database cannot store, nor half a character, which UTF-8 cannot say. */
    private static String storable(String text) throws UnreadableEventException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new UnreadableEventException("a text holds the character NUL");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new UnreadableEventException("a text holds half a character");
                }
                i++;
            }
        }
        return text;
    }
}
