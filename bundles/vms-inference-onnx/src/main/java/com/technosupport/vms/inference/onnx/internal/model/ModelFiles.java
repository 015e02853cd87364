package com.technosupport.vms.inference.onnx.internal.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;

/** A model as its jar holds it. What is read is bounded. */
public record ModelFiles(ModelDescription description, byte[] weights) {

    /** Names the description's path within the jar. */
    public static final String HEADER = "VMS-Model";

    /** Opens an entry; null where there is none. */
    private interface Entries {
        InputStream open(String path) throws IOException;
    }

    /** Of a bundle that is installed. */
    public static ModelFiles of(Bundle bundle, long mostBytes) throws UnusableModelException {
        return read(
                bundle.getHeaders("").get(HEADER),
                path -> {
                    URL url = bundle.getEntry(path);
                    return url == null ? null : url.openStream();
                },
                mostBytes);
    }

    /** Of a jar that may be anything. */
    public static ModelFiles of(Path jar, long mostBytes) throws UnusableModelException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            return read(
                    headers.getValue(HEADER),
                    path -> {
                        ZipEntry entry = file.getEntry(path);
                        return entry == null ? null : file.getInputStream(entry);
                    },
                    mostBytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableModelException("it is no readable jar", e);
        }
    }

    private static ModelFiles read(String header, Entries entries, long mostBytes) throws UnusableModelException {
        if (header == null || header.isBlank()) {
            throw new UnusableModelException("its manifest has no " + HEADER);
        }
        byte[] json = bytes(entries, header.strip(), ModelDescription.MOST_BYTES);
        ModelDescription description = ModelDescription.parse(json);
        byte[] weights = bytes(entries, description.file(), mostBytes);
        if (!sha256(weights).equalsIgnoreCase(description.sha256())) {
            throw new UnusableModelException("its weights are not those that model.json names: the SHA-256 of "
                    + description.file() + " differs");
        }
        return new ModelFiles(description, weights);
    }

    private static byte[] bytes(Entries entries, String path, long most) throws UnusableModelException {
        try (InputStream in = entries.open(path)) {
            if (in == null) {
                throw new UnusableModelException("it lacks the file " + path);
            }
            int limit = (int) Math.min(Integer.MAX_VALUE - 16L, most);
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new UnusableModelException("its " + path + " has more than " + limit + " bytes");
            }
            return bytes;
        } catch (IOException | OutOfMemoryError e) {
            throw new UnusableModelException("its " + path + " cannot be read", e);
        }
    }

    /** In hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
