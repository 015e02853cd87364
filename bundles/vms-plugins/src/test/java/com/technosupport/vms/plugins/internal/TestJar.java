package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.plugins.acme.AcmeDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes plug-ins' jars. */
final class TestJar {

    static final String NAME = "com.acme.driver";

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** A driver that works. */
    static TestJar driver(String version) {
        String component = """
                <?xml version="1.0" encoding="UTF-8"?>
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="acme">
                  <property name="vms.driver" type="String" value="acme"/>
                  <service><provide interface="com.technosupport.vms.api.driver.VendorDriver"/></service>
                  <implementation class="com.technosupport.vms.plugins.acme.AcmeDriver"/>
                </scr:component>
                """;
        return new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", NAME)
                .header("Bundle-Version", version)
                .header(
                        "Import-Package",
                        "com.technosupport.vms.api.driver;version=\"[1.0,2)\",com.technosupport.vms.api.model;version=\"[1.0,2)\"")
                .header(
                        "Provide-Capability",
                        "osgi.service;objectClass:List<String>=\"com.technosupport.vms.api.driver.VendorDriver\";uses:=\"a,b\"")
                .header("Service-Component", "OSGI-INF/acme.xml")
                .entry("OSGI-INF/acme.xml", component)
                .classes(AcmeDriver.class);
    }

    private TestJar() {}

    TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestJar without(String header) {
        headers.remove(header);
        return this;
    }

    TestJar entry(String path, String text) {
        entries.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    TestJar behaviour(String behaviour) {
        return entry("behaviour", behaviour);
    }

    private TestJar classes(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            entries.put(path, in.readAllBytes());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        Map<String, byte[]> all = new LinkedHashMap<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        manifest.write(text);
        all.put("META-INF/MANIFEST.MF", text.toByteArray());
        all.putAll(entries);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                ZipEntry next = new ZipEntry(entry.getKey());
                // The same jar has the same bytes.
                next.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
                jar.putNextEntry(next);
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** As a careful administrator copies: elsewhere first, and then moved. */
    Path writeTo(Path file) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.write(part, bytes());
        return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
