package com.technosupport.vms.inference.onnx.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDescriptionTest {

    private static String shipped() throws IOException {
        try (InputStream json = ModelDescriptionTest.class.getResourceAsStream("/model.json")) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ModelDescription parse(String json) throws UnusableModelException {
        return ModelDescription.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theShippedModelIsDescribed() throws Exception {
        ModelDescription description = parse(shipped());
        assertThat(description.labels()).hasSize(90).contains("person", "traffic light");
        assertThat(ModelDescription.parse(description.json())).isEqualTo(description);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"family\": \"SSD\"|\"family\": \"FASTER\"|family",
                "\"family\": \"SSD\"|\"family\": 0|family",
                "\"threshold\": 0.4|\"threshold\": 1.4|threshold is between 0 and 1",
                "\"threshold\": 0.4|\"threshold\": null|threshold",
                "\"overlap\": 0.5,|\"\":0,|overlap",
                "\"overlap\": 0.5|\"overlap\": 0.5, \"surprise\": 1|surprise",
                "\"overlap\": 0.5|\"overlap\": 0.5, \"overlap\": 0.6|Duplicate",
                "\"file\": \"model.onnx\"|\"file\": \"../model.onnx\"|file is a path within the jar",
                "\"file\": \"model.onnx\"|\"file\": \"/etc/passwd\"|file is a path within the jar",
                "\"deviation\": [1, 1, 1]|\"deviation\": [1, 0, 1]|deviation",
                "\"deviation\": [1, 1, 1]|\"deviation\": [1, 1]|three values",
                "\"width\": 300|\"width\": 30000|sides",
                "\"width\": 300|\"width\": 1.5|width",
                "\"id\": \"ssdlite-coco\"|\"id\": \"SSD Lite\"|id is",
                "\"licence\": \"Apache-2.0\"|\"licence\": \"\"|licence",
            })
    void whatIsNotRightIsRefusedByItsName(String is, String becomes, String sentence) throws Exception {
        assertThat(shipped()).contains(is);
        String json = shipped().replace(is, becomes);
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"''", "'{'", "'[]'", "'null'", "'{} {}'", "'\"text\"'"})
    void whatIsNoDescriptionIsRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(UnusableModelException.class);
    }
}
