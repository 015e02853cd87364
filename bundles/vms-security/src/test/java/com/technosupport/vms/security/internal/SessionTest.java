package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.AccessControl.NewApiToken;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration.User;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest extends SecurityFixture {

    @BeforeEach
    void start() {
        start(ADMIN_PASSWORD);
    }

    private Optional<Caller> who(Login login) {
        return security.authenticate(login.token());
    }

    @Test
    void answersFromMemory() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        int before = store.calls();
        for (int i = 0; i < 1000; i++) {
            assertThat(who(login)).isPresent();
        }
        assertThat(store.calls()).isEqualTo(before);
    }

    @Test
    void doesNotAskTheDatabaseAboutNonsense() {
        int before = store.calls();
        for (String nonsense : List.of(
                "",
                "x",
                "vms_s_",
                "vms_s_" + "ä".repeat(43),
                "vms_x_" + "A".repeat(43),
                "A".repeat(49),
                "vms_w_" + "A".repeat(43),
                "vms_s_" + "A".repeat(44))) {
            assertThat(security.authenticate(nonsense)).isEmpty();
            assertThat(security.redeemTicket(nonsense)).isEmpty();
        }
        assertThat(security.authenticate(null)).isEmpty();
        assertThat(store.calls()).isEqualTo(before);
    }

    @Test
    void takesNoTruncatedToken() {
        Login login = admin();
        for (int length = 0; length < login.token().length(); length++) {
            assertThat(security.authenticate(login.token().substring(0, length)))
                    .isEmpty();
        }
        assertThat(security.authenticate("vms_t_" + login.token().substring(6))).isEmpty();
    }

    @Test
    void outlivesARestart() {
        Login login = admin();
        start(ADMIN_PASSWORD);
        assertThat(who(login)).contains(login.caller());
    }

    @Test
    void goesOnWhileTheDatabaseIsAway() {
        Login login = admin();
        String unknown = "vms_s_" + "A".repeat(43);
        store.away(true);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMinutes(10));
            assertThat(who(login)).isPresent();
        }
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> security.authenticate(unknown));
        store.away(false);
        assertThat(security.authenticate(unknown)).isEmpty();
    }

    @Test
    void goesOnWhileTheStoresBundleIsReplaced() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        security.unbindUserStore(store);
        clock.advance(Duration.ofMinutes(10));
        assertThat(who(login)).isPresent();
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> security.users());
        security.bindUserStore(store);
        assertThat(security.users()).hasSize(1);
    }

    @Test
    void endsWithoutRequests() {
        Login login = admin();
        clock.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(who(login)).isPresent();
        clock.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(who(login)).as("prolonged by the request before").isPresent();
        clock.advance(Duration.ofHours(12));
        assertThat(who(login)).isEmpty();
    }

    @Test
    void writesTheProlongedEndNowAndThen() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        clock.advance(Duration.ofMinutes(4));
        assertThat(who(login)).isPresent();
        clock.advance(Duration.ofMinutes(2));
        assertThat(who(login)).isPresent();
        await(() -> store.tokens(login.caller().id())
                .get(0)
                .expiresAt()
                .equals(clock.instant().plus(Duration.ofHours(12))));
    }

    @Test
    void endsAfterAMonthInAnyCase() {
        Login login = admin();
        for (int hours = 6; hours < 30 * 24; hours += 6) {
            clock.advance(Duration.ofHours(6));
            assertThat(who(login)).as("%d hours", hours).isPresent();
        }
        clock.advance(Duration.ofHours(6));
        assertThat(who(login)).isEmpty();
    }

    @Test
    void sweepsWhatHasExpired() {
        admin();
        clock.advance(Duration.ofHours(13));
        start(ADMIN_PASSWORD);
        await(() -> store.tokenCount() == 0);
    }

    @Test
    void endsAtOnceAtLogout() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        security.logout(login.token());
        assertThat(who(login)).isEmpty();
        assertThat(store.tokenCount()).isZero();
    }

    @Test
    void endsAtLogoutWhileTheDatabaseIsAway() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        store.away(true);
        security.logout(login.token());
        assertThat(who(login)).isEmpty();
        store.away(false);
        assertThat(who(login)).isEmpty();
        await(() -> store.tokenCount() == 0);
        assertThat(who(login)).isEmpty();
    }

    @Test
    void noticesAChangeMadeElsewhere() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        UserRecord admin = store.named("admin");
        store.put(new UserRecord(
                admin.id(), "admin", admin.passwordHash(), Role.VIEWER, true, false, Grants.NONE, admin.createdAt()));
        assertThat(who(login).orElseThrow().role()).isEqualTo(Role.ADMIN);
        clock.advance(Duration.ofSeconds(6));
        await(() -> who(login).orElseThrow().role() == Role.VIEWER);
        store.put(new UserRecord(
                admin.id(), "admin", admin.passwordHash(), Role.VIEWER, false, false, Grants.NONE, admin.createdAt()));
        clock.advance(Duration.ofSeconds(6));
        await(() -> who(login).isEmpty());
    }

    @Test
    void waitsForTheDatabaseAboutASessionNotUsedForLong() {
        Login login = admin();
        assertThat(who(login)).isPresent();
        store.tokens(login.caller().id()).forEach(token -> store.deleteToken(token.id()));
        clock.advance(Duration.ofMinutes(2));
        assertThat(who(login)).isEmpty();
    }

    @Test
    void doesNotRememberWhatWasReadBeforeALogout() throws Exception {
        Login login = admin();
        start(ADMIN_PASSWORD);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch read = store.holdLookUps(release);
            Future<Optional<Caller>> early = threads.submit(() -> who(login));
            read.await();
            // The other request has read the session; now the administrator ends it, then the answer arrives.
            security.setPassword(BOSS, login.caller().id(), PASSWORD);
            release.countDown();
            early.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(who(login)).isEmpty();
    }

    @Test
    void redeemsATicketOnce() {
        Login login = admin();
        Caller caller = who(login).orElseThrow();
        String ticket = security.issueTicket(caller);
        assertThat(ticket).matches("vms_w_[A-Za-z0-9_-]{43}");
        assertThat(security.authenticate(ticket)).as("is no session").isEmpty();
        assertThat(security.redeemTicket(ticket)).contains(caller);
        assertThat(security.redeemTicket(ticket)).isEmpty();
    }

    @Test
    void redeemsATicketOnceAmongManyThreads() throws Exception {
        Caller caller = who(admin()).orElseThrow();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 200; round++) {
                String ticket = security.issueTicket(caller);
                List<Callable<Optional<Caller>>> tries = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    tries.add(() -> security.redeemTicket(ticket));
                }
                long redeemed = threads.invokeAll(tries).stream()
                        .filter(result -> unchecked(result::get).isPresent())
                        .count();
                assertThat(redeemed).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void letsATicketExpire() {
        Caller caller = who(admin()).orElseThrow();
        String ticket = security.issueTicket(caller);
        clock.advance(Duration.ofSeconds(30));
        assertThat(security.redeemTicket(ticket)).isEmpty();
    }

    @Test
    void endsTheTicketsOfASessionWithItAndNoOthers() {
        Login login = admin();
        Login other = admin();
        String ticket = security.issueTicket(who(login).orElseThrow());
        String others = security.issueTicket(who(other).orElseThrow());
        security.logout(login.token());
        assertThat(security.redeemTicket(ticket)).isEmpty();
        assertThat(security.redeemTicket(others)).isPresent();
        security.logout(other.token());
        assertCode(ErrorCode.UNAUTHENTICATED, () -> security.issueTicket(login.caller()));
    }

    @Test
    void keepsFewTicketsOfASession() {
        Caller caller = who(admin()).orElseThrow();
        List<String> tickets = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            tickets.add(security.issueTicket(caller));
        }
        assertThat(security.redeemTicket(tickets.get(0))).isEmpty();
        assertThat(security.redeemTicket(tickets.get(1))).isPresent();
        assertThat(security.redeemTicket(tickets.get(16))).isPresent();
    }

    @Test
    void makesAnApiToken() {
        Caller caller = who(admin()).orElseThrow();
        NewApiToken made = security.createApiToken(caller, " door ", Role.OPERATOR, Duration.ofDays(365));
        assertThat(made.secret()).matches("vms_t_[A-Za-z0-9_-]{43}");
        assertThat(security.apiTokens(caller)).containsExactly(made.token());
        assertThat(made.token().name()).isEqualTo("door");
        Caller integrator = security.authenticate(made.secret()).orElseThrow();
        assertThat(integrator.role()).isEqualTo(Role.OPERATOR);
        assertThat(integrator.id()).isEqualTo(caller.id());

        assertCode(
                ErrorCode.FORBIDDEN,
                () -> security.createApiToken(integrator, "another", Role.VIEWER, Duration.ofDays(1)));
        assertCode(ErrorCode.FORBIDDEN, () -> security.changePassword(made.secret(), ADMIN_PASSWORD, PASSWORD, HERE));
        security.logout(made.secret());
        assertThat(security.authenticate(made.secret())).isPresent();
        clock.advance(Duration.ofDays(364));
        assertThat(security.authenticate(made.secret())).isPresent();
        clock.advance(Duration.ofDays(1));
        assertThat(security.authenticate(made.secret())).isEmpty();
        assertThat(security.apiTokens(caller)).isEmpty();
    }

    @Test
    void givesAnApiTokenNoMoreThanItsOwnerHas() {
        User user = settled("olga", Role.OPERATOR);
        Caller caller = who(login("olga", PASSWORD)).orElseThrow();
        assertCode(ErrorCode.FORBIDDEN, () -> security.createApiToken(caller, "more", Role.ADMIN, Duration.ofDays(1)));
        NewApiToken made = security.createApiToken(caller, "as much", Role.OPERATOR, Duration.ofDays(1));
        security.update(BOSS, user.id(), Role.VIEWER, true, Grants.NONE);
        assertThat(security.authenticate(made.secret()).orElseThrow().role()).isEqualTo(Role.VIEWER);
        security.update(BOSS, user.id(), Role.ADMIN, true, Grants.NONE);
        assertThat(security.authenticate(made.secret()).orElseThrow().role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void refusesAnApiTokenThatIsNone() {
        Caller caller = who(admin()).orElseThrow();
        for (String name : List.of("", " ", "x".repeat(65), "line\nbreak")) {
            assertCode(
                    ErrorCode.INVALID_REQUEST,
                    () -> security.createApiToken(caller, name, Role.VIEWER, Duration.ofDays(1)));
        }
        for (Duration lifetime : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(367))) {
            assertCode(ErrorCode.INVALID_REQUEST, () -> security.createApiToken(caller, "door", Role.VIEWER, lifetime));
        }
    }

    @Test
    void revokesOnlyTheCallersOwnTokens() {
        Login login = admin();
        Caller caller = who(login).orElseThrow();
        settled("olga", Role.OPERATOR);
        Caller olga = who(login("olga", PASSWORD)).orElseThrow();
        NewApiToken made = security.createApiToken(caller, "door", Role.VIEWER, Duration.ofDays(1));
        assertThat(security.authenticate(made.secret())).isPresent();
        assertCode(
                ErrorCode.NOT_FOUND,
                () -> security.revokeApiToken(olga, made.token().id()));
        UUID session = store.tokens(caller.id()).stream()
                .filter(token -> !token.api())
                .findFirst()
                .orElseThrow()
                .id();
        assertCode(ErrorCode.NOT_FOUND, () -> security.revokeApiToken(caller, session));
        security.revokeApiToken(caller, made.token().id());
        assertThat(security.authenticate(made.secret())).isEmpty();
        assertThat(who(login)).isPresent();
    }
}
