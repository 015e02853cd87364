package com.technosupport.vms.inference.onnx.internal.tool;

import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a jar of an ONNX file and tries it, just as the server will. */
public final class ModelBundleTool {

    private static final String USAGE = """
            usage: vms model-bundle FILE.onnx --family SSD|YOLOX|YOLO|DETR --labels FILE|A,B,C --licence TEXT --source TEXT
                     [--input 640x640] [--id ID] [--name TEXT] [--version 1.0.0] [--layout NCHW|NHWC] [--colours RGB|BGR]
                     [--fit STRETCH|TOP_LEFT|CENTRE] [--mean 0,0,0] [--deviation 1,1,1] [--threshold 0.4] [--overlap 0.5]
                     [--recommended 0.5] [--out FILE.jar]
            Labels are one a line, in the model's order; an empty line is not told. Mean and deviation are of values 0 to 255.
            The threshold is what the model tells at all; the recommended confidence is shown to whoever sets up a camera.""";

    private static final long MOST_BYTES = 1L << 30;

    /** The same input makes the same jar. */
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private ModelBundleTool() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** @return the exit status */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            ModelOptions options = ModelOptions.parse(arguments);
            byte[] weights = Files.readAllBytes(options.model());
            ModelDescription description = options.describe(ModelFiles.sha256(weights));
            Path jar = options.out();
            Path part = Files.createTempFile(jar.toAbsolutePath().getParent(), ".model", ".part");
            Path natives = Files.createTempDirectory("vms-model");
            try {
                write(part, description, weights);
                tryOut(part, natives);
                Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
                delete(natives);
            }
            out.println(jar + ": " + description.id() + " " + description.version() + ", " + description.family() + ", "
                    + description.labels().size() + " labels. It ran on an empty picture; copy it into deploy/.");
            return 0;
        } catch (UnusableModelException e) {
            err.println("vms: the model is not usable: " + e.getMessage());
            return 1;
        } catch (IllegalArgumentException e) {
            err.println("vms: " + e.getMessage());
            err.println(USAGE);
            return 2;
        } catch (IOException e) {
            err.println("vms: " + e);
            return 1;
        }
    }

    private static void tryOut(Path jar, Path natives) throws UnusableModelException {
        OnnxRuntime runtime = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1);
        Model.load(runtime, ModelFiles.of(jar, MOST_BYTES)).close();
    }

    private static void write(Path jar, ModelDescription description, byte[] weights) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "vms.model." + description.id());
        headers.putValue("Bundle-Name", description.name().replaceAll("[\\r\\n]", " "));
        headers.putValue("Bundle-Version", bundleVersion(description.version()));
        headers.putValue(ModelFiles.HEADER, "model.json");
        headers.putValue(
                "Provide-Capability",
                "osgi.service;objectClass:List<String>=\"com.technosupport.vms.api.detection.Detector\";effective:=active");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            entry(zip, JarFile.MANIFEST_NAME);
            manifest.write(zip);
            zip.closeEntry();
            entry(zip, "model.json");
            zip.write(description.json());
            zip.closeEntry();
            entry(zip, description.file());
            zip.write(weights);
            zip.closeEntry();
        }
    }

    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
    }

    /** Three numbers and the rest, as OSGi wants them. */
    private static String bundleVersion(String version) {
        java.util.regex.Matcher parts = java.util.regex.Pattern.compile(
                        "(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(.*)")
                .matcher(version);
        if (!parts.matches()) {
            return "0.0.0." + version.replaceAll("[^A-Za-z0-9_-]", "-");
        }
        String rest = parts.group(4).replaceAll("[^A-Za-z0-9_-]", "-").replaceAll("^-+", "");
        return parts.group(1)
                + "."
                + (parts.group(2) == null ? "0" : parts.group(2))
                + "."
                + (parts.group(3) == null ? "0" : parts.group(3))
                + (rest.isEmpty() ? "" : "." + rest);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
