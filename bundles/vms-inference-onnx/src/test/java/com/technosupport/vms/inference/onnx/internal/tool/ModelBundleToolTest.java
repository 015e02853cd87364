package com.technosupport.vms.inference.onnx.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleToolTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(told, true, StandardCharsets.UTF_8);
        return ModelBundleTool.run(List.of(arguments), stream, stream);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    private static Path data(String name) {
        Path file = Path.of(System.getProperty("vms.root", "."))
                .resolve(System.getenv().getOrDefault("VMS_TEST_DATA", "../shared/data"))
                .resolve("detector")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "test data is absent: " + file + " (set VMS_TEST_DATA)");
        return file;
    }

    private String[] yolox(String... more) {
        List<String> all = new ArrayList<>(List.of(
                data("yolox_nano.onnx").toString(),
                "--family",
                "yolox",
                "--labels",
                data("coco_classes.txt").toString(),
                "--licence",
                "Apache-2.0",
                "--source",
                "Megvii YOLOX",
                "--version",
                "0.1.1rc0",
                "--out",
                folder.resolve("yolox.jar").toString()));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    @Test
    void anOnnxFileBecomesAPlugIn() throws Exception {
        assertThat(run(yolox())).as(told()).isZero();
        Path jar = folder.resolve("yolox.jar");
        ModelFiles files = ModelFiles.of(jar, 64L << 20);
        assertThat(files.description().id()).isEqualTo("yolox-nano");
        assertThat(files.description().labels()).hasSize(80).startsWith("person");
        try (JarFile bundle = new JarFile(jar.toFile())) {
            assertThat(bundle.getManifest().getMainAttributes().getValue("Bundle-Version"))
                    .isEqualTo("0.1.1.rc0");
            assertThat(bundle.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo("vms.model.yolox-nano");
        }
        byte[] first = Files.readAllBytes(jar);
        assertThat(run(yolox())).isZero();
        assertThat(Files.readAllBytes(jar)).isEqualTo(first);
    }

    @Test
    void whatDoesNotRunBecomesNone() {
        assertThat(run(yolox("--family", "yolo", "--input", "416x416"))).isEqualTo(1);
        assertThat(told()).contains("a YOLO with 80 labels");
        assertThat(run(yolox("--input", "320x320"))).isEqualTo(1);
        assertThat(told()).contains("its model.json says [1, 3, 320, 320]");
        assertThat(run(yolox("--labels", "person,dog"))).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsNotUnderstoodIsSaid() throws Exception {
        Path model = Files.write(folder.resolve("tiny.onnx"), new byte[10]);
        assertThat(run()).isEqualTo(2);
        assertThat(run("nowhere.onnx")).isEqualTo(2);
        assertThat(run(model.toString(), "--family", "rcnn")).isEqualTo(2);
        assertThat(told()).contains("--family is one of [SSD, YOLOX, YOLO, DETR]");
        assertThat(run(model.toString(), "--colors", "RGB")).isEqualTo(2);
        assertThat(told()).contains("there is no option --colors");
        assertThat(run(model.toString(), "--family", "yolo", "--labels", "person", "--source", "x"))
                .isEqualTo(2);
        assertThat(told()).contains("--licence is missing");
        assertThat(run(
                        model.toString(),
                        "--family",
                        "yolo",
                        "--labels",
                        "person",
                        "--source",
                        "x",
                        "--licence",
                        "MIT",
                        "--out",
                        folder.resolve("tiny.jar").toString()))
                .isEqualTo(1);
        assertThat(told()).contains("cannot load it");
        assertThat(folder.resolve("tiny.jar")).doesNotExist();
    }
}
