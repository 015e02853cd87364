package com.technosupport.vms.itests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The jar of a model, such as {@code vms model-bundle} makes: the server's own model under another name. */
public final class ModelJar {

    private ModelJar() {}

    /** The server's own. */
    public static Path shipped() throws IOException {
        Path folder = Path.of(System.getProperty("vms.distribution"), "system/com/technosupport/vms/vms-model-ssdlite");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no model in " + folder));
        }
    }

    /** A file of the server's own model. */
    public static byte[] read(String entry) throws IOException {
        try (JarFile jar = new JarFile(shipped().toFile());
                InputStream in = jar.getInputStream(jar.getEntry(entry))) {
            return in.readAllBytes();
        }
    }

    /**
     * Writes it elsewhere first and moves it then.
     *
     * @param weights instead of the model's own
     */
    static void drop(Path file, String id, String version, byte[] weights) throws IOException {
        ObjectNode description = (ObjectNode) Api.JSON.readTree(read("model.json"));
        description.put("id", id).put("name", "Model of a test").put("version", version);
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "com.acme.model." + id);
        headers.putValue("Bundle-Version", version);
        headers.putValue("VMS-Model", "model.json");
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.setLevel(1);
            jar.putNextEntry(new JarEntry("model.json"));
            jar.write(Api.JSON.writeValueAsBytes(description));
            jar.closeEntry();
            jar.putNextEntry(new JarEntry(description.path("file").asText()));
            jar.write(weights);
            jar.closeEntry();
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
