package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.AccessControl.NewApiToken;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import com.technosupport.vms.api.store.AuditLog;
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
        User added = security.add(BOSS, "olga@site-1.example", PASSWORD, Role.OPERATOR, Grants.of(gate));
        assertThat(security.users()).contains(added).hasSize(2);
        Login login = login("OLGA@site-1.example", PASSWORD);
        assertThat(login.caller().mustChangePassword()).isTrue();
        assertThat(login.caller().maySee(gate)).isTrue();
        assertThat(login.caller().maySee(yard)).isFalse();
        assertThat(auditLog.actions()).contains("user.add");
    }

    @Test
    void writesDownWhoChangedWhatAndOnce() {
        User olga = security.add(BOSS, "olga", PASSWORD, Role.VIEWER, Grants.NONE);
        security.update(BOSS, olga.id(), Role.OPERATOR, true, Grants.of(gate));
        security.setPassword(BOSS, olga.id(), "another-secret-5");
        security.remove(BOSS, olga.id());
        CameraGroup group = security.addGroup(BOSS, "North", Set.of(gate));
        security.updateGroup(BOSS, group.id(), "South", Set.of());
        security.removeGroup(BOSS, group.id());
        assertThat(auditLog.entries)
                .filteredOn(entry -> entry.actor().equals("boss"))
                .allMatch(entry -> entry.remote().equals(BOSS.remote()))
                .extracting(AuditLog.Entry::action)
                .containsExactly(
                        "user.add",
                        "user.update",
                        "user.password",
                        "user.remove",
                        "group.add",
                        "group.update",
                        "group.remove");
        assertThat(auditLog.entries)
                .filteredOn(entry ->
                        entry.action().startsWith("user.") && entry.subject().equals("olga"))
                .allMatch(entry -> entry.actor().equals("boss"));
    }

    @Test
    void grantsGroupsWithAllTheirCamerasAndShowsChangesAtOnce() {
        CameraGroup north = security.addGroup(BOSS, " North ", Set.of(gate));
        assertThat(north.name()).isEqualTo("North");
        User user = settled("olga", Role.VIEWER);
        Login login = login("olga", PASSWORD);
        security.update(BOSS, user.id(), Role.VIEWER, true, new Grants(Set.of(), Set.of(north.id())));
        assertThat(seen(login)).containsExactly(gate);

        security.updateGroup(BOSS, north.id(), "North", Set.of(gate, yard));
        assertThat(seen(login)).containsExactlyInAnyOrder(gate, yard);
        security.updateGroup(BOSS, north.id(), "North", Set.of(yard));
        assertThat(seen(login)).containsExactly(yard);
        security.removeGroup(BOSS, north.id());
        assertThat(seen(login)).isEmpty();
        assertCode(ErrorCode.NOT_FOUND, () -> security.removeGroup(BOSS, north.id()));
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.addGroup(BOSS, "a\nb", Set.of()));
    }

    @Test
    void endsSessionsWhenAGroupIsTaken() {
        CameraGroup north = security.addGroup(BOSS, "North", Set.of(gate));
        User user = settled("olga", Role.OPERATOR);
        security.update(BOSS, user.id(), Role.OPERATOR, true, new Grants(Set.of(), Set.of(north.id())));
        assertEnds(user, () -> security.update(BOSS, user.id(), Role.OPERATOR, true, Grants.of(gate)));
    }

    @Test
    void aTokenOfAnAdministratorSeesAllAndDoesNoMoreThanItsScope() {
        Login admin = admin();
        NewApiToken made = security.createApiToken(
                security.authenticate(admin.token()).orElseThrow(), "wall", Role.VIEWER, Duration.ofDays(1));
        Caller wall = security.authenticate(made.secret()).orElseThrow();
        assertThat(wall.role()).isEqualTo(Role.VIEWER);
        assertThat(wall.maySee(gate)).isTrue();
        assertThat(wall.maySee(yard)).isTrue();

        User olga = settled("olga", Role.OPERATOR);
        security.update(BOSS, olga.id(), Role.OPERATOR, true, Grants.of(gate));
        NewApiToken hers = security.createApiToken(
                security.authenticate(login("olga", PASSWORD).token()).orElseThrow(),
                "door",
                Role.VIEWER,
                Duration.ofDays(1));
        Caller door = security.authenticate(hers.secret()).orElseThrow();
        assertThat(door.maySee(gate)).isTrue();
        assertThat(door.maySee(yard)).isFalse();
        // Promoted, she sees all; her token still does what a viewer may.
        security.update(BOSS, olga.id(), Role.ADMIN, true, Grants.NONE);
        assertThat(security.authenticate(hers.secret()).orElseThrow().maySee(yard))
                .isTrue();
        assertThat(security.authenticate(hers.secret()).orElseThrow().role()).isEqualTo(Role.VIEWER);
    }

    private Set<CameraId> seen(Login login) {
        return security.authenticate(login.token()).orElseThrow().cameras();
    }

    @Test
    void refusesNamesAndPasswordsThatAreNone() {
        for (String name : List.of("", "two words", "ü", "a/b", "x".repeat(65), "System", "new\nline")) {
            assertCode(ErrorCode.INVALID_REQUEST, () -> security.add(BOSS, name, PASSWORD, Role.VIEWER, Grants.NONE));
        }
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.add(BOSS, null, PASSWORD, Role.VIEWER, Grants.NONE));
        assertCode(ErrorCode.WEAK_PASSWORD, () -> security.add(BOSS, "olga", "olga123456", Role.VIEWER, Grants.NONE));
        assertCode(ErrorCode.ALREADY_EXISTS, () -> security.add(BOSS, "ADMIN", PASSWORD, Role.VIEWER, Grants.NONE));
        assertThat(security.users()).hasSize(1);
    }

    @Test
    void endsSessionsWhenRightsAreTaken() {
        User user = settled("olga", Role.OPERATOR);
        security.update(BOSS, user.id(), Role.OPERATOR, true, Grants.of(gate, yard));
        assertEnds(user, () -> security.update(BOSS, user.id(), Role.OPERATOR, true, Grants.of(gate)));
        assertEnds(user, () -> security.update(BOSS, user.id(), Role.VIEWER, true, Grants.of(gate)));
    }

    @Test
    void keepsSessionsWhenRightsAreGivenAndShowsThemAtOnce() {
        User user = settled("olga", Role.VIEWER);
        Login login = login("olga", PASSWORD);
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(gate))
                .isFalse();
        security.update(BOSS, user.id(), Role.OPERATOR, true, Grants.of(gate));
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(gate))
                .isTrue();
        assertThat(security.authenticate(login.token()).orElseThrow().role()).isEqualTo(Role.OPERATOR);
        security.update(BOSS, user.id(), Role.ADMIN, true, Grants.NONE);
        assertThat(security.authenticate(login.token()).orElseThrow().maySee(yard))
                .isTrue();
    }

    @Test
    void disablingEndsSessionsAndApiTokensForGood() {
        User user = settled("olga", Role.OPERATOR);
        Login login = login("olga", PASSWORD);
        NewApiToken token = security.createApiToken(
                security.authenticate(login.token()).orElseThrow(), "door", Role.VIEWER, Duration.ofDays(1));
        security.update(BOSS, user.id(), Role.OPERATOR, false, Grants.NONE);
        security.update(BOSS, user.id(), Role.OPERATOR, true, Grants.NONE);
        assertThat(security.authenticate(login.token())).isEmpty();
        assertThat(security.authenticate(token.secret())).isEmpty();
        assertThat(login("olga", PASSWORD).token()).isNotEmpty();
    }

    @Test
    void setsAPasswordThatMustBeChanged() {
        User user = settled("olga", Role.OPERATOR);
        assertEnds(user, () -> security.setPassword(BOSS, user.id(), "another-secret-5"));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertThat(login("olga", "another-secret-5").caller().mustChangePassword())
                .isTrue();
        assertCode(ErrorCode.WEAK_PASSWORD, () -> security.setPassword(BOSS, user.id(), "short"));
    }

    @Test
    void removesAnAccount() {
        User user = settled("olga", Role.OPERATOR);
        Login login = login("olga", PASSWORD);
        assertThat(security.authenticate(login.token())).isPresent();
        security.remove(BOSS, user.id());
        assertThat(security.authenticate(login.token())).isEmpty();
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertCode(ErrorCode.NOT_FOUND, () -> security.remove(BOSS, user.id()));
        assertCode(ErrorCode.NOT_FOUND, () -> security.setPassword(BOSS, user.id(), PASSWORD));
        assertCode(ErrorCode.NOT_FOUND, () -> security.update(BOSS, user.id(), Role.VIEWER, true, Grants.NONE));
        assertCode(ErrorCode.NOT_FOUND, () -> security.setPassword(BOSS, new UserId(UUID.randomUUID()), PASSWORD));
    }

    @Test
    void keepsTheLastAdministrator() {
        UserId admin = security.users().get(0).id();
        Login login = admin();
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.remove(BOSS, admin));
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.update(BOSS, admin, Role.OPERATOR, true, Grants.NONE));
        assertCode(ErrorCode.INVALID_REQUEST, () -> security.update(BOSS, admin, Role.ADMIN, false, Grants.NONE));
        assertThat(security.authenticate(login.token())).as("still logged in").isPresent();
    }

    @Test
    void keepsOneOfTwoAdministratorsThatRemoveEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                User second = security.add(BOSS, "second" + round, PASSWORD, Role.ADMIN, Grants.NONE);
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
                security.remove(BOSS, id);
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
