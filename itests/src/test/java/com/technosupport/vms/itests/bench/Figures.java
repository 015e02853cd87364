package com.technosupport.vms.itests.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.technosupport.vms.itests.Api;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was measured so far. Used by one thread. */
final class Figures {

    private final List<Figure> figures = new ArrayList<>();
    private final PrintStream out;

    /**
     * @param out where each figure is said at once
     */
    Figures(PrintStream out) {
        this.out = out;
    }

    void add(Figure figure) {
        figures.add(figure);
        out.println("   " + String.join("  ", line(figure)));
        out.flush();
    }

    /** Says what goes on, for those who watch. */
    void say(String text) {
        out.println("   " + text);
        out.flush();
    }

    private static List<String> line(Figure figure) {
        return List.of(
                figure.name(),
                Figure.number(figure.value()) + (figure.unit().isEmpty() ? "" : " " + figure.unit()),
                figure.reference()
                        .map(other -> other.program() + " " + Figure.number(other.value()))
                        .orElse("–"),
                figure.ratio().map(ratio -> Figure.number(ratio) + "×").orElse("–"),
                figure.goal()
                        .map(goal -> goal.text(figure.ratio().isPresent())
                                + (figure.met().orElseThrow() ? "  met" : "  MISSED"))
                        .orElse("–"),
                figure.note());
    }

    /** All of them, in columns. */
    String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("figure", "ours", "reference", "ratio", "goal", "how"));
        figures.forEach(figure -> lines.add(line(figure)));
        int columns = lines.get(0).size();
        List<Integer> widths = IntStream.range(0, columns)
                .mapToObj(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return lines.stream()
                .map(line -> IntStream.range(0, columns)
                        .mapToObj(column -> line.get(column)
                                + " "
                                        .repeat(widths.get(column)
                                                - line.get(column).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Writes them for programs: one object a figure, with the machine and the time. */
    void write(Path file, Machine machine) throws IOException {
        ObjectNode root = Api.JSON.createObjectNode();
        root.put("at", Instant.now().toString());
        root.put("cores", machine.cores());
        root.put("processor", machine.processor());
        root.put("loadBefore", machine.load());
        root.put("java", System.getProperty("java.version"));
        ArrayNode all = root.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one = all.addObject();
            one.put("name", figure.name());
            one.put("unit", figure.unit());
            one.put("value", figure.value());
            figure.reference().ifPresent(other -> {
                one.put("reference", other.value());
                one.put("referenceProgram", other.program());
            });
            figure.ratio().ifPresent(ratio -> one.put("ratio", ratio));
            figure.goal()
                    .ifPresent(goal -> one.put("goal", goal.text(figure.ratio().isPresent())));
            figure.met().ifPresent(met -> one.put("met", met));
            one.put("note", figure.note());
        }
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, Api.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root));
    }
}
