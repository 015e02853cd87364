package com.technosupport.vms.web.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** The files of one dashboard bundle, read once: a path that is not among them cannot be asked for. */
final class Dashboard {

    /** Names the folder in the bundle, such as {@code /dashboard}. */
    static final String HEADER = "VMS-Dashboard";

    private static final int MAX_FILES = 4096;
    private static final long MAX_BYTES = 64L << 20;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** A file with what HTTP needs of it. */
    record Asset(byte[] bytes, String etag, String type, boolean immutable) {}

    private final Map<String, Asset> assets;

    Dashboard(Map<String, Asset> assets) {
        this.assets = Map.copyOf(assets);
    }

    /**
     * Reads a bundle's files.
     *
     * @throws IOException when it cannot be read, or holds too much to keep
     */
    static Dashboard read(Bundle bundle, String folder) throws IOException {
        String root = folder.startsWith("/") ? folder : "/" + folder;
        Map<String, Asset> assets = new HashMap<>();
        long total = 0;
        var entries = bundle.findEntries(root, "*", true);
        if (entries == null) {
            throw new IOException("no folder " + root);
        }
        for (URL url : Collections.list(entries)) {
            if (url.getPath().endsWith("/")) {
                continue;
            }
            byte[] bytes;
            try (InputStream in = url.openStream()) {
                bytes = in.readAllBytes();
            }
            total += bytes.length;
            if (total > MAX_BYTES || assets.size() == MAX_FILES) {
                throw new IOException("more files than a dashboard has");
            }
            String path = url.getPath().substring(root.length());
            assets.put(path, asset(path, bytes));
        }
        return new Dashboard(assets);
    }

    static Asset asset(String path, byte[] bytes) {
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        // The build puts a hash into the names below assets/, so that a name never changes its content.
        return new Asset(
                bytes,
                '"' + hash(bytes) + '"',
                TYPES.getOrDefault(extension, "application/octet-stream"),
                path.startsWith("/assets/"));
    }

    Optional<Asset> file(String path) {
        return Optional.ofNullable(assets.get(path));
    }

    int size() {
        return assets.size();
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
