package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardenedJsonTest {

    private static Object parse(String json) {
        return HardenedJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void reads_what_devices_send() {
        assertThat(parse("{\"a\":1,\"b\":[true,\"x\ty\",2.5,{}],\"c\":null}"))
                .isEqualTo(Map.of("a", 1L, "b", List.of(true, "x\ty", 2.5, Map.of())));
        assertThat(parse("[99999999999999999999]")).isEqualTo(List.of(1e20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\"", "<html>", "[1,]", "{\"a\":1]", "nul"})
    void refuses_what_is_none(String text) {
        assertRefused(text);
    }

    @Test
    void bounds_what_it_reads() {
        assertRefused("[".repeat(40) + "]".repeat(40));
        assertRefused("[" + "1,".repeat(HardenedJson.MOST_VALUES) + "1]");
        assertRefused("\"" + "x".repeat(HardenedJson.MOST_BYTES) + "\"");
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL));
    }
}
