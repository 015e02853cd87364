package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.UserStore.TokenRecord;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stores promise, whatever server is behind them. */
abstract class StoreContract {

    private static final byte[] SEALED = {1, 2, 3, 0, -1};

    @TempDir
    Path dataDirectory;

    private final Vault vault = new Vault();
    private Database database;
    private PostgresCameraStore cameras;
    private PostgresUserStore users;

    /** A connected database on the server with nothing in it. */
    abstract Database open(Path directory) throws Exception;

    abstract void reset() throws Exception;

    @BeforeEach
    void open() throws Exception {
        reset();
        database = open(dataDirectory);
        cameras = new PostgresCameraStore(database, vault, dataDirectory);
        users = new PostgresUserStore(database);
        Await.ready(database);
        Await.until(() -> "cameras are stale", () -> !cameras.stale());
    }

    @AfterEach
    void close() {
        cameras.close();
        database.close();
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Read anew, not from the memory of the store that wrote. */
    private List<Camera> reread() throws Exception {
        PostgresCameraStore other = new PostgresCameraStore(database, new Vault(), dataDirectory.resolve("elsewhere"));
        try {
            Await.until(() -> "cameras are stale", () -> !other.stale());
            return other.all();
        } finally {
            other.close();
        }
    }

    @Test
    void segmentsOfFootageAreFoundAndDoNotOverlap() {
        RecordingContract.segments(database, dataDirectory);
    }

    @Test
    void aRangeOfFootageIsFoundByTheIndex() {
        RecordingContract.flat(database, dataDirectory);
    }

    @Test
    void filesOfFootageAreChained() throws Exception {
        RecordingContract.seals(database, dataDirectory);
    }

    @Test
    void gapsInFootageAreKept() {
        RecordingContract.gaps(database, dataDirectory);
    }

    @Test
    void recordingPoliciesOutliveTheDatabase() throws Exception {
        RecordingContract.policies(database, cameras, dataDirectory);
    }

    @Test
    void aCameraComesBackAsItWasStored() throws Exception {
        Camera full = Samples.camera("gate", "serial:1");
        Camera bare = Samples.bare("Attic", "serial:2");
        cameras.insert(full, SEALED);
        cameras.insert(bare, new byte[0]);
        assertThat(cameras.all()).containsExactly(bare, full);
        assertThat(reread()).containsExactly(bare, full);
        assertThat(cameras.sealedCredential(full.id())).isEqualTo(SEALED);
        assertFails(ErrorCode.NOT_FOUND, () -> cameras.sealedCredential(CameraId.next(Samples.CLOCK)));
    }

    @Test
    void eventsAreStoredOnceWithTheirWork() {
        EventContract.storedOnce(database);
    }

    @Test
    void aBadEventFailsNoOther() {
        EventContract.bad(database);
    }

    @Test
    void eventsAreFoundByPages() {
        EventContract.pages(database);
    }

    @Test
    void oldEventsAreForgottenButForWhatIsKept() {
        EventContract.expiry(database);
    }

    @Test
    void whatIsRejectedIsKeptOnce() {
        EventContract.rejected(database);
    }

    @Test
    void aDeviceIsACameraOnce() throws Exception {
        cameras.insert(Samples.camera("gate", "serial:1"), SEALED);
        assertFails(ErrorCode.ALREADY_ONBOARDED, () -> cameras.insert(Samples.camera("door", "serial:1"), SEALED));
        Camera other = Samples.camera("yard", "serial:2");
        cameras.insert(other, SEALED);
        assertFails(
                ErrorCode.ALREADY_ONBOARDED,
                () -> cameras.update(Samples.camera(other.id(), "yard", "serial:1"), Optional.empty()));
        assertThat(cameras.all()).extracting(Camera::name).containsExactly("gate", "yard");
        assertThat(reread()).extracting(Camera::deviceKey).containsExactly("serial:1", "serial:2");
    }

    @Test
    void anUpdateReplacesAllButTheCredentialUnlessGiven() throws Exception {
        Camera before = Samples.camera("gate", "serial:1");
        cameras.insert(before, SEALED);
        Camera after = Samples.camera(before.id(), "Gate 2", "serial:9");
        cameras.update(after, Optional.empty());
        assertThat(reread()).containsExactly(after);
        assertThat(cameras.sealedCredential(before.id())).isEqualTo(SEALED);
        cameras.update(after, Optional.of(new byte[] {9}));
        assertThat(cameras.sealedCredential(before.id())).containsExactly(9);
        assertFails(ErrorCode.NOT_FOUND, () -> cameras.update(Samples.camera("no", "serial:3"), Optional.empty()));
    }

    @Test
    void views_are_kept_shared_and_changed_by_one_at_a_time() {
        ViewContract.views(new PostgresViewStore(database), users);
    }

    @Test
    void plansKeepTheirPromises() {
        PlanContract.plans(database, cameras);
    }

    @Test
    void locksAreListedLastFirst() {
        EvidenceContract.locks(database, dataDirectory);
    }

    @Test
    void sitesKeepTheirPromises() {
        PlacesContract.sites(database, cameras);
    }

    @Test
    void detectionPoliciesKeepTheirPromises() {
        DetectionContract.policies(database, cameras);
    }

    @Test
    void gaps_are_filled_and_what_is_left_of_them_is_known() {
        FillContract.gaps(database, cameras, dataDirectory);
    }

    @Test
    void what_is_hidden_of_pictures_is_kept() {
        FillContract.masks(database, cameras);
    }

    @Test
    void groupsKeepTheirPromises() {
        PlacesContract.groups(database, cameras);
    }

    @Test
    void rulesKeepTheirPromises() {
        RuleContract.rules(database);
        RuleContract.settings(database);
    }

    @Test
    void runsOfRulesKeepTheirPromises() {
        RuleContract.runs(database);
        RuleContract.throttles(database);
    }

    @Test
    void alarmsKeepTheirPromises() throws Exception {
        AlarmContract.alarms(database);
    }

    @Test
    void recordersKeepTheirPromises() throws Exception {
        NvrContract.recorders(database, cameras, dataDirectory.resolve("elsewhere"));
    }

    @Test
    void aDeletedCameraIsGoneWithItsGrants() throws Exception {
        Camera camera = Samples.camera("gate", "serial:1");
        cameras.insert(camera, SEALED);
        UserRecord viewer = Samples.user("viewer", Role.VIEWER, camera.id());
        users.insertUser(viewer);
        cameras.delete(camera.id());
        assertThat(cameras.all()).isEmpty();
        assertThat(reread()).isEmpty();
        assertThat(users.findUser(viewer.id()).orElseThrow().grants()).isEqualTo(Grants.NONE);
        assertFails(ErrorCode.NOT_FOUND, () -> cameras.delete(camera.id()));
    }

    @Test
    void aTextThatCannotBeStoredIsTheCallersFault() {
        assertFails(ErrorCode.INVALID_REQUEST, () -> cameras.insert(Samples.camera("ga\0te", "serial:1"), SEALED));
        assertThat(cameras.all()).isEmpty();
    }

    @Test
    void racingInsertsOfOneDeviceMakeOneCamera() throws Exception {
        List<Optional<ErrorCode>> outcomes = race(
                () -> cameras.insert(Samples.camera("a", "serial:1"), SEALED),
                () -> cameras.insert(Samples.camera("b", "serial:1"), SEALED));
        assertThat(outcomes).containsExactlyInAnyOrder(Optional.empty(), Optional.of(ErrorCode.ALREADY_ONBOARDED));
        assertThat(reread()).hasSize(1);
    }

    @Test
    void anAccountComesBackAsItWasStored() {
        Camera camera = Samples.camera("gate", "serial:1");
        cameras.insert(camera, SEALED);
        UserRecord user = Samples.user("Ünal", Role.OPERATOR, camera.id());
        users.insertUser(user);
        assertThat(users.users()).containsExactly(user);
        assertThat(users.findUser(user.id())).contains(user);
        assertThat(users.findUser("üNAL")).contains(user);
        assertThat(users.findUser("unal")).isEmpty();
        assertThat(users.findUser(new UserId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void namesThatDifferInCaseAloneAreOne() {
        users.insertUser(Samples.user("Ärger", Role.ADMIN));
        assertFails(ErrorCode.ALREADY_EXISTS, () -> users.insertUser(Samples.user("äRGER", Role.VIEWER)));
        UserRecord other = Samples.user("other", Role.VIEWER);
        users.insertUser(other);
        UserRecord renamed =
                new UserRecord(other.id(), "ärger", "hash", Role.VIEWER, true, true, other.grants(), other.createdAt());
        assertFails(ErrorCode.ALREADY_EXISTS, () -> users.updateUser(renamed));
        assertThat(users.users()).hasSize(2);
    }

    @Test
    void aGrantOfAnUnknownCameraStoresNothing() {
        UserRecord user = Samples.user("viewer", Role.VIEWER, CameraId.next(Samples.CLOCK));
        assertFails(ErrorCode.NOT_FOUND, () -> users.insertUser(user));
        assertThat(users.users()).isEmpty();
    }

    @Test
    void theLastAdministratorStays() {
        UserRecord admin = Samples.user("admin", Role.ADMIN);
        UserRecord second = Samples.user("second", Role.ADMIN);
        users.insertUser(admin);
        users.insertUser(Samples.with(second, Role.ADMIN, false));
        assertFails(ErrorCode.INVALID_REQUEST, () -> users.deleteUser(admin.id()));
        assertFails(ErrorCode.INVALID_REQUEST, () -> users.updateUser(Samples.with(admin, Role.ADMIN, false)));
        assertFails(ErrorCode.INVALID_REQUEST, () -> users.updateUser(Samples.with(admin, Role.OPERATOR, true)));
        users.updateUser(second);
        users.updateUser(Samples.with(admin, Role.VIEWER, true));
        assertFails(ErrorCode.INVALID_REQUEST, () -> users.deleteUser(second.id()));
        users.deleteUser(admin.id());
        assertThat(users.users()).containsExactly(second);
        assertFails(ErrorCode.NOT_FOUND, () -> users.deleteUser(admin.id()));
        assertFails(ErrorCode.NOT_FOUND, () -> users.updateUser(admin));
    }

    @Test
    void twoAdministratorsThatRemoveEachOtherLeaveOne() throws Exception {
        for (int round = 0; round < 20; round++) {
            UserRecord one = Samples.user("one" + round, Role.ADMIN);
            UserRecord two = Samples.user("two" + round, Role.ADMIN);
            users.users().forEach(user -> users.updateUser(Samples.with(user, Role.ADMIN, true)));
            users.insertUser(one);
            users.insertUser(two);
            users.users().stream()
                    .filter(user -> !user.id().equals(one.id()) && !user.id().equals(two.id()))
                    .forEach(user -> users.deleteUser(user.id()));
            List<Optional<ErrorCode>> outcomes = race(
                    () -> users.deleteUser(one.id()), () -> users.updateUser(Samples.with(two, Role.VIEWER, true)));
            assertThat(outcomes).containsExactlyInAnyOrder(Optional.empty(), Optional.of(ErrorCode.INVALID_REQUEST));
            assertThat(users.users()).anyMatch(user -> user.role() == Role.ADMIN && user.enabled());
        }
    }

    private static List<Optional<ErrorCode>> race(Runnable... calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.length);
        try {
            CyclicBarrier start = new CyclicBarrier(calls.length);
            List<Future<Optional<ErrorCode>>> running = new ArrayList<>();
            for (Runnable call : calls) {
                Callable<Optional<ErrorCode>> task = () -> {
                    start.await();
                    try {
                        call.run();
                        return Optional.empty();
                    } catch (VmsException e) {
                        return Optional.of(e.code());
                    }
                };
                running.add(threads.submit(task));
            }
            List<Optional<ErrorCode>> outcomes = new ArrayList<>();
            for (Future<Optional<ErrorCode>> each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tokensAreFoundByTheirHashUntilTheyAreDeleted() {
        UserRecord user = Samples.user("viewer", Role.VIEWER);
        users.insertUser(user);
        TokenRecord session = Samples.token(user, false, 1, Samples.NOW.plusSeconds(60));
        users.insertToken(session);
        TokenRecord found = users.findToken(session.hash()).orElseThrow();
        assertThat(found).usingRecursiveComparison().isEqualTo(session);
        users.extendToken(session.id(), Samples.NOW.plusSeconds(600));
        assertThat(users.findToken(session.hash()).orElseThrow().expiresAt()).isEqualTo(Samples.NOW.plusSeconds(600));
        users.deleteToken(session.id());
        assertThat(users.findToken(session.hash())).isEmpty();
        UserRecord stranger = Samples.user("stranger", Role.VIEWER);
        assertFails(ErrorCode.NOT_FOUND, () -> users.insertToken(Samples.token(stranger, false, 1, Samples.NOW)));
    }

    @Test
    void sessionsEndTogetherAndApiTokensOnlyWhenToldSo() {
        UserRecord user = Samples.user("viewer", Role.VIEWER);
        users.insertUser(user);
        TokenRecord kept = Samples.token(user, false, 1, Samples.NOW.plusSeconds(60));
        TokenRecord session = Samples.token(user, false, 2, Samples.NOW.plusSeconds(60));
        TokenRecord script = Samples.token(user, true, 3, Samples.NOW.plusSeconds(60));
        List.of(kept, session, script).forEach(users::insertToken);
        users.deleteTokens(user.id(), Optional.of(kept.id()), false);
        assertThat(users.tokens(user.id()))
                .extracting(TokenRecord::id)
                .containsExactlyInAnyOrder(kept.id(), script.id());
        users.deleteTokens(user.id(), Optional.empty(), true);
        assertThat(users.tokens(user.id())).isEmpty();
    }

    @Test
    void expiredTokensAreSweptAndTheOthersStay() {
        UserRecord user = Samples.user("viewer", Role.VIEWER);
        users.insertUser(user);
        users.insertToken(Samples.token(user, false, 1, Samples.NOW));
        users.insertToken(Samples.token(user, false, 2, Samples.NOW.plusMillis(1)));
        assertThat(users.deleteExpiredTokens(Samples.NOW)).isEqualTo(1);
        assertThat(users.tokens(user.id())).hasSize(1);
        users.insertUser(Samples.user("admin", Role.ADMIN));
        users.deleteUser(user.id());
        assertThat(users.findToken(Samples.token(user, false, 2, Samples.NOW).hash()))
                .isEmpty();
    }

    @Test
    void theAuditLogIsReadNewestFirstAndCannotBeChanged() {
        PostgresAuditLog log = new PostgresAuditLog(database, Samples.CLOCK, 10_000);
        for (int i = 1; i <= 1_200; i++) {
            log.append(entry("action." + i));
        }
        log.append(new AuditLog.Entry(Samples.NOW, "a\0".repeat(3_000), "x", "", "", ""));
        log.close();
        PostgresAuditLog reader = new PostgresAuditLog(database, Samples.CLOCK, 10);
        try {
            List<AuditLog.StoredEntry> newest = reader.newest(3, OptionalLong.empty());
            assertThat(newest.get(1).entry()).isEqualTo(entry("action.1200"));
            List<AuditLog.StoredEntry> older =
                    reader.newest(2, OptionalLong.of(newest.get(2).sequence()));
            assertThat(older)
                    .extracting(stored -> stored.entry().action())
                    .containsExactly("action.1198", "action.1197");
        } finally {
            reader.close();
        }
        for (String change :
                List.of("UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log")) {
            assertFails(
                    ErrorCode.INTERNAL,
                    () -> database.transact(
                            connection -> connection.createStatement().execute(change)));
        }
    }

    private static AuditLog.Entry entry(String action) {
        return new AuditLog.Entry(Samples.NOW, "admin", action, "subject", "détail", "127.0.0.1");
    }

    @Test
    void aBackupIsTakenInByAnEmptyDatabaseAlone() throws Exception {
        Camera camera = Samples.camera("gate", "serial:1");
        cameras.insert(camera, SEALED);
        UserRecord admin = Samples.user("admin", Role.ADMIN, camera.id());
        users.insertUser(admin);
        users.insertToken(Samples.token(admin, true, 1, Samples.NOW));
        PostgresAuditLog log = new PostgresAuditLog(database, Samples.CLOCK, 100);
        log.append(entry("first"));
        log.close();
        Path elsewhere = Files.createDirectories(dataDirectory.resolve("restored"));
        Path waiting = Files.createDirectory(elsewhere.resolve("restore"));
        new PostgresOperatorData(database).export(waiting);

        Database notEmpty = open(elsewhere);
        try {
            Await.ready(notEmpty);
            assertThat(waiting.resolve("manifest.json")).exists();
        } finally {
            notEmpty.close();
        }

        reset();
        Path table = waiting.resolve("cameras.copy");
        String whole = Files.readString(table);
        Files.writeString(table, whole.replace("192.0.2.7", "192.0.2.8"));
        Database damaged = open(elsewhere);
        try {
            Await.problem(damaged, "is damaged: cameras.copy");
        } finally {
            damaged.close();
        }

        Files.writeString(table, whole);
        Database restored = open(elsewhere);
        PostgresCameraStore restoredCameras = new PostgresCameraStore(restored, new Vault(), elsewhere);
        PostgresAuditLog restoredLog = new PostgresAuditLog(restored, Samples.CLOCK, 100);
        try {
            Await.ready(restored);
            Await.until(() -> "cameras are stale", () -> !restoredCameras.stale());
            assertThat(restoredCameras.all()).containsExactly(camera);
            assertThat(restoredCameras.sealedCredential(camera.id())).isEqualTo(SEALED);
            assertThat(new PostgresUserStore(restored).users()).containsExactly(admin);
            assertThat(new PostgresUserStore(restored).tokens(admin.id())).hasSize(1);
            restoredLog.append(entry("second"));
            Await.until(
                    () -> "not written",
                    () -> restoredLog.newest(10, OptionalLong.empty()).size() == 2);
            assertThat(waiting).doesNotExist();
            assertThat(elsewhere.resolve("restore.done")).doesNotExist();
        } finally {
            restoredLog.close();
            restoredCameras.close();
            restored.close();
        }
    }
}
