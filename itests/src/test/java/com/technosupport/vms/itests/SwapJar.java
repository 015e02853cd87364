package com.technosupport.vms.itests;

import com.technosupport.vms.itests.swap.SwapDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The jar of a driver, such as an integrator's build makes. */
final class SwapJar {

    static final String NAME = "com.acme.swap";

    private static final String COMPONENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="swap">
              <property name="vms.driver" type="String" value="swap"/>
              <service><provide interface="com.technosupport.vms.api.driver.VendorDriver"/></service>
              <implementation class="com.technosupport.vms.itests.swap.SwapDriver"/>
            </scr:component>
            """;

    private SwapJar() {}

    /** Writes it elsewhere first and moves it then, as the guide tells. */
    static void drop(Path file, String version, String behaviour) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", NAME);
        headers.putValue("Bundle-Version", version);
        headers.putValue(
                "Import-Package",
                "com.technosupport.vms.api.driver;version=\"[1.0,2)\",com.technosupport.vms.api.model;version=\"[1.0,2)\"");
        headers.putValue(
                "Provide-Capability",
                "osgi.service;objectClass:List<String>=\"com.technosupport.vms.api.driver.VendorDriver\"");
        headers.putValue("Service-Component", "OSGI-INF/swap.xml");
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            write(jar, "OSGI-INF/swap.xml", COMPONENT.getBytes(StandardCharsets.UTF_8));
            write(jar, "behaviour", behaviour.getBytes(StandardCharsets.UTF_8));
            String folder = SwapDriver.class.getPackageName().replace('.', '/') + "/";
            for (String type : List.of("SwapDriver", "SwapSession")) {
                try (InputStream in = SwapDriver.class.getResourceAsStream(type + ".class")) {
                    write(jar, folder + type + ".class", in.readAllBytes());
                }
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(JarOutputStream jar, String path, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(path));
        jar.write(content);
        jar.closeEntry();
    }
}
