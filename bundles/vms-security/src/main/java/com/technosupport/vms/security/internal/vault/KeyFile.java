package com.technosupport.vms.security.internal.vault;

import com.technosupport.vms.security.internal.PrivateFiles;
import com.technosupport.vms.security.internal.vault.KeyRing.MalformedKeyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the keys live: {@code secrets/master.key} in the data directory, mode 0600 in a directory of mode 0700.
 *
 * <p>A lost key means that the password of every device must be entered again, so a new one is never made in silence. Beside
 * the directory lies {@code vault-key-id}, which names the key in use; it holds nothing secret.
 *
 * <table>
 * <caption>What happens at a start</caption>
 * <tr><th>master.key</th><th>vault-key-id</th><th></th></tr>
 * <tr><td>missing</td><td>missing</td><td>first start: a key is made, then the other file</td></tr>
 * <tr><td>there</td><td>missing</td><td>the first start was cut short, or a key was brought along: used</td></tr>
 * <tr><td>missing</td><td>there</td><td>refused: something may be sealed with the lost key</td></tr>
 * <tr><td>without that key</td><td>there</td><td>refused: somebody else's key file</td></tr>
 * <tr><td>malformed</td><td>any</td><td>refused</td></tr>
 * </table>
 *
 * A key file that other users may read is closed to them with a warning, for the start of an unattended recorder must not
 * fail over it; where that cannot be done it is refused.
 */
final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int MOST_BYTES = 64 * 1024;

    private final Path file;
    private final Path marker;

    KeyFile(Path dataDirectory) {
        this.file = dataDirectory.resolve("secrets").resolve("master.key");
        this.marker = dataDirectory.resolve("vault-key-id");
    }

    /** @throws UnusableKeyException with a sentence for the operator */
    KeyRing load(SecureRandom random) throws UnusableKeyException {
        try {
            PrivateFiles.directory(file.getParent());
            Optional<String> known = knownId();
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (known.isPresent()) {
                    throw new UnusableKeyException(
                            "The key file " + file + " is missing, yet device passwords were sealed"
                                    + " with it. Restore it from a backup; or delete " + marker
                                    + " for a new key, and enter the passwords of all devices again");
                }
                create(random);
            }
            PrivateFiles.keepToOwner(file);
            KeyRing keys = KeyRing.parse(read());
            if (known.isPresent() && keys.find(known.get()).isEmpty()) {
                throw new UnusableKeyException("The key file " + file + " does not hold key " + known.get()
                        + ", with which device passwords were sealed. Restore the right file from a backup; or delete "
                        + marker + " to go on with this one, and enter the passwords of all devices again");
            }
            if (!known.equals(Optional.of(keys.currentId()))) {
                PrivateFiles.replace(marker, (keys.currentId() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return keys;
        } catch (MalformedKeyException e) {
            throw new UnusableKeyException(
                    "The key file " + file + " is malformed: " + e.getMessage() + ". Restore it from a backup", e);
        } catch (IOException e) {
            throw new UnusableKeyException(
                    "The key file " + file + " cannot be used: " + e.getClass().getSimpleName() + ", " + e.getMessage(),
                    e);
        }
    }

    private Optional<String> knownId() throws IOException {
        if (!Files.exists(marker)) {
            return Optional.empty();
        }
        return Optional.of(readBounded(marker).strip());
    }

    private void create(SecureRandom random) throws IOException {
        try {
            PrivateFiles.writeNew(file, KeyRing.newKeyText(random).getBytes(StandardCharsets.US_ASCII));
            LOG.info("Made {}, which opens all device passwords: keep a copy of it in a safe place", file);
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker: its key is as good.
            LOG.debug("{} appeared meanwhile", file, e);
        }
    }

    private String read() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("not a regular file");
        }
        return readBounded(file);
    }

    private static String readBounded(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new IOException("larger than " + MOST_BYTES + " bytes");
            }
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }

    /** There is no key to work with; the message tells the operator what to do. */
    static final class UnusableKeyException extends Exception {

        UnusableKeyException(String message) {
            super(message);
        }

        UnusableKeyException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
