package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Logins in memory: each account's password is {@code secret-} and its name. */
public final class FakeAccess implements AccessControl {

    public static final String PASSWORD = "planted-password-of-a-login";

    private final Map<String, Caller> accounts = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final Map<String, Caller> tickets = new ConcurrentHashMap<>();
    private final List<ApiToken> tokens = new ArrayList<>();
    public volatile Optional<ErrorCode> failure = Optional.empty();
    public volatile Optional<Instant> retryAt = Optional.empty();

    /** Adds an account and opens a session for it. */
    public String account(String name, Role role, boolean mustChangePassword, CameraId... cameras) {
        accounts.put(name, new Caller(UserId.next(Clock.systemUTC()), name, role, mustChangePassword, Set.of(cameras)));
        return session(name);
    }

    public String session(String name) {
        String token = "token-" + name + "-" + UUID.randomUUID();
        sessions.put(token, name);
        return token;
    }

    public void revoke(String token) {
        sessions.remove(token);
    }

    public void grant(String name, CameraId... cameras) {
        accounts.computeIfPresent(
                name,
                (key, caller) -> new Caller(
                        caller.id(), caller.username(), caller.role(), caller.mustChangePassword(), Set.of(cameras)));
    }

    @Override
    public Login login(String username, String password, String remote) {
        failure.ifPresent(code -> {
            throw retryAt.isPresent()
                    ? new VmsException(code, "Told to fail", retryAt.get())
                    : new VmsException(code, "Told to fail");
        });
        if (!accounts.containsKey(username) || !password.equals(PASSWORD)) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The name or the password is wrong");
        }
        return new Login(session(username), Instant.parse("2030-01-01T00:00:00Z"), accounts.get(username));
    }

    @Override
    public Optional<Caller> authenticate(String token) {
        return Optional.ofNullable(sessions.get(token)).map(accounts::get);
    }

    @Override
    public void logout(String token) {
        sessions.remove(token);
    }

    @Override
    public void changePassword(String token, String oldPassword, String newPassword, String remote) {
        if (!oldPassword.equals(PASSWORD)) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The old password is wrong");
        }
        if (newPassword.length() < 10) {
            throw new VmsException(ErrorCode.WEAK_PASSWORD, "At least 10 characters");
        }
        accounts.computeIfPresent(
                sessions.get(token),
                (key, caller) -> new Caller(caller.id(), caller.username(), caller.role(), false, caller.cameras()));
    }

    @Override
    public String issueTicket(Caller caller) {
        String ticket = "ticket-" + UUID.randomUUID();
        tickets.put(ticket, caller);
        return ticket;
    }

    @Override
    public Optional<Caller> redeemTicket(String ticket) {
        return Optional.ofNullable(tickets.remove(ticket));
    }

    @Override
    public NewApiToken createApiToken(Caller caller, String name, Role scope, Duration lifetime) {
        Instant now = Instant.now();
        ApiToken token = new ApiToken(UUID.randomUUID(), name, scope, now, now.plus(lifetime));
        tokens.add(token);
        return new NewApiToken(token, session(caller.username()));
    }

    @Override
    public List<ApiToken> apiTokens(Caller caller) {
        return List.copyOf(tokens);
    }

    @Override
    public void revokeApiToken(Caller caller, UUID id) {
        tokens.removeIf(token -> token.id().equals(id));
    }
}
