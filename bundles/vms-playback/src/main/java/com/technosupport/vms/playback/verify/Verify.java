package com.technosupport.vms.playback.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Verifies an export without a server: that its manifest was signed by the key, and that each file is what the manifest says.
 * The key that comes with an export only shows that nothing was changed since it was signed by it; whose key it is, is known
 * by comparing it with the server's.
 */
public final class Verify {

    private static final int MOST_MANIFEST_BYTES = 16 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");
    private static final String FIRST_LINE = "Techno Support VMS export, version 1";

    private final PrintStream out;

    Verify(PrintStream out) {
        this.out = out;
    }

    /** Something that does not hold. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** An export's files by name. */
    private interface Source {
        /** Null where there is no such file. */
        InputStream open(String name) throws IOException;
    }

    /** {@code EXPORT [--key PUBLIC-KEY.pem]}; ends with 0 where all holds, 1 where not, 2 where it is not asked properly. */
    public static void main(String[] arguments) {
        System.exit(new Verify(System.out).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        boolean withKey = arguments.size() == 3 && arguments.get(1).equals("--key");
        if (arguments.size() != 1 && !withKey) {
            out.println(
                    "usage: vms verify EXPORT [--key PUBLIC-KEY.pem]   EXPORT: the archive, or the folder it was unpacked to");
            return 2;
        }
        Path export = Path.of(arguments.get(0));
        try {
            byte[] key = withKey ? Files.readAllBytes(Path.of(arguments.get(2))) : null;
            if (Files.isDirectory(export)) {
                verify(
                        name -> Files.isRegularFile(export.resolve(name))
                                ? Files.newInputStream(export.resolve(name))
                                : null,
                        key);
            } else {
                try (ZipFile zip = new ZipFile(export.toFile())) {
                    requireEachOnce(zip);
                    verify(
                            name -> {
                                ZipEntry entry = zip.getEntry(name);
                                return entry == null ? null : zip.getInputStream(entry);
                            },
                            key);
                }
            }
            return 0;
        } catch (RefusedException e) {
            out.println("NOT GENUINE: " + e.getMessage());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            out.println("NOT VERIFIED: it cannot be read: " + e.getMessage());
        }
        return 1;
    }

    private static void requireEachOnce(ZipFile zip) throws RefusedException {
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : zip.stream().toList()) {
            if (!names.add(entry.getName())) {
                throw new RefusedException("the archive has two files of the name " + shown(entry.getName()));
            }
        }
    }

    private void verify(Source source, byte[] known) throws IOException, GeneralSecurityException, RefusedException {
        byte[] manifest = small(source, "manifest.txt");
        byte[] signature = Base64.getMimeDecoder().decode(small(source, "manifest.sig"));
        byte[] key = der(known == null ? small(source, "public-key.pem") : known);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key));
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(publicKey);
        ed25519.update(manifest);
        if (!ed25519.verify(signature)) {
            throw new RefusedException("the manifest was not signed by this key, or was changed since");
        }
        String text = new String(manifest, StandardCharsets.UTF_8);
        if (!text.startsWith(FIRST_LINE + "\n")) {
            throw new RefusedException("the manifest is of a kind that is not known here");
        }
        List<String> files = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("File: ")) {
                String[] values = line.substring("File: ".length()).split(" ");
                requireSame(source, values);
                files.add(values[2]);
            } else if (!line.equals(FIRST_LINE)) {
                out.println(shown(line));
            }
        }
        if (files.isEmpty()) {
            throw new RefusedException("the manifest names no file");
        }
        files.forEach(name -> out.println("GENUINE: " + name));
        out.println("Key: "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
        if (known == null) {
            out.println("The key came with the export. Compare it with the server's own, or give that one by --key.");
        }
    }

    private void requireSame(Source source, String[] values)
            throws IOException, GeneralSecurityException, RefusedException {
        if (values.length < 3 || !NAME.matcher(values[2]).matches()) {
            throw new RefusedException("the manifest names a file that cannot be");
        }
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        long bytes = 0;
        try (InputStream in = source.open(values[2])) {
            if (in == null) {
                throw new RefusedException(values[2] + " is missing");
            }
            byte[] chunk = new byte[1 << 20];
            for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
                sha.update(chunk, 0, got);
                bytes += got;
            }
        }
        if (!HexFormat.of().formatHex(sha.digest()).equals(values[0])
                || !Long.toString(bytes).equals(values[1])) {
            throw new RefusedException(values[2] + " was changed");
        }
    }

    private static byte[] small(Source source, String name) throws IOException, RefusedException {
        try (InputStream in = source.open(name)) {
            if (in == null) {
                throw new RefusedException(name + " is missing");
            }
            return in.readNBytes(MOST_MANIFEST_BYTES);
        }
    }

    private static byte[] der(byte[] pem) {
        String text = new String(pem, StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder()
                .decode(text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").trim());
    }

    /** For a terminal, which obeys control characters. */
    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
