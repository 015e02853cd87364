package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import com.technosupport.vms.security.internal.SecurityService.Settings;
import com.technosupport.vms.security.internal.login.Sessions.Lifetimes;
import com.technosupport.vms.security.internal.password.PasswordHasher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The service on a store in memory, with clocks that stand still. */
abstract class SecurityFixture {

    static final String ADMIN_PASSWORD = "planted-secret-0";
    static final String PASSWORD = "planted-secret-1";
    static final String HERE = "192.168.1.10";
    static final Actor BOSS = new Actor("boss", "192.168.1.11");

    @TempDir
    Path data;

    final TestClock clock = new TestClock();
    final MemoryUserStore store = new MemoryUserStore();
    final MemoryAuditLog auditLog = new MemoryAuditLog();
    final PasswordHasher hasher = PasswordHasher.forTests();
    SecurityService security;

    /** Starts it without a store. */
    SecurityService create(String adminPassword) {
        if (security != null) {
            security.close();
        }
        security = new SecurityService(
                new Settings(
                        data,
                        adminPassword,
                        new Lifetimes(Duration.ofHours(12), Duration.ofDays(30), Duration.ofSeconds(20))),
                hasher,
                clock,
                clock::nanoTime);
        return security;
    }

    /** Starts it, up to the first account. */
    SecurityService start(String adminPassword) {
        create(adminPassword);
        security.bindAuditLog(auditLog);
        security.bindUserStore(store);
        security.bindGroupStore(store);
        await(() -> security.problem().isEmpty());
        return security;
    }

    @AfterEach
    void stop() {
        if (security != null) {
            security.close();
        }
    }

    Login login(String username, String password) {
        return security.login(username, password, HERE);
    }

    Login admin() {
        return login("admin", ADMIN_PASSWORD);
    }

    /** An account that has changed its first password to {@link #PASSWORD}. */
    User settled(String username, Role role) {
        User user = security.add(BOSS, username, "first-of-" + username + "-9173", role, Grants.NONE);
        Login login = login(username, "first-of-" + username + "-9173");
        security.changePassword(login.token(), "first-of-" + username + "-9173", PASSWORD, HERE);
        security.logout(login.token());
        return user;
    }

    static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("did not come true within 20 s");
            }
            Thread.onSpinWait();
        }
    }

    static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
