package com.technosupport.vms.security.internal.account;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import com.technosupport.vms.security.internal.AuditTrail;
import com.technosupport.vms.security.internal.PrivateFiles;
import com.technosupport.vms.security.internal.password.PasswordHasher;
import com.technosupport.vms.security.internal.password.PasswordPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the account {@code admin} in a database without accounts.
 *
 * <p>A password from the configuration stays, as the operator chose it; unless {@link PasswordPolicy} refuses it: then it works
 * once, and must be changed. Without one a random password is written to {@code initial-admin-password}, which goes away when
 * the password was changed. The file comes before the account: cut short in between, the next start writes another one.
 */
public final class FirstStart {

    static final String ADMIN = "admin";
    static final String FILE = "initial-admin-password";

    /** Without letters and digits that look alike: 20 of these 32 are 100 bits. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789";

    private static final int GROUPS = 4;
    private static final int GROUP_CHARS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

    private final Path directory;
    private final Path file;
    private final String configured;
    private final Supplier<UserStore> store;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final AuditTrail audit;
    private String written;
    private volatile boolean done;
    private volatile String problem = "Waiting for the database, to look for accounts";

    /** @param configured empty for a random password */
    public FirstStart(
            Path dataDirectory,
            String configured,
            Supplier<UserStore> store,
            PasswordHasher hasher,
            Clock clock,
            AuditTrail audit) {
        this.directory = dataDirectory;
        this.file = dataDirectory.resolve(FILE);
        this.configured = configured;
        this.store = store;
        this.hasher = hasher;
        this.clock = clock;
        this.audit = audit;
    }

    /** Tries once; to be called again until it {@link #isDone()}. */
    public synchronized void attempt() {
        if (done) {
            return;
        }
        try {
            List<UserRecord> users = store.get().users();
            if (users.isEmpty()) {
                create();
            } else {
                tidyUp(users);
            }
            done = true;
            problem = null;
        } catch (VmsException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                problem = "Waiting for the database, to look for accounts";
            } else {
                report("The account " + ADMIN + " could not be made: " + e.getMessage());
            }
        } catch (IOException e) {
            report("The first password of " + ADMIN + " could not be written to " + file + ": "
                    + e.getClass().getSimpleName());
        }
    }

    private void report(String sentence) {
        if (!sentence.equals(problem)) {
            LOG.error("{}", sentence);
        }
        problem = sentence;
    }

    private void create() throws IOException {
        boolean random = configured.isBlank();
        String password = random ? writtenPassword() : configured;
        Optional<String> objection = random ? Optional.empty() : PasswordPolicy.objection(ADMIN, configured);
        UserRecord admin = new UserRecord(
                UserId.next(clock),
                ADMIN,
                hasher.hash(password),
                Role.ADMIN,
                true,
                random || objection.isPresent(),
                Grants.NONE,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            store.get().insertUser(admin);
        } catch (VmsException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // An earlier try that seemed to fail had reached the database, with the same password.
            LOG.info("The account {} is there already", ADMIN);
        }
        audit.add(AuditTrail.SYSTEM, "user.add", ADMIN, "First start", "");
        if (random) {
            LOG.warn("First start: log in as {} with the password in {}, and change it", ADMIN, file);
        } else if (objection.isPresent()) {
            LOG.warn(
                    "First start: log in as {} with the configured password at once, and change it. {}",
                    ADMIN,
                    objection.get());
        } else {
            LOG.info("First start: log in as {} with the configured password", ADMIN);
        }
    }

    /** The same at each try, so that the file is right whichever of them reached the database. */
    private String writtenPassword() throws IOException {
        if (written == null) {
            String password = randomPassword();
            Files.createDirectories(directory);
            if (Files.deleteIfExists(file)) {
                LOG.info("{} was left by a start that was cut short, and is written anew", file);
            }
            PrivateFiles.writeNew(file, (password + "\n").getBytes(StandardCharsets.US_ASCII));
            written = password;
        }
        return written;
    }

    private static String randomPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_CHARS; i++) {
            if (i > 0 && i % GROUP_CHARS == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    /** A start that was cut short between the change of the password and the end of the file. */
    private void tidyUp(List<UserRecord> users) {
        boolean stillNeeded =
                users.stream().anyMatch(user -> user.username().equalsIgnoreCase(ADMIN) && user.mustChangePassword());
        if (!stillNeeded) {
            deleteFile();
        }
    }

    /** To be told of each account whose password is another now. */
    public void passwordChanged(String username) {
        if (username.equalsIgnoreCase(ADMIN)) {
            synchronized (this) {
                written = null;
                deleteFile();
            }
        }
    }

    private void deleteFile() {
        try {
            if (Files.deleteIfExists(file)) {
                LOG.info("{} is gone: its password is not in use any more", file);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted; it holds a password that is not in use any more", file, e);
        }
    }

    public boolean isDone() {
        return done;
    }

    /** Why nobody may be able to log in yet. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
