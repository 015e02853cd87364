package com.technosupport.vms.security.internal.password;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.security.internal.password.Argon2Hash.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) with 19 MiB, two passes and one lane: about 0.1 s of a core. Passwords are normalised to NFKC, so that
 * the same word typed on another keyboard is the same password.
 *
 * <p>Memory is bounded by the number of hashes at once; whoever finds no place within a few seconds, or {@value #MOST_WAITING}
 * others waiting, gets {@link ErrorCode#BUSY}. Safe for use by several threads.
 */
public final class PasswordHasher {

    /** OWASP's second choice for Argon2id, measured at 62 to 95 ms on a small machine. */
    static final Parameters PARAMETERS = new Parameters(19 * 1024, 2, 1);

    /** Longer input is not even normalised; no password that was accepted is as long. */
    private static final int MOST_CHARS = 1024;

    private static final int MOST_WAITING = 64;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong computed = new AtomicLong();
    private final Parameters parameters;
    private final Semaphore places;
    private final Duration patience;
    private final Argon2Hash nobody;

    public PasswordHasher(int atOnce) {
        this(PARAMETERS, atOnce, Duration.ofSeconds(5));
    }

    PasswordHasher(Parameters parameters, int atOnce, Duration patience) {
        this.parameters = parameters;
        this.places = new Semaphore(atOnce, true);
        this.patience = patience;
        this.nobody = new Argon2Hash(parameters, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
    }

    /** As {@link #PasswordHasher(int)} but quick and weak, for tests of what uses it. */
    public static PasswordHasher forTests() {
        return new PasswordHasher(new Parameters(64, 1, 1), 8, Duration.ofSeconds(5));
    }

    /** @throws VmsException {@link ErrorCode#BUSY} */
    public String hash(String password) {
        byte[] salt = randomBytes(SALT_BYTES);
        return new Argon2Hash(parameters, salt, compute(parameters, salt, HASH_BYTES, password)).text();
    }

    /**
     * Whether the password is right. Takes the same time for an account that does not exist, and for a stored hash that cannot
     * be read.
     *
     * @param stored empty for an account that does not exist
     * @throws VmsException {@link ErrorCode#BUSY}
     */
    public boolean verify(Optional<String> stored, String password) {
        Optional<Argon2Hash> known = stored.flatMap(Argon2Hash::parse);
        Argon2Hash expected = known.orElse(nobody);
        byte[] actual = compute(expected.parameters(), expected.salt(), expected.hash().length, password);
        boolean same = MessageDigest.isEqual(actual, expected.hash());
        return same && known.isPresent() && password.length() <= MOST_CHARS;
    }

    /** Whether the hash was made with other parameters than today's. */
    public boolean isOutdated(String stored) {
        return Argon2Hash.parse(stored)
                .map(hash -> !hash.parameters().equals(parameters))
                .orElse(true);
    }

    /** How many hashes were computed: what one guess costs must not depend on the name. */
    public long computed() {
        return computed.get();
    }

    private byte[] compute(Parameters cost, byte[] salt, int length, String password) {
        byte[] bytes = normalised(password).getBytes(StandardCharsets.UTF_8);
        takePlace();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(cost.memoryKib())
                    .withIterations(cost.passes())
                    .withParallelism(cost.lanes())
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[length];
            generator.generateBytes(bytes, hash);
            computed.incrementAndGet();
            return hash;
        } finally {
            places.release();
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Whether both are the same password. */
    public static boolean same(String one, String other) {
        return normalised(one).equals(normalised(other));
    }

    /** The form that is hashed, and that the policy judges. */
    static String normalised(String password) {
        String bounded = password.length() > MOST_CHARS ? password.substring(0, MOST_CHARS) : password;
        return Normalizer.normalize(bounded, Normalizer.Form.NFKC);
    }

    private void takePlace() {
        try {
            // The queue's length is an estimate, which is enough to bound it.
            if (places.getQueueLength() < MOST_WAITING
                    && places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new VmsException(ErrorCode.BUSY, "Too many logins at once; try again in a moment");
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
