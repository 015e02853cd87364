package com.technosupport.vms.inference.onnx.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.inference.onnx.internal.family.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {

    private static final long LIMIT = 64L << 20;
    private static final long[] INPUT = {1, 3, 32, 64};

    @TempDir
    static Path natives;

    @TempDir
    Path folder;

    private static OnnxRuntime runtime;

    @BeforeAll
    static void loadRuntime() {
        runtime = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1);
    }

    private static ModelDescription description(Family family, byte[] weights, String... labels) {
        return new ModelDescription(
                "tiny",
                "Tiny",
                "1.0",
                family,
                "tiny.onnx",
                ModelFiles.sha256(weights),
                new ModelDescription.Input(
                        64,
                        32,
                        ModelDescription.Layout.NCHW,
                        ModelDescription.Colours.RGB,
                        FrameShape.Fit.TOP_LEFT,
                        List.of(0.0, 0.0, 0.0),
                        List.of(1.0, 1.0, 1.0)),
                0.4,
                0.6,
                0.5,
                List.of(labels),
                "Apache-2.0",
                "written by this test");
    }

    /** Two objects of a YOLO with two labels; the second is seen twice. */
    private static TinyModel yolo() {
        return new TinyModel(
                INPUT, new long[] {1, 6, 3}, 32, 8, 9, 8, 12, 12, 32, 4, 4, 16, 8, 8, .9f, 0, 0, 0, .8f, .7f);
    }

    private Path jar(String header, ModelDescription description, byte[] weights) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!header.isEmpty()) {
            manifest.getMainAttributes().putValue(ModelFiles.HEADER, header);
        }
        Path jar = Files.createTempFile(folder, "model", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry("model.json"));
            entries.write(description.json());
            entries.putNextEntry(new JarEntry(description.file()));
            entries.write(weights);
        }
        return jar;
    }

    private Model load(ModelDescription description, byte[] weights) throws IOException, UnusableModelException {
        return Model.load(runtime, ModelFiles.of(jar("model.json", description, weights), LIMIT));
    }

    private void refused(Family family, byte[] weights, String sentence, String... labels) {
        assertThatThrownBy(() -> load(description(family, weights, labels), weights))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anObjectIsToldOnceInPartsOfThePicture() throws Exception {
        byte[] weights = yolo().bytes();
        // 128x32 in 64x32 from the upper left corner: 64x16.
        PlainFrame frame = new PlainFrame(128, 32, 100);
        try (Model model = load(description(Family.YOLO, weights, "person", "dog"), weights)) {
            List<Detection> seen = model.detect(frame);
            assertThat(seen).hasSize(2);
            assertThat(seen.get(0).label()).isEqualTo("person");
            assertThat(seen.get(0).confidence()).isEqualTo(0.9f);
            assertThat(seen.get(0).box().x()).isEqualTo(0.25);
            assertThat(seen.get(0).box().w()).isEqualTo(0.5);
            assertThat(seen.get(1).label()).isEqualTo("dog");
            // 8 to 16 of the 16 rows that the picture has there.
            assertThat(seen.get(1).box().y()).isEqualTo(0.5);
            assertThat(seen.get(1).box().h()).isEqualTo(0.5);
            assertThat(model.detect(frame)).isEqualTo(seen);
        }
    }

    @Test
    void picturesGoTogetherWhereTheModelTakesThem() throws Exception {
        OnnxRuntime together = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1, 4);
        byte[] weights = yolo().batched().bytes();
        ModelDescription described = description(Family.YOLO, weights, "person", "dog");
        try (Model model = Model.load(together, ModelFiles.of(jar("model.json", described, weights), LIMIT));
                Model alone = load(described, weights)) {
            assertThat(alone.batch())
                    .as("a processor is no faster with several")
                    .isEqualTo(1);
            assertThat(model.batch()).isEqualTo(4);
            List<Detection> wide = model.detect(new PlainFrame(128, 32, 100));
            List<Detection> fitting = model.detect(new PlainFrame(64, 32, 100));
            assertThat(wide)
                    .isEqualTo(alone.detect(new PlainFrame(128, 32, 100)))
                    .hasSize(2);
            assertThat(model.detect(List.of(
                            new PlainFrame(128, 32, 100), new PlainFrame(64, 32, 9), new PlainFrame(128, 32, 100))))
                    .containsExactly(wide, fitting, wide);
        }
    }

    @Test
    void aLabelWithoutNameIsNotTold() throws Exception {
        byte[] weights = yolo().bytes();
        try (Model model = load(description(Family.YOLO, weights, "", "dog"), weights)) {
            assertThat(model.detect(new PlainFrame(64, 32, 0)))
                    .extracting(Detection::label)
                    .containsExactly("dog");
        }
    }

    @Test
    void aClosedModelSaysSo() throws Exception {
        byte[] weights = yolo().bytes();
        Model model = load(description(Family.YOLO, weights, "person", "dog"), weights);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.detect(new PlainFrame(64, 32, 0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherInputsAreRefused() {
        refused(
                Family.YOLO,
                new TinyModel(new long[] {1, 3, 64, 64}, new long[] {1, 6, 1}, 1, 1, 1, 1, 1, 1).bytes(),
                "its input image is [1, 3, 64, 64], and its model.json says [1, 3, 32, 64]",
                "person",
                "dog");
    }

    @Test
    void otherOutputsAreRefused() {
        byte[] weights = yolo().bytes();
        refused(Family.YOLO, weights, "a YOLO with 3 labels", "person", "dog", "cat");
        refused(Family.YOLOX, weights, "a YOLOX with 2 labels", "person", "dog");
        refused(Family.SSD, weights, "an SSD has two outputs", "person", "dog");
        refused(Family.DETR, weights, "a DETR with 2 labels", "person", "dog");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        byte[] weights = new TinyModel(INPUT, new long[] {1, 6, 1}, 1, 1, 1, 1, Float.NaN, 0).bytes();
        refused(Family.YOLO, weights, "is not a number (NaN)", "person", "dog");
    }

    @Test
    void anOperatorThatIsNotThereIsRefused() {
        refused(Family.YOLO, yolo().with("Frobnicate").bytes(), "Frobnicate", "person", "dog");
    }

    @Test
    void whatOtherToolsExportIsRefusedWithWhatToDo() {
        refused(Family.YOLO, yolo().opset(99).bytes(), "Opset 99 ", "person", "dog");
        refused(Family.YOLO, yolo().external().bytes(), "save it as one file", "person", "dog");
        refused(Family.YOLO, yolo().half().bytes(), "export it with 32-bit ones", "person", "dog");
    }

    @Test
    void aTruncatedModelIsRefused() {
        byte[] whole = yolo().bytes();
        refused(Family.YOLO, Arrays.copyOf(whole, whole.length - 40), "ONNX Runtime cannot load it", "person", "dog");
        refused(Family.YOLO, new byte[0], "cannot load it", "person", "dog");
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws Exception {
        Path jar = jar("model.json", description(Family.YOLO, new byte[] {1}, "person", "dog"), yolo().bytes());
        assertThatThrownBy(() -> ModelFiles.of(jar, LIMIT))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void hugeWeightsAreRefused() throws Exception {
        byte[] weights = yolo().bytes();
        Path jar = jar("model.json", description(Family.YOLO, weights, "person", "dog"), weights);
        assertThatThrownBy(() -> ModelFiles.of(jar, 100))
                .isInstanceOf(UnusableModelException.class)
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void aManifestThatNamesNothingIsRefused() throws Exception {
        byte[] weights = yolo().bytes();
        ModelDescription described = description(Family.YOLO, weights, "person", "dog");
        Path none = jar("", described, weights);
        Path other = jar("other.json", described, weights);
        Path garbage = Files.writeString(folder.resolve("garbage.jar"), "garbage");
        assertThatThrownBy(() -> ModelFiles.of(none, LIMIT)).hasMessageContaining("no VMS-Model");
        assertThatThrownBy(() -> ModelFiles.of(other, LIMIT)).hasMessageContaining("lacks the file other.json");
        assertThatThrownBy(() -> ModelFiles.of(garbage, LIMIT)).hasMessageContaining("no readable jar");
    }

    @Test
    void aProviderThatIsNotThereIsReplacedByTheCpu() throws Exception {
        OnnxRuntime withCuda = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CUDA, 1);
        byte[] weights = yolo().bytes();
        ModelFiles files =
                ModelFiles.of(jar("model.json", description(Family.YOLO, weights, "person", "dog"), weights), LIMIT);
        try (Model model = Model.load(withCuda, files)) {
            assertThat(model.runsOn()).startsWith("CPU (CUDA cannot be used: ");
            assertThat(model.detect(new PlainFrame(64, 32, 0))).hasSize(2);
        }
    }

    private Path shipped() throws IOException {
        return Files.write(folder.resolve("shipped.jar"), shippedJar());
    }

    private byte[] shippedJar() throws IOException {
        try (InputStream json = ModelTest.class.getResourceAsStream("/model.json");
                InputStream weights = ModelTest.class.getResourceAsStream("/model.onnx")) {
            ModelDescription description = description(json);
            return Files.readAllBytes(jar("model.json", description, weights.readAllBytes()));
        }
    }

    private static ModelDescription description(InputStream json) throws IOException {
        try {
            return ModelDescription.parse(json.readAllBytes());
        } catch (UnusableModelException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theShippedModelSeesNothingInAnEmptyPicture() throws Exception {
        try (Model model = Model.load(runtime, ModelFiles.of(shipped(), LIMIT))) {
            assertThat(model.description().id()).isEqualTo("ssdlite-coco");
            assertThat(model.detect(new PlainFrame(640, 360, 114))).isEmpty();
        }
    }

    @Test
    @Tag("endure")
    @Tag("endure")
    void fiftySwapsLeaveNoMemoryBehind() throws Exception {
        ModelFiles files = ModelFiles.of(shipped(), LIMIT);
        PlainFrame frame = new PlainFrame(640, 360, 114);
        long before = 0;
        for (int i = 0; i < 60; i++) {
            try (Model model = Model.load(runtime, files)) {
                assertThat(model.detect(frame)).isEmpty();
            }
            if (i == 9) {
                System.gc();
                before = residentKilobytes();
            }
        }
        System.gc();
        // The weights alone are 18 MB: had each swap left them, 900 would be there.
        assertThat(residentKilobytes() - before).isLessThan(60_000);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> Long.parseLong(all.get(0))));
    }
}
