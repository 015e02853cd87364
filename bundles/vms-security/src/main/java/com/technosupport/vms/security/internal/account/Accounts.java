package com.technosupport.vms.security.internal.account;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.store.UserStore;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import com.technosupport.vms.security.internal.AuditTrail;
import com.technosupport.vms.security.internal.Exclusive;
import com.technosupport.vms.security.internal.password.PasswordHasher;
import com.technosupport.vms.security.internal.password.PasswordPolicy;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Accounts, on the store. That one enabled administrator is left is the store's promise, for only it can keep it in one
 * transaction. A disabled account, and one whose password an administrator sets, loses its API tokens too: either may be the
 * answer to a theft. Safe for use by several threads.
 */
public final class Accounts implements UserAdministration {

    private final Supplier<UserStore> store;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Exclusive changes;
    private final Consumer<UserId> forget;
    private final AuditTrail audit;
    private final Consumer<String> passwordChanged;

    /**
     * @param forget drops what is known in memory of an account's sessions
     * @param passwordChanged is told the name of an account whose password is another now, or which is gone
     */
    public Accounts(
            Supplier<UserStore> store,
            PasswordHasher hasher,
            Clock clock,
            Exclusive changes,
            Consumer<UserId> forget,
            AuditTrail audit,
            Consumer<String> passwordChanged) {
        this.store = store;
        this.hasher = hasher;
        this.clock = clock;
        this.changes = changes;
        this.forget = forget;
        this.audit = audit;
        this.passwordChanged = passwordChanged;
    }

    @Override
    public List<User> users() {
        return store.get().users().stream().map(Accounts::withoutSecret).toList();
    }

    @Override
    public User add(Actor actor, String username, String password, Role role, Grants grants) {
        String name = Usernames.checked(username);
        Objects.requireNonNull(role, "role");
        PasswordPolicy.check(name, password);
        UserRecord user = new UserRecord(
                UserId.next(clock),
                name,
                hasher.hash(password),
                role,
                true,
                true,
                grants,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        store.get().insertUser(user);
        audit.add(actor, "user.add", name, role + inWords(grants));
        return withoutSecret(user);
    }

    @Override
    public User update(Actor actor, UserId id, Role role, boolean enabled, Grants grants) {
        Objects.requireNonNull(role, "role");
        UserRecord updated;
        try {
            updated = changes.get(() -> {
                UserRecord old = find(id);
                UserRecord user = new UserRecord(
                        id,
                        old.username(),
                        old.passwordHash(),
                        role,
                        enabled,
                        old.mustChangePassword(),
                        grants,
                        old.createdAt());
                store.get().updateUser(user);
                if (losesRights(old, user)) {
                    store.get().deleteTokens(id, Optional.empty(), !enabled);
                }
                return user;
            });
        } finally {
            forget.accept(id);
        }
        audit.add(actor, "user.update", updated.username(), role + (enabled ? "" : ", disabled") + inWords(grants));
        return withoutSecret(updated);
    }

    private static String inWords(Grants grants) {
        return ", " + grants.cameras().size() + " cameras, " + grants.groups().size() + " groups";
    }

    private static boolean losesRights(UserRecord old, UserRecord now) {
        return (old.enabled() && !now.enabled())
                || !now.role().includes(old.role())
                || (now.role() != Role.ADMIN && !now.grants().includes(old.grants()));
    }

    @Override
    public void setPassword(Actor actor, UserId id, String password) {
        String name = find(id).username();
        PasswordPolicy.check(name, password);
        String hash = hasher.hash(password);
        try {
            changes.run(() -> {
                UserRecord old = find(id);
                // The sessions first: should the database go away in between, then nothing is open that ought not to
                // be.
                store.get().deleteTokens(id, Optional.empty(), true);
                store.get().updateUser(old.withPassword(hash, true));
            });
        } finally {
            forget.accept(id);
        }
        passwordChanged.accept(name);
        audit.add(actor, "user.password", name, "");
    }

    @Override
    public void remove(Actor actor, UserId id) {
        String name;
        try {
            name = changes.get(() -> {
                UserRecord user = find(id);
                store.get().deleteUser(id);
                return user.username();
            });
        } finally {
            forget.accept(id);
        }
        passwordChanged.accept(name);
        audit.add(actor, "user.remove", name, "");
    }

    private UserRecord find(UserId id) {
        return store.get().findUser(id).orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "No such account"));
    }

    private static User withoutSecret(UserRecord user) {
        return new User(
                user.id(),
                user.username(),
                user.role(),
                user.enabled(),
                user.mustChangePassword(),
                user.grants(),
                user.createdAt());
    }
}
