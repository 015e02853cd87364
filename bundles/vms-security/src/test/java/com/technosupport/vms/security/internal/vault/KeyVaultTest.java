package com.technosupport.vms.security.internal.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyVaultTest {

    private static final byte[] SECRET = "pass word ünïcode".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private Path data;
    private Path key;
    private Path marker;

    @BeforeEach
    void paths() {
        data = directory.resolve("data");
        key = data.resolve("secrets/master.key");
        marker = data.resolve("vault-key-id");
    }

    @Test
    void opensWhatItSealed() {
        KeyVault vault = new KeyVault(data);
        byte[] sealed = vault.seal(SECRET, "camera/1");
        assertThat(sealed).hasSize(SECRET.length + Seal.OVERHEAD_BYTES);
        assertThat(vault.open(sealed, "camera/1")).isEqualTo(SECRET);
        assertThat(vault.open(vault.seal(new byte[0], ""), "")).isEmpty();
        assertThat(vault.problem()).isEmpty();
    }

    @Test
    void opensAfterARestart() {
        byte[] sealed = new KeyVault(data).seal(SECRET, "camera/1");
        assertThat(new KeyVault(data).open(sealed, "camera/1")).isEqualTo(SECRET);
    }

    @Test
    void sealsTheSameDifferentlyEachTime() {
        KeyVault vault = new KeyVault(data);
        Set<ByteBuffer> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            nonces.add(ByteBuffer.wrap(vault.seal(SECRET, "camera/1"), Seal.HEADER_BYTES, Seal.NONCE_BYTES));
        }
        assertThat(nonces).hasSize(1000);
    }

    @Test
    void doesNotOpenElsewhere() {
        KeyVault vault = new KeyVault(data);
        byte[] sealed = vault.seal(SECRET, "camera/1");
        assertRefused(vault, sealed, "camera/2");
        assertRefused(vault, sealed, "");
    }

    @Test
    void doesNotOpenWhenAnyBitWasChanged() {
        KeyVault vault = new KeyVault(data);
        byte[] sealed = vault.seal(SECRET, "camera/1");
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(vault, changed, "camera/1");
        }
    }

    @Test
    void doesNotOpenWhenCutShortOrLengthened() {
        KeyVault vault = new KeyVault(data);
        byte[] sealed = vault.seal(SECRET, "camera/1");
        for (int length = 0; length < sealed.length; length++) {
            assertRefused(vault, Arrays.copyOf(sealed, length), "camera/1");
        }
        assertRefused(vault, Arrays.copyOf(sealed, sealed.length + 1), "camera/1");
    }

    @Test
    void doesNotOpenWithAnotherKeyAndNamesTheKey() throws IOException {
        byte[] sealed = new KeyVault(data).seal(SECRET, "camera/1");
        KeyVault other = new KeyVault(directory.resolve("other"));
        assertThatThrownBy(() -> other.open(sealed, "camera/1"))
                .hasMessageContaining(Files.readString(marker).strip());
    }

    @Test
    void opensWithARetiredKeyAndSealsWithItsSuccessor() throws IOException {
        byte[] old = new KeyVault(data).seal(SECRET, "camera/1");
        String oldId = Files.readString(marker);
        Files.writeString(key, Files.readString(key) + KeyRing.newKeyText(new SecureRandom()));
        KeyVault rotated = new KeyVault(data);
        assertThat(rotated.open(old, "camera/1")).isEqualTo(SECRET);
        byte[] sealed = rotated.seal(SECRET, "camera/1");
        assertThat(Arrays.copyOf(sealed, Seal.HEADER_BYTES)).isNotEqualTo(Arrays.copyOf(old, Seal.HEADER_BYTES));
        assertThat(Files.readString(marker)).isNotEqualTo(oldId);

        // The old line goes once everything was sealed anew.
        List<String> lines = Files.readAllLines(key);
        Files.write(key, lines.subList(lines.size() - 1, lines.size()));
        KeyVault retired = new KeyVault(data);
        assertThat(retired.open(sealed, "camera/1")).isEqualTo(SECRET);
        assertRefused(retired, old, "camera/1");
    }

    @Test
    void keepsTheKeyToItsOwner() throws IOException {
        new KeyVault(data);
        assertThat(mode(key)).isEqualTo("rw-------");
        assertThat(mode(key.getParent())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(key.getParent())) {
            assertThat(files).as("no draft is left").containsExactly(key);
        }
    }

    @Test
    void takesTheKeyAwayFromOthers() throws IOException {
        byte[] sealed = new KeyVault(data).seal(SECRET, "camera/1");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(key.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        KeyVault vault = new KeyVault(data);
        assertThat(vault.open(sealed, "camera/1")).isEqualTo(SECRET);
        assertThat(mode(key)).isEqualTo("rw-------");
        assertThat(mode(key.getParent())).isEqualTo("rwx------");
    }

    @Test
    void makesNoNewKeyWhenTheOldOneIsLostAndTakesItUpWhenRestored() throws IOException {
        byte[] sealed = new KeyVault(data).seal(SECRET, "camera/1");
        Path backup = directory.resolve("backup.key");
        Files.move(key, backup);

        KeyVault vault = new KeyVault(data);
        assertThat(vault.problem()).hasValueSatisfying(why -> assertThat(why).contains("missing", key.toString()));
        assertRefused(vault, sealed, "camera/1");
        assertThatExceptionOfType(VmsException.class).isThrownBy(() -> vault.seal(SECRET, "camera/1"));
        assertThat(key).doesNotExist();

        Files.copy(backup, key);
        assertThat(vault.open(sealed, "camera/1")).isEqualTo(SECRET);
        assertThat(vault.problem()).isEmpty();
    }

    @Test
    void refusesSomebodyElsesKeyFile() throws IOException {
        new KeyVault(data);
        Files.writeString(key, KeyRing.newKeyText(new SecureRandom()));
        assertThat(new KeyVault(data).problem())
                .hasValueSatisfying(why -> assertThat(why).contains("does not hold key"));
    }

    @Test
    void usesAKeyThatWasBroughtAlong() throws IOException {
        byte[] sealed = new KeyVault(data).seal(SECRET, "camera/1");
        Files.delete(marker);
        assertThat(new KeyVault(data).open(sealed, "camera/1")).isEqualTo(SECRET);
        assertThat(marker).exists();
    }

    @Test
    void refusesAKeyFileCutShortAnywhere() throws IOException {
        new KeyVault(data);
        String whole = Files.readString(key).strip();
        String planted = whole.substring(whole.lastIndexOf(' ') + 1);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(key, whole.substring(0, length));
            KeyVault vault = new KeyVault(data);
            assertThat(vault.problem())
                    .as("%d characters", length)
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("malformed").doesNotContain(planted.substring(0, 8)));
        }
    }

    @Test
    void refusesNonsenseInPlaceOfTheKeyFile() throws IOException {
        Files.createDirectories(key.getParent());
        for (String nonsense : List.of(
                "v2 0011223344556677 AAAA",
                "v1 0011223344556677 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "v1 0011223344556677 !!!",
                "v1 x",
                "\u0000\u0000",
                KeyRing.newKeyText(new SecureRandom()).repeat(1000))) {
            Files.writeString(key, nonsense);
            KeyVault vault = new KeyVault(data);
            assertThat(vault.problem()).isPresent();
            assertThatExceptionOfType(VmsException.class)
                    .isThrownBy(() -> vault.seal(SECRET, ""))
                    .matches(e -> e.code() == ErrorCode.INTERNAL);
        }
        Files.delete(key);
        Files.createDirectory(key);
        assertThat(new KeyVault(data).problem()).isPresent();
    }

    @Test
    void makesOneKeyWhenTwoStartAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path fresh = directory.resolve("round" + round);
                List<Callable<KeyVault>> starts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    starts.add(() -> new KeyVault(fresh));
                }
                List<KeyVault> vaults = new ArrayList<>();
                for (Future<KeyVault> started : threads.invokeAll(starts)) {
                    vaults.add(started.get());
                }
                byte[] sealed = vaults.get(0).seal(SECRET, "");
                for (KeyVault vault : vaults) {
                    assertThat(vault.open(sealed, "")).isEqualTo(SECRET);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void showsNoKeyInItsTextForm() throws Exception {
        String text = KeyRing.newKeyText(new SecureRandom());
        String secret = text.strip().substring(text.strip().lastIndexOf(' ') + 1);
        assertThat(KeyRing.parse(text).toString()).doesNotContain(secret);
    }

    private static void assertRefused(KeyVault vault, byte[] sealed, String context) {
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(() -> vault.open(sealed, context))
                .matches(e -> e.code() == ErrorCode.INTERNAL);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
