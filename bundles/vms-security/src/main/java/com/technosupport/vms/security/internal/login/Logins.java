package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore;
import com.technosupport.vms.api.store.UserStore.TokenRecord;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import com.technosupport.vms.security.internal.AuditTrail;
import com.technosupport.vms.security.internal.Exclusive;
import com.technosupport.vms.security.internal.account.Usernames;
import com.technosupport.vms.security.internal.login.LoginThrottle.Attempt;
import com.technosupport.vms.security.internal.login.LoginThrottle.Throttled;
import com.technosupport.vms.security.internal.login.Sessions.Opened;
import com.technosupport.vms.security.internal.password.PasswordHasher;
import com.technosupport.vms.security.internal.password.PasswordPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who comes in, and what proves it afterwards. Safe for use by several threads. */
public final class Logins implements AccessControl {

    static final Duration LONGEST_API_TOKEN = Duration.ofDays(366);
    static final int MOST_API_TOKENS = 100;
    private static final int MOST_NAME_CHARS = 64;
    private static final String UNKNOWN = "unknown";
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Supplier<UserStore> store;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final Sessions sessions;
    private final Tickets tickets;
    private final Exclusive changes;
    private final AuditTrail audit;
    private final Consumer<String> passwordChanged;

    /** @param passwordChanged is told the name of the account */
    public Logins(
            Supplier<UserStore> store,
            PasswordHasher hasher,
            Clock clock,
            LongSupplier nanoTime,
            Sessions sessions,
            Exclusive changes,
            AuditTrail audit,
            Consumer<String> passwordChanged) {
        this.store = store;
        this.hasher = hasher;
        this.throttle = new LoginThrottle(clock, nanoTime);
        this.sessions = sessions;
        this.tickets = new Tickets(new SecureRandom(), nanoTime);
        this.changes = changes;
        this.audit = audit;
        this.passwordChanged = passwordChanged;
    }

    @Override
    public Login login(String username, String password, String remote) {
        Objects.requireNonNull(password, "password");
        try (Attempt attempt = begin(username, remote)) {
            Optional<UserRecord> user =
                    Usernames.isValid(username) ? store.get().findUser(username) : Optional.empty();
            // Hashed in any case, so that the time does not tell whether there is such an account.
            boolean right = hasher.verify(user.map(UserRecord::passwordHash), password);
            if (!right || !user.get().enabled()) {
                attempt.failed();
                // A name that is none may be a password that was typed into the wrong field.
                String name = user.map(UserRecord::username).orElse(UNKNOWN);
                audit.add(name, "login.failed", name, right ? "The account is disabled" : "", remote);
                throw badCredentials();
            }
            Login login = open(user.get(), attempt);
            attempt.succeeded();
            audit.add(login.caller().username(), "login", login.caller().username(), "", remote);
            rehash(user.get(), password);
            return login;
        }
    }

    private Attempt begin(String username, String remote) {
        try {
            return throttle.begin(username, remote);
        } catch (Throttled e) {
            if (e.newlySo()) {
                audit.add(UNKNOWN, "login.throttled", "", e.getMessage(), remote);
            }
            throw e;
        }
    }

    private Login open(UserRecord verified, Attempt attempt) {
        return changes.get(() -> {
            UserRecord user = store.get()
                    .findUser(verified.id())
                    .filter(now -> now.enabled() && now.passwordHash().equals(verified.passwordHash()))
                    .orElseThrow(() -> {
                        attempt.failed();
                        return badCredentials();
                    });
            Opened opened = sessions.open(user);
            return new Login(opened.word(), opened.token().expiresAt(), opened.caller());
        });
    }

    private static VmsException badCredentials() {
        return new VmsException(ErrorCode.BAD_CREDENTIALS, "The user name or the password is wrong");
    }

    /** Brings an old hash up to date, now that the password is at hand. The login does not depend on it. */
    private void rehash(UserRecord verified, String password) {
        if (!hasher.isOutdated(verified.passwordHash())) {
            return;
        }
        try {
            String hash = hasher.hash(password);
            changes.run(() -> store.get()
                    .findUser(verified.id())
                    .filter(now -> now.passwordHash().equals(verified.passwordHash()))
                    .ifPresent(now -> store.get().updateUser(now.withPassword(hash, now.mustChangePassword()))));
        } catch (VmsException e) {
            LOG.info("The password of {} is hashed anew at another login: {}", verified.username(), e.getMessage());
        }
    }

    @Override
    public Optional<Caller> authenticate(String token) {
        return sessions.find(token).map(LiveSession::caller);
    }

    /** An API token stays: it is revoked by its id. */
    @Override
    public void logout(String token) {
        sessions.find(token).filter(session -> !session.token().api()).ifPresent(session -> {
            sessions.end(session);
            String name = session.caller().username();
            audit.add(name, "logout", name, "", "");
        });
    }

    @Override
    public void changePassword(String token, String oldPassword, String newPassword, String remote) {
        LiveSession session = sessions.find(token).orElseThrow(Logins::unauthenticated);
        if (session.token().api()) {
            throw new VmsException(ErrorCode.FORBIDDEN, "An API token cannot change the password");
        }
        UserRecord user = store.get().findUser(session.caller().id()).orElseThrow(Logins::unauthenticated);
        try (Attempt attempt = begin(user.username(), remote)) {
            if (!hasher.verify(Optional.of(user.passwordHash()), oldPassword)) {
                attempt.failed();
                audit.add(user.username(), "password.failed", user.username(), "", remote);
                throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The old password is wrong");
            }
            attempt.succeeded();
        }
        PasswordPolicy.check(user.username(), newPassword);
        if (PasswordHasher.same(oldPassword, newPassword)) {
            throw new VmsException(ErrorCode.WEAK_PASSWORD, "The new password is the old one");
        }
        String hash = hasher.hash(newPassword);
        try {
            changes.run(() -> replacePassword(user, hash, session.token().id()));
        } finally {
            sessions.forget(user.id());
        }
        passwordChanged.accept(user.username());
        audit.add(user.username(), "password.change", user.username(), "", remote);
    }

    /** The sessions first: should the database go away in between, then nothing is open that ought not to be. */
    private void replacePassword(UserRecord verified, String hash, UUID except) {
        UserRecord now = store.get()
                .findUser(verified.id())
                .filter(user -> user.enabled() && user.passwordHash().equals(verified.passwordHash()))
                .orElseThrow(() -> new VmsException(ErrorCode.BAD_CREDENTIALS, "The old password is wrong"));
        store.get().deleteTokens(now.id(), Optional.of(except), false);
        store.get().updateUser(now.withPassword(hash, false));
    }

    private static VmsException unauthenticated() {
        return new VmsException(ErrorCode.UNAUTHENTICATED, "The session has ended");
    }

    /** The caller's session, which may do more than change its password. */
    private LiveSession settled(Caller caller) {
        if (caller.mustChangePassword()) {
            throw new VmsException(ErrorCode.PASSWORD_CHANGE_REQUIRED, "The password must be changed first");
        }
        return sessions.of(caller).orElseThrow(Logins::unauthenticated);
    }

    @Override
    public String issueTicket(Caller caller) {
        return tickets.issue(settled(caller).digest());
    }

    @Override
    public Optional<Caller> redeemTicket(String ticket) {
        return tickets.redeem(ticket).flatMap(sessions::find).map(LiveSession::caller);
    }

    @Override
    public NewApiToken createApiToken(Caller caller, String name, Role scope, Duration lifetime) {
        if (settled(caller).token().api()) {
            // Else a token that leaked could outlive its own end.
            throw new VmsException(ErrorCode.FORBIDDEN, "An API token cannot make another: log in to make one");
        }
        if (!caller.role().includes(scope)) {
            throw new VmsException(ErrorCode.FORBIDDEN, "A token cannot do more than its owner: " + caller.role());
        }
        String label = name.strip();
        if (label.isEmpty()
                || label.length() > MOST_NAME_CHARS
                || label.codePoints().anyMatch(Character::isISOControl)) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A token's name has 1 to " + MOST_NAME_CHARS + " printable characters");
        }
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(LONGEST_API_TOKEN) > 0) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A token lives between a minute and a year");
        }
        NewApiToken made = changes.get(() -> {
            if (apiTokens(caller).size() >= MOST_API_TOKENS) {
                throw new VmsException(
                        ErrorCode.INVALID_REQUEST,
                        "There are " + MOST_API_TOKENS + " tokens already: revoke one first");
            }
            return sessions.openApiToken(caller.id(), label, scope, lifetime);
        });
        audit.add(
                caller.username(),
                "token.create",
                made.token().id().toString(),
                scope + " until " + made.token().expiresAt(),
                "");
        return made;
    }

    @Override
    public List<ApiToken> apiTokens(Caller caller) {
        Instant now = sessions.now();
        return store.get().tokens(caller.id()).stream()
                .filter(token -> token.api() && now.isBefore(token.expiresAt()))
                .sorted(Comparator.comparing(TokenRecord::createdAt))
                .map(Sessions::withoutSecret)
                .toList();
    }

    @Override
    public void revokeApiToken(Caller caller, UUID id) {
        if (apiTokens(caller).stream().noneMatch(token -> token.id().equals(id))) {
            throw new VmsException(ErrorCode.NOT_FOUND, "No such token");
        }
        try {
            store.get().deleteToken(id);
        } finally {
            sessions.forgetToken(id);
        }
        audit.add(caller.username(), "token.revoke", id.toString(), "", "");
    }
}
