package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginTest extends SecurityFixture {

    @BeforeEach
    void start() {
        start(ADMIN_PASSWORD);
    }

    @Test
    void opensASession() {
        Login login = login("Admin", ADMIN_PASSWORD);
        assertThat(login.token()).matches("vms_s_[A-Za-z0-9_-]{43}");
        assertThat(login.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(12)));
        assertThat(security.authenticate(login.token())).contains(login.caller());
        assertThat(auditLog.actions()).contains("login");
    }

    @Test
    void refusesAWrongNameAndAWrongPasswordAlike() {
        long before = hasher.computed();
        VmsException wrongPassword = catchThrowableOfType(VmsException.class, () -> login("admin", "wrong-password-1"));
        VmsException wrongName = catchThrowableOfType(VmsException.class, () -> login("nobody", "wrong-password-1"));
        VmsException noName = catchThrowableOfType(VmsException.class, () -> login("no name", "wrong-password-1"));
        assertThat(wrongPassword.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS);
        assertThat(List.of(wrongName.code(), noName.code())).containsOnly(ErrorCode.BAD_CREDENTIALS);
        assertThat(List.of(wrongName.getMessage(), noName.getMessage())).containsOnly(wrongPassword.getMessage());
        assertThat(hasher.computed()).as("each costs one hash").isEqualTo(before + 3);
    }

    @Test
    void refusesADisabledAccount() {
        User user = settled("olga", Role.VIEWER);
        security.update(BOSS, user.id(), Role.VIEWER, false, Grants.NONE);
        long before = hasher.computed();
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertThat(hasher.computed()).isEqualTo(before + 1);
    }

    @Test
    void throttlesAndTellsHowLong() {
        for (int i = 0; i < 6; i++) {
            String remote = "10.0.0." + i;
            assertCode(ErrorCode.BAD_CREDENTIALS, () -> security.login("admin", "wrong-password-1", remote));
        }
        VmsException refused =
                catchThrowableOfType(VmsException.class, () -> security.login("admin", ADMIN_PASSWORD, "10.0.1.1"));
        assertThat(refused.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(refused).hasMessageContaining("1 s");
        assertCode(ErrorCode.THROTTLED, () -> security.login("admin", ADMIN_PASSWORD, "10.0.1.2"));
        assertThat(auditLog.actions().stream().filter("login.throttled"::equals))
                .hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(security.login("admin", ADMIN_PASSWORD, "10.0.1.1").token()).isNotEmpty();
    }

    @Test
    void doesNotCountAnAttemptThatTheDatabaseSpoilt() {
        store.away(true);
        for (int i = 0; i < 50; i++) {
            assertCode(ErrorCode.STORE_UNAVAILABLE, this::admin);
        }
        store.away(false);
        assertThat(admin().token()).isNotEmpty();
    }

    @Test
    void hashesAnewWhenTheParametersHaveChanged() {
        UserRecord admin = store.named("admin");
        String outdated = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        store.put(
                new UserRecord(admin.id(), "admin", outdated, Role.ADMIN, true, false, Grants.NONE, admin.createdAt()));
        login("admin", "password");
        String renewed = store.named("admin").passwordHash();
        assertThat(renewed).isNotEqualTo(outdated);
        assertThat(hasher.isOutdated(renewed)).isFalse();
        login("admin", "password");
        assertThat(store.named("admin").passwordHash()).isEqualTo(renewed);
    }

    @Test
    void changesThePasswordAndEndsTheOtherSessions() {
        Login here = admin();
        Login there = admin();
        security.changePassword(here.token(), ADMIN_PASSWORD, PASSWORD, HERE);
        assertThat(security.authenticate(here.token())).isPresent();
        assertThat(security.authenticate(there.token())).isEmpty();
        assertCode(ErrorCode.BAD_CREDENTIALS, this::admin);
        assertThat(login("admin", PASSWORD).token()).isNotEmpty();
    }

    @Test
    void refusesAChangeOfThePassword() {
        Login login = admin();
        assertCode(
                ErrorCode.BAD_CREDENTIALS,
                () -> security.changePassword(login.token(), "wrong-password-1", PASSWORD, HERE));
        assertCode(
                ErrorCode.WEAK_PASSWORD, () -> security.changePassword(login.token(), ADMIN_PASSWORD, "short", HERE));
        assertCode(
                ErrorCode.WEAK_PASSWORD,
                () -> security.changePassword(login.token(), ADMIN_PASSWORD, ADMIN_PASSWORD, HERE));
        assertCode(
                ErrorCode.UNAUTHENTICATED,
                () -> security.changePassword("vms_s_" + "A".repeat(43), ADMIN_PASSWORD, PASSWORD, HERE));
        assertThat(admin().token()).isNotEmpty();
    }

    @Test
    void throttlesTheOldPasswordToo() {
        Login login = admin();
        for (int i = 0; i < 6; i++) {
            assertCode(
                    ErrorCode.BAD_CREDENTIALS,
                    () -> security.changePassword(login.token(), "wrong-password-1", PASSWORD, HERE));
        }
        assertCode(ErrorCode.THROTTLED, () -> security.changePassword(login.token(), ADMIN_PASSWORD, PASSWORD, HERE));
    }

    @Test
    void leavesNothingHalfDoneWhenTheDatabaseGoesAway() {
        Login login = admin();
        store.away(true);
        assertCode(
                ErrorCode.STORE_UNAVAILABLE,
                () -> security.changePassword(login.token(), ADMIN_PASSWORD, PASSWORD, HERE));
        store.away(false);
        security.changePassword(login.token(), ADMIN_PASSWORD, PASSWORD, HERE);
        assertThat(login("admin", PASSWORD).token()).isNotEmpty();
    }

    @Test
    void opensNoSessionForAPasswordThatWasReplacedMeanwhile() {
        User olga = settled("olga", Role.VIEWER);
        store.afterNextFind(() -> security.setPassword(BOSS, olga.id(), "another-secret-5"));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", PASSWORD));
        assertThat(store.tokens(olga.id())).isEmpty();

        store.afterNextFind(() -> security.update(BOSS, olga.id(), Role.VIEWER, false, Grants.NONE));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("olga", "another-secret-5"));
        assertThat(store.tokens(olga.id())).isEmpty();
    }

    @Test
    void keepsNoMoreThanAHundredSessionsOfAnAccount() {
        List<Login> logins = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            logins.add(admin());
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(store.tokenCount()).isEqualTo(100);
        assertThat(security.authenticate(logins.get(0).token())).isEmpty();
        assertThat(security.authenticate(logins.get(1).token())).isPresent();
        assertThat(security.authenticate(logins.get(100).token())).isPresent();
    }

    @Test
    void showsNoSecretAnywhere() {
        PrintStream stderr = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        List<Object> shown = new ArrayList<>();
        List<String> secrets = new ArrayList<>(List.of("planted-secret", "typed-into-the-wrong-field"));
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Login login = admin();
            var api = security.createApiToken(login.caller(), "for the door", Role.VIEWER, Duration.ofDays(1));
            String ticket = security.issueTicket(login.caller());
            secrets.addAll(List.of(login.token(), api.secret(), ticket));
            secrets.add(store.named("admin").passwordHash());
            shown.addAll(List.of(login, api, api.token(), login.caller(), security.users(), store.named("admin")));
            shown.add(store.tokens(login.caller().id()));
            shown.add(new SecurityService.Settings(data, ADMIN_PASSWORD, null));
            for (Runnable failing : List.<Runnable>of(
                    () -> login("admin", "planted-secret-wrong"),
                    () -> login("typed-into-the-wrong-field", "planted-secret-wrong"),
                    () -> login("admin planted-secret", "planted-secret-wrong"),
                    () -> security.add(BOSS, "planted-secret/", "planted-secret-2", Role.VIEWER, Grants.NONE),
                    () -> security.changePassword(login.token(), "planted-secret-9", "planted-secret-8", HERE),
                    () -> security.changePassword(login.token(), ADMIN_PASSWORD, "planted", HERE),
                    () -> security.changePassword(login.token(), ADMIN_PASSWORD, ADMIN_PASSWORD, HERE))) {
                shown.add(catchThrowableOfType(VmsException.class, failing::run));
            }
            store.away(true);
            shown.add(catchThrowableOfType(VmsException.class, this::admin));
            security.logout(login.token());
        } finally {
            System.setErr(stderr);
        }
        shown.addAll(auditLog.entries);
        assertThat(shown).doesNotContainNull();
        String all = shown + log.toString(StandardCharsets.UTF_8);
        assertThat(all).doesNotContain(secrets);
    }
}
