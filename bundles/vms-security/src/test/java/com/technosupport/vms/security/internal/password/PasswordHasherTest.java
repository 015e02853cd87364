package com.technosupport.vms.security.internal.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.security.internal.password.Argon2Hash.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {

    private final PasswordHasher quick = PasswordHasher.forTests();

    @Test
    void hashesInThePhcFormatWithTheParametersWeChose() {
        PasswordHasher hasher = new PasswordHasher(1);
        String hash = hasher.hash("correct horse battery");
        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(hasher.verify(Optional.of(hash), "correct horse battery")).isTrue();
        assertThat(hasher.verify(Optional.of(hash), "correct horse batterY")).isFalse();
        assertThat(hasher.hash("correct horse battery")).isNotEqualTo(hash);
        assertThat(hasher.isOutdated(hash)).isFalse();
        assertThat(quick.isOutdated(hash)).isTrue();
    }

    /** From the test of the reference implementation, phc-winner-argon2: hashtest(version, 2, 8, 1, "password", "somesalt"). */
    @Test
    void readsWhatTheReferenceImplementationWrote() {
        String stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assertThat(quick.verify(Optional.of(stored), "password")).isTrue();
        assertThat(quick.verify(Optional.of(stored), "passwore")).isFalse();
    }

    @Test
    void takesTheSameWordFromAnotherKeyboard() {
        String hash = quick.hash("Ångström-ﬁeld");
        assertThat(quick.verify(Optional.of(hash), "A\u030angstro\u0308m-field"))
                .isTrue();
    }

    @Test
    void hashesForAnUnknownAccountToo() {
        String hash = quick.hash("correct horse battery");
        long before = quick.computed();
        assertThat(quick.verify(Optional.of(hash), "wrong")).isFalse();
        assertThat(quick.computed()).isEqualTo(before + 1);
        assertThat(quick.verify(Optional.empty(), "wrong")).isFalse();
        assertThat(quick.computed()).isEqualTo(before + 2);
        assertThat(quick.verify(Optional.of("not a hash"), "wrong")).isFalse();
        assertThat(quick.computed()).isEqualTo(before + 3);
    }

    @Test
    void refusesHashesThatAreNoneOrCostTooMuch() {
        String good = quick.hash("correct horse battery");
        for (int length = 0; length < good.length(); length++) {
            // The last group ends where it ends: a shorter one of legal length is another hash, and does not match.
            assertThat(quick.verify(Optional.of(good.substring(0, length)), "correct horse battery"))
                    .isFalse();
        }
        for (String bad : List.of(
                good.replace("argon2id", "argon2i"),
                good.replace("v=19", "v=16"),
                good.replace("m=64", "m=9999999"),
                good.replace("m=64", "m=99999999999"),
                good.replace("m=64", "m=0"),
                good.replace("m=64", "m=7"),
                good.replace("t=1", "t=99"),
                good.replace("t=1", "t=0"),
                good.replace("p=1", "p=9"),
                good + "$",
                good + "\n")) {
            assertThat(bad).isNotEqualTo(good);
            assertThat(Argon2Hash.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void turnsAwayWhoFindsNoPlace() throws Exception {
        // One slow hash holds the only place; the others have no patience.
        PasswordHasher narrow = new PasswordHasher(new Parameters(64 * 1024, 8, 1), 1, Duration.ZERO);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> hashes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hashes.add(threads.submit(() -> {
                    try {
                        return narrow.hash("correct horse battery");
                    } catch (VmsException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
                        return "busy";
                    }
                }));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> hash : hashes) {
                results.add(hash.get());
            }
            assertThat(results).contains("busy").anyMatch(result -> result.startsWith("$argon2id$"));
        } finally {
            threads.shutdownNow();
        }
        assertThat(narrow.hash("correct horse battery"))
                .as("the place is free again")
                .startsWith("$argon2id$");
    }

    @Test
    void turnsAwayAnInterruptedThread() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(VmsException.class).isThrownBy(() -> quick.hash("correct horse battery"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void doesNotTakeEndlessInput() {
        String hash = quick.hash("x".repeat(1024));
        assertThat(quick.verify(Optional.of(hash), "x".repeat(1024))).isTrue();
        assertThat(quick.verify(Optional.of(hash), "x".repeat(1025))).isFalse();
    }
}
