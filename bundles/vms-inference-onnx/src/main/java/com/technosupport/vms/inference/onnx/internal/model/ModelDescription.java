package com.technosupport.vms.inference.onnx.internal.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.inference.onnx.internal.family.Family;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is known of a model besides its weights: the {@code model.json} beside them. Every field is there, and no other.
 *
 * @param id of the detector, the same over its versions
 * @param name for people
 * @param file path of the weights within the bundle
 * @param sha256 of the weights, in hexadecimal
 * @param threshold from which on an object is told
 * @param recommendedConfidence from which on whoever measured the model would believe it, for those who set up cameras
 * @param overlap from which on two boxes are one object, where the family repeats itself
 * @param labels in the model's order; empty for what is not told
 * @param licence of the weights, as an SPDX identifier where there is one
 * @param source where the weights are from
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ModelDescription(
        String id,
        String name,
        String version,
        Family family,
        String file,
        String sha256,
        Input input,
        double threshold,
        double recommendedConfidence,
        double overlap,
        List<String> labels,
        String licence,
        String source) {

    /** The longest description that is read. */
    public static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_LABELS = 10_000;
    private static final int LONGEST_TEXT = 500;
    private static final Pattern ID = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._+-]{1,60}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** In which order the values of the input lie. */
    public enum Layout {
        /** A plane for each colour. */
        NCHW,
        /** The colours of each point together. */
        NHWC
    }

    /** In which order the colours come. */
    public enum Colours {
        RGB,
        BGR
    }

    /**
     * The picture that the model takes: {@code (value - mean) / deviation} of values 0 to 255.
     *
     * @param mean of each colour, in the order of {@code colours}
     * @param deviation of each colour
     */
    public record Input(
            int width,
            int height,
            Layout layout,
            Colours colours,
            FrameShape.Fit fit,
            List<Double> mean,
            List<Double> deviation) {

        public Input {
            Objects.requireNonNull(layout, "layout");
            Objects.requireNonNull(colours, "colours");
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3) {
                throw new IllegalArgumentException("mean and deviation have three values each");
            }
            if (!mean.stream().allMatch(Double::isFinite)
                    || !deviation.stream().allMatch(each -> Double.isFinite(each) && each != 0)) {
                throw new IllegalArgumentException("mean is finite, deviation too and not 0");
            }
            if (width < 16 || height < 16) {
                throw new IllegalArgumentException("the input is at least 16x16");
            }
            FrameShape unused = shape(width, height, colours, fit);
        }

        /** What a frame becomes before its values are scaled. */
        public FrameShape shape() {
            return shape(width, height, colours, fit);
        }

        private static FrameShape shape(int width, int height, Colours colours, FrameShape.Fit fit) {
            FrameShape.Pixels pixels = colours == Colours.RGB ? FrameShape.Pixels.RGB : FrameShape.Pixels.BGR;
            return new FrameShape(width, height, fit, pixels);
        }
    }

    public ModelDescription {
        require(ID.matcher(id).matches(), "id is 1 to 40 lower-case letters, digits and hyphens");
        require(text(name), "name has 1 to " + LONGEST_TEXT + " characters");
        require(VERSION.matcher(version).matches(), "version has 1 to 60 letters, digits, dots and hyphens");
        Objects.requireNonNull(family, "family");
        require(PATH.matcher(file).matches() && !file.contains(".."), "file is a path within the jar");
        require(sha256.length() == 64 && sha256.chars().allMatch(HexFormat::isHexDigit), "sha256 has 64 hex digits");
        Objects.requireNonNull(input, "input");
        require(threshold > 0 && threshold < 1, "threshold is between 0 and 1");
        require(
                recommendedConfidence >= threshold && recommendedConfidence < 1,
                "recommendedConfidence is from the threshold to 1");
        require(overlap > 0 && overlap <= 1, "overlap is above 0 to 1");
        labels = List.copyOf(labels);
        require(!labels.isEmpty() && labels.size() <= MOST_LABELS, "labels are 1 to " + MOST_LABELS);
        require(labels.stream().allMatch(label -> label.length() <= 100), "a label has at most 100 characters");
        require(labels.stream().anyMatch(label -> !label.isBlank()), "some label has a name");
        require(text(licence), "licence says under what terms the weights are");
        require(text(source), "source says where the weights are from");
    }

    private static boolean text(String value) {
        return !value.isBlank() && value.length() <= LONGEST_TEXT;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** @throws UnusableModelException with what is wrong about it */
    public static ModelDescription parse(byte[] json) throws UnusableModelException {
        try {
            ModelDescription description = JSON.readValue(json, ModelDescription.class);
            if (description == null) {
                throw new UnusableModelException("its model.json says nothing");
            }
            return description;
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
            throw new UnusableModelException("its model.json is not right" + place(e) + ": " + firstLine(cause), e);
        } catch (JsonProcessingException e) {
            throw new UnusableModelException("its model.json is no JSON: " + firstLine(e), e);
        } catch (IOException e) {
            throw new UnusableModelException("its model.json cannot be read", e);
        }
    }

    public byte[] json() {
        try {
            return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of texts and numbers can be written", e);
        }
    }

    private static String place(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            path.append(path.length() == 0 ? "" : ".")
                    .append(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName());
        }
        return path.length() == 0 ? "" : " at " + path;
    }

    private static String firstLine(Throwable failure) {
        String message = failure instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(failure.getMessage());
        String line = message.lines().findFirst().orElse("").replaceAll("com\\.technosupport\\.[A-Za-z.$]*\\.", "");
        return line.length() <= 300 ? line : line.substring(0, 300);
    }
}
