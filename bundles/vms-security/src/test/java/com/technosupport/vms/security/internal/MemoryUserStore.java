package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.GroupStore;
import com.technosupport.vms.api.store.UserStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A user store that keeps its promises, in memory, until it is told to be away. */
public final class MemoryUserStore implements UserStore, GroupStore {

    private final Map<UserId, UserRecord> users = new LinkedHashMap<>();
    private final Map<GroupId, CameraGroup> groups = new LinkedHashMap<>();
    private final Map<UUID, TokenRecord> tokens = new LinkedHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean loseNextAnswer;
    private volatile Runnable afterNextFind;
    private volatile CountDownLatch hold;
    private volatile CountDownLatch held;

    public void away(boolean now) {
        away = now;
    }

    /** The next insertion of an account succeeds, but its caller hears of a failure. */
    public void loseNextAnswer() {
        loseNextAnswer = true;
    }

    /** Comes between the next look-up by name and its answer. */
    public void afterNextFind(Runnable action) {
        afterNextFind = action;
    }

    /** Holds back the answer of each look-up of a token, once it was read; the latch that is returned tells when. */
    public CountDownLatch holdLookUps(CountDownLatch until) {
        held = new CountDownLatch(1);
        hold = until;
        return held;
    }

    public int calls() {
        return calls.get();
    }

    public synchronized int tokenCount() {
        return tokens.size();
    }

    public synchronized UserRecord named(String name) {
        return lookUp(name).orElseThrow();
    }

    public synchronized void put(UserRecord user) {
        users.put(user.id(), user);
    }

    private void call() {
        calls.incrementAndGet();
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database is away");
        }
    }

    private Optional<UserRecord> lookUp(String name) {
        return users.values().stream()
                .filter(user -> user.username().equalsIgnoreCase(name))
                .findFirst();
    }

    @Override
    public synchronized List<UserRecord> users() {
        call();
        return new ArrayList<>(users.values());
    }

    @Override
    public Optional<UserRecord> findUser(String username) {
        call();
        Optional<UserRecord> found;
        synchronized (this) {
            found = lookUp(username);
        }
        Runnable action = afterNextFind;
        if (action != null) {
            afterNextFind = null;
            action.run();
        }
        return found;
    }

    @Override
    public synchronized Optional<UserRecord> findUser(UserId id) {
        call();
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public synchronized void insertUser(UserRecord user) {
        call();
        if (lookUp(user.username()).isPresent()) {
            throw new VmsException(ErrorCode.ALREADY_EXISTS, "There is such an account");
        }
        users.put(user.id(), user);
        if (loseNextAnswer) {
            loseNextAnswer = false;
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The connection broke");
        }
    }

    @Override
    public synchronized void updateUser(UserRecord user) {
        call();
        if (!users.containsKey(user.id())) {
            throw new VmsException(ErrorCode.NOT_FOUND, "No such account");
        }
        keepAnAdministrator(user.id(), user.enabled() && user.role() == Role.ADMIN);
        users.put(user.id(), user);
    }

    @Override
    public synchronized void deleteUser(UserId id) {
        call();
        if (!users.containsKey(id)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "No such account");
        }
        keepAnAdministrator(id, false);
        users.remove(id);
        tokens.values().removeIf(token -> token.user().equals(id));
    }

    private void keepAnAdministrator(UserId changed, boolean stays) {
        boolean another = users.values().stream()
                .anyMatch(user -> !user.id().equals(changed) && user.enabled() && user.role() == Role.ADMIN);
        if (!stays && !another) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The last administrator");
        }
    }

    @Override
    public synchronized Set<CameraId> grantedCameras(UserId user) {
        call();
        Grants grants = users.get(user).grants();
        Set<CameraId> granted = new HashSet<>(grants.cameras());
        grants.groups().forEach(group -> granted.addAll(groups.get(group).cameras()));
        return granted;
    }

    @Override
    public synchronized List<CameraGroup> groups() {
        call();
        return List.copyOf(groups.values());
    }

    @Override
    public synchronized void insertGroup(CameraGroup group) {
        call();
        groups.put(group.id(), group);
    }

    @Override
    public synchronized void updateGroup(CameraGroup group) {
        call();
        groups.put(group.id(), group);
    }

    @Override
    public synchronized void deleteGroup(GroupId id) {
        call();
        groups.remove(id);
        users.replaceAll((key, user) -> new UserRecord(
                user.id(),
                user.username(),
                user.passwordHash(),
                user.role(),
                user.enabled(),
                user.mustChangePassword(),
                new Grants(
                        user.grants().cameras(),
                        user.grants().groups().stream()
                                .filter(group -> !group.equals(id))
                                .collect(Collectors.toSet())),
                user.createdAt()));
    }

    @Override
    public synchronized void insertToken(TokenRecord token) {
        call();
        tokens.put(token.id(), token);
    }

    @Override
    public Optional<TokenRecord> findToken(byte[] hash) {
        Optional<TokenRecord> found;
        synchronized (this) {
            call();
            found = tokens.values().stream()
                    .filter(token -> Arrays.equals(token.hash(), hash))
                    .findFirst();
        }
        CountDownLatch until = hold;
        if (until != null) {
            held.countDown();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return found;
    }

    @Override
    public synchronized List<TokenRecord> tokens(UserId user) {
        call();
        return tokens.values().stream()
                .filter(token -> token.user().equals(user))
                .toList();
    }

    @Override
    public synchronized void extendToken(UUID id, Instant expiresAt) {
        call();
        tokens.computeIfPresent(
                id,
                (key, token) -> new TokenRecord(
                        token.id(),
                        token.user(),
                        token.hash(),
                        token.api(),
                        token.name(),
                        token.scope(),
                        token.createdAt(),
                        expiresAt));
    }

    @Override
    public synchronized void deleteToken(UUID id) {
        call();
        tokens.remove(id);
    }

    @Override
    public synchronized void deleteTokens(UserId user, Optional<UUID> except, boolean apiTokensToo) {
        call();
        tokens.values()
                .removeIf(token -> token.user().equals(user)
                        && !except.equals(Optional.of(token.id()))
                        && (apiTokensToo || !token.api()));
    }

    @Override
    public synchronized int deleteExpiredTokens(Instant now) {
        call();
        int before = tokens.size();
        tokens.values().removeIf(token -> !now.isBefore(token.expiresAt()));
        return before - tokens.size();
    }
}
