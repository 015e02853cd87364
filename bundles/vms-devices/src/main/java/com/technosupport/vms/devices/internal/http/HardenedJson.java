package com.technosupport.vms.devices.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON that a device sent into maps and lists, with limits on depth, size and number of values. */
final class HardenedJson {

    static final int MOST_BYTES = 1 << 20;
    static final int MOST_VALUES = 50_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(MOST_BYTES)
                    .maxNumberLength(64)
                    .maxNameLength(256)
                    .build())
            // Firmware puts line breaks and tabs into texts.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private int values;

    private HardenedJson() {}

    static Object parse(byte[] json) {
        if (json.length > MOST_BYTES) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's JSON is larger than allowed");
        }
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            return new HardenedJson().value(parser);
        } catch (IOException e) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device sent JSON that cannot be read", e);
        }
    }

    private Object value(JsonParser parser) throws IOException {
        if (++values > MOST_VALUES) {
            throw new IOException("too many values");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("no value");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> "";
            default -> throw new IOException("no value");
        };
    }

    private Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            boolean absent = parser.nextToken() == JsonToken.VALUE_NULL;
            Object value = value(parser);
            if (!absent) {
                members.put(name, value);
            }
        }
        return members;
    }

    private List<Object> array(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }
}
