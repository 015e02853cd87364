package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.AccessControl.NewApiToken;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountTest extends SecurityFixture {

    private final CameraId gate = CameraId.next(clock);
    private final CameraId yard = CameraId.next(clock);

    @BeforeEach
    void start() {
        start(ADMIN_PASSWORD);
    }

    @Test
    void addsAnAccountThatMustChangeItsPassword() {
        User added = security.add("olga@site-1.example", PASSWORD, Role.OPERATOR, Set.of(gate));
        assertThat(security.users()).contains(added).hasSize(2);
        Login login = login("OLGA@site-1.example", PASSWORD);
        assertThat(login.caller().mustChangePassword()).isTrue();
        assertThat(login.caller().maySee(gate)).isTrue();
        assertThat(login.caller().maySee(yard)).isFalse();
        assertThat(auditLog.actions()).contains("user.add");
    }

    @Test
    void refusesNamesAndPasswordsThatAreNone() {
        for (String name : List.of("", "two words", "ü", "a/b", "x".repeat(65), "System", "new\nline")) {
            assertCode(ErrorCode.INVALID_REQUEST, () -> security.add(name, PASSWORD, Role.VIEWER, Set.of()));
        }
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.add(null, PASSWORD, Role.VIEWER, Set.of()));
        assertCode(ErrorCode.WEAK_PASSWORD, () -> security.add("olga", "olga123456", Role.VIEWER, Set.of()));
        assertCode(ErrorCode.ALREADY_EXISTS, () -> security.add("ADMIN", PASSWORD, Role.VIEWER, Set.of()));
        assertThat(security.users()).hasSize(1);
    }

    @Test
    void endsSessionsWhenRightsAreTaken() {
        User user = settled("olga", Role.OPERATOR);
        security.update(user.id(), Role.OPERATOR, true, Set.of(gate, yard));
        assertEnds(user, () -> security.update(user.id(), Role.OPERATOR, true, Set.of(gate)));
        assertEnds(user, () -> security.update(user.id(), Role.VIEWER, true, Set.of(gate)));
    }

    @Test
    void keepsSessionsWhenRightsAreGivenAndShowsThemAtOnce() {
        User user = settled("olga", Role.VIEWER);
        Login login = login("olga", PASSWORD);
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(gate))
                .isFalse();
        security.update(user.id(), Role.OPERATOR, true, Set.of(gate));
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(gate))
                .isTrue();
        assertThat(security.authenticate(login.token()).orElseThrow().role()).isEqualTo(Role.OPERATOR);
        security.update(user.id(), Role.ADMIN, true, Set.of());
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(yard))
                .isTrue();
    }

    @Test
    void disablingEndsSessionsAndApiTokensForGood() {
        User user = settled("olga", Role.OPERATOR);
        Login login = login("olga", PASSWORD);
        NewApiToken token = security.createApiToken(
                security.authenticate(login.token()).orElseThrow(), "door", Role.VIEWER, Duration.ofDays(1));
        security.update(user.id(), Role.OPERATOR, false, Set.of());
        security.update(user.id(), Role.OPERATOR, true, Set.of());
        assertThat(security.authenticate(login.token())).isEmpty();
        assertThat(security.authenticate(token.secret())).isEmpty();
        assertThat(login("olga", PASSWORD).token()).isNotEmpty();
    }

    @Test
    void setsAPasswordThatMustBeChanged() {
        User user = settled("olga", Role.OPERATOR);
        assertEnds(user, () -> security.setPassword(user.id(), "another-secret-5"));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertThat(login("olga", "another-secret-5").caller().mustChangePassword())
                .isTrue();
        assertCode(ErrorCode.WEAK_PASSWORD, () -> security.setPassword(user.id(), "short"));
    }

    @Test
    void removesAnAccount() {
        User user = settled("olga", Role.OPERATOR);
        Login login = login("olga", PASSWORD);
        assertThat(security.authenticate(login.token())).isPresent();
        security.remove(user.id());
        assertThat(security.authenticate(login.token())).isEmpty();
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertCode(ErrorCode.NOT_FOUND, () -> security.remove(user.id()));
        assertCode(ErrorCode.NOT_FOUND, () -> security.setPassword(user.id(), PASSWORD));
        assertCode(ErrorCode.NOT_FOUND, () -> security.update(user.id(), Role.VIEWER, true, Set.of()));
        assertCode(ErrorCode.NOT_FOUND, () -> security.setPassword(new UserId(UUID.randomUUID()), PASSWORD));
    }

    @Test
    void keepsTheLastAdministrator() {
        UserId admin = security.users().get(0).id();
        Login login = admin();
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.remove(admin));
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.update(admin, Role.OPERATOR, true, Set.of()));
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.update(admin, Role.ADMIN, false, Set.of()));
        assertThat(security.authenticate(login.token())).as("still logged in").isPresent();
    }

    @Test
    void keepsOneOfTwoAdministratorsThatRemoveEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                User second = security.add("second" + round, PASSWORD, Role.ADMIN, Set.of());
                UserId first = security.users().stream()
                        .map(User::id)
                        .filter(id -> !id.equals(second.id()))
                        .findFirst()
                        .orElseThrow();
                threads.invokeAll(List.of(removal(first), removal(second.id())));
                assertThat(security.users()).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Void> removal(UserId id) {
        return () -> {
            try {
                security.remove(id);
            } catch (VmsException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            }
            return null;
        };
    }

    @Test
    void worksWithoutAnAuditLog() {
        security.unbindAuditLog(auditLog);
        int before = auditLog.entries.size();
        assertThat(admin().token()).isNotEmpty();
        assertThat(auditLog.entries).hasSize(before);
        for (int i = 0; i < 300; i++) {
            security.logout(admin().token());
        }
        security.bindAuditLog(auditLog);
        await(() -> auditLog.entries.size() == before + AuditTrail.MOST_WAITING);
        assertThat(auditLog.entries.get(before).action()).isEqualTo("login");
    }

    private void assertEnds(User user, Runnable change) {
        Login login = login(user.username(), PASSWORD);
        assertThat(security.authenticate(login.token())).isPresent();
        change.run();
        assertThat(security.authenticate(login.token())).isEmpty();
    }
}
