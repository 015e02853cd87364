package com.technosupport.vms.web.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DayOfWeek;
import java.util.Locale;
import java.util.Optional;

/** Days of the week as clients write them: {@code MONDAY}, or the three letters {@code MON} of RFC 9110, in any case. */
public final class Days {

    private Days() {}

    /** The day of that name; empty if there is none such. */
    public static Optional<DayOfWeek> named(String name) {
        String upper = name == null ? "" : name.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(upper) || day.name().substring(0, 3).equals(upper)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    static SimpleModule module() {
        return new SimpleModule().addDeserializer(DayOfWeek.class, new FromName());
    }

    private static final class FromName extends StdScalarDeserializer<DayOfWeek> {

        private static final long serialVersionUID = 1L;

        FromName() {
            super(DayOfWeek.class);
        }

        @Override
        public DayOfWeek deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String name = parser.getValueAsString();
            Optional<DayOfWeek> day = named(name);
            return day.isPresent()
                    ? day.get()
                    : (DayOfWeek) context.handleWeirdStringValue(DayOfWeek.class, name, "a day of the week");
        }
    }
}
