package com.technosupport.vms.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.time.DayOfWeek;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaysTest {

    @Test
    void daysAreReadByTheirNamesAndTheirThreeLetters() throws Exception {
        assertThat(Json.MAPPER.readValue("[\"MONDAY\",\"TUE\",\"wednesday\",\"Thu\"]", DayOfWeek[].class))
                .containsExactly(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY);
        assertThat(Json.MAPPER.writeValueAsString(DayOfWeek.FRIDAY)).isEqualTo("\"FRIDAY\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"M\"", "\"Montag\"", "\"\"", "\"MONDAYS\"", "{}"})
    void whatNamesNoDayIsRefused(String json) {
        assertThat(Days.named(null)).isEmpty();
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, DayOfWeek.class))
                .isInstanceOf(InvalidFormatException.class);
    }
}
