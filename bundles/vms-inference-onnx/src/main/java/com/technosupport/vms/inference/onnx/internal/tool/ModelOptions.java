package com.technosupport.vms.inference.onnx.internal.tool;

import com.technosupport.vms.api.media.FrameShape.Fit;
import com.technosupport.vms.inference.onnx.internal.family.Family;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription.Colours;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is said on the command line of a model; what is not said is as it is for most models of the family. */
final class ModelOptions {

    private static final Set<String> KNOWN = Set.of(
            "family",
            "labels",
            "licence",
            "source",
            "input",
            "id",
            "name",
            "version",
            "layout",
            "colours",
            "fit",
            "mean",
            "deviation",
            "threshold",
            "recommended",
            "overlap",
            "out");

    private final Path model;
    private final Map<String, String> given;

    private ModelOptions(Path model, Map<String, String> given) {
        this.model = model;
        this.given = given;
    }

    /** @throws IllegalArgumentException with what is wrong */
    static ModelOptions parse(List<String> arguments) {
        Path model = null;
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                if (model != null) {
                    throw new IllegalArgumentException("one model at a time");
                }
                model = Path.of(argument);
            } else if (!KNOWN.contains(argument.substring(2))) {
                throw new IllegalArgumentException("there is no option " + argument);
            } else if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(argument + " needs a value");
            } else {
                given.put(argument.substring(2), arguments.get(++i));
            }
        }
        if (model == null || !Files.isRegularFile(model)) {
            throw new IllegalArgumentException(model == null ? "no model is named" : "there is no file " + model);
        }
        return new ModelOptions(model, given);
    }

    Path model() {
        return model;
    }

    Path out() {
        return Path.of(given.getOrDefault("out", id() + ".jar"));
    }

    ModelDescription describe(String sha256) throws IOException {
        Family family = constant(Family.class, "family", null);
        String size = given.getOrDefault(
                "input",
                switch (family) {
                    case SSD -> "300x300";
                    case YOLOX -> "416x416";
                    case YOLO, DETR -> "640x640";
                });
        if (!size.matches("\\d{2,4}x\\d{2,4}")) {
            throw new IllegalArgumentException("--input is a width and a height, such as 640x640");
        }
        boolean scaled = family == Family.YOLO || family == Family.DETR;
        Fit fit =
                switch (family) {
                    case SSD, DETR -> Fit.STRETCH;
                    case YOLOX -> Fit.TOP_LEFT;
                    case YOLO -> Fit.CENTRE;
                };
        ModelDescription.Input input = new ModelDescription.Input(
                Integer.parseInt(size.substring(0, size.indexOf('x'))),
                Integer.parseInt(size.substring(size.indexOf('x') + 1)),
                constant(Layout.class, "layout", Layout.NCHW),
                constant(Colours.class, "colours", family == Family.YOLOX ? Colours.BGR : Colours.RGB),
                constant(Fit.class, "fit", fit),
                numbers("mean", "0,0,0"),
                numbers("deviation", scaled ? "255,255,255" : "1,1,1"));
        double threshold =
                numbers("threshold", family == Family.YOLOX ? "0.3" : "0.4").get(0);
        return new ModelDescription(
                id(),
                given.getOrDefault("name", model.getFileName().toString()),
                given.getOrDefault("version", "1.0.0"),
                family,
                "model.onnx",
                sha256,
                input,
                threshold,
                numbers("recommended", Double.toString(Math.max(family == Family.YOLOX ? 0.7 : 0.5, threshold)))
                        .get(0),
                numbers("overlap", family == Family.YOLOX ? "0.45" : "0.5").get(0),
                labels(),
                required("licence"),
                required("source"));
    }

    private String id() {
        String file = model.getFileName().toString().replaceFirst("\\.onnx$", "");
        return given.getOrDefault(
                "id",
                file.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", ""));
    }

    private String required(String option) {
        String value = given.get(option);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("--" + option + " is missing");
        }
        return value;
    }

    private <E extends Enum<E>> E constant(Class<E> type, String option, E usual) {
        String value = usual == null ? required(option) : given.getOrDefault(option, usual.name());
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("--" + option + " is one of " + List.of(type.getEnumConstants())));
    }

    private List<Double> numbers(String option, String usual) {
        try {
            return Arrays.stream(given.getOrDefault(option, usual).split(","))
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + option + " are numbers, such as " + usual, e);
        }
    }

    /** From a file, one a line, or from the option itself. */
    private List<String> labels() throws IOException {
        String value = required("labels");
        Path file = Path.of(value);
        if (!Files.isRegularFile(file)) {
            return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        }
        return Files.readAllLines(file).stream().map(String::strip).toList();
    }
}
