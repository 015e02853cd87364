package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.GroupAdministration;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.GroupStore;
import com.technosupport.vms.api.store.UserStore;
import com.technosupport.vms.security.internal.account.Accounts;
import com.technosupport.vms.security.internal.account.FirstStart;
import com.technosupport.vms.security.internal.account.Groups;
import com.technosupport.vms.security.internal.login.Logins;
import com.technosupport.vms.security.internal.login.Sessions;
import com.technosupport.vms.security.internal.login.Sessions.Lifetimes;
import com.technosupport.vms.security.internal.password.PasswordHasher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Puts the parts together and registers them. The stores come and go without a restart of this component: who is logged in
 * stays so while the database's bundle is updated; whatever needs the store then fails with
 * {@link ErrorCode#STORE_UNAVAILABLE}.
 */
@Component(
        service = {AccessControl.class, UserAdministration.class, GroupAdministration.class, HealthCheck.class},
        immediate = true,
        configurationPid = SecurityConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SecurityConfig.class)
public final class SecurityService implements AccessControl, UserAdministration, GroupAdministration, HealthCheck {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(1);

    private final AtomicReference<UserStore> store = new AtomicReference<>();
    private final AtomicReference<GroupStore> groupStore = new AtomicReference<>();
    private final AtomicReference<AuditLog> auditLog = new AtomicReference<>();
    private final Background background = new Background("vms-security");
    private final LongSupplier nanoTime;
    private final AuditTrail audit;
    private final FirstStart firstStart;
    private final Sessions sessions;
    private final AccessControl logins;
    private final UserAdministration accounts;
    private final GroupAdministration groups;

    /** These two belong to the background thread. */
    private boolean swept;

    private long sweptAtNanos;

    @Activate
    public SecurityService(SecurityConfig config) {
        this(
                new Settings(
                        DataDirectory.of(config),
                        config._adminPassword(),
                        new Lifetimes(
                                Duration.ofHours(within(1, config.sessionHours(), 30 * 24)),
                                Duration.ofDays(within(1, config.sessionMaximumDays(), 366)),
                                Duration.ofMillis(250))),
                new PasswordHasher(within(1, config.passwordHashesAtOnce(), 16)),
                Clock.systemUTC(),
                System::nanoTime);
    }

    SecurityService(Settings settings, PasswordHasher hasher, Clock clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Supplier<UserStore> present = () -> present(store);
        audit = new AuditTrail(clock, () -> Optional.ofNullable(auditLog.get()));
        Exclusive changes = new Exclusive();
        firstStart = new FirstStart(settings.dataDirectory(), settings.adminPassword(), present, hasher, clock, audit);
        sessions = new Sessions(present, background, clock, nanoTime, settings.lifetimes());
        logins = new Logins(present, hasher, clock, nanoTime, sessions, changes, audit, firstStart::passwordChanged);
        accounts = new Accounts(present, hasher, clock, changes, sessions::forget, audit, firstStart::passwordChanged);
        groups = new Groups(() -> present(groupStore), clock, sessions::forgetAll, audit);
        background.repeat(this::tick, TICK);
    }

    private static int within(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }

    private static <S> S present(AtomicReference<S> reference) {
        S present = reference.get();
        if (present == null) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database is not there yet");
        }
        return present;
    }

    private void tick() {
        firstStart.attempt();
        sessions.writeEnded();
        long now = nanoTime.getAsLong();
        if (!swept || now - sweptAtNanos >= SWEEP.toNanos()) {
            sessions.sweep();
            swept = true;
            sweptAtNanos = now;
        }
    }

    @Deactivate
    void close() {
        background.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindUserStore(UserStore found) {
        store.set(found);
        background.execute(this::tick);
    }

    void unbindUserStore(UserStore gone) {
        store.compareAndSet(gone, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindGroupStore(GroupStore found) {
        groupStore.set(found);
    }

    void unbindGroupStore(GroupStore gone) {
        groupStore.compareAndSet(gone, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAuditLog(AuditLog found) {
        auditLog.set(found);
        background.execute(audit::catchUp);
    }

    void unbindAuditLog(AuditLog gone) {
        auditLog.compareAndSet(gone, null);
    }

    @Override
    public String name() {
        return "security";
    }

    @Override
    public Optional<String> problem() {
        return firstStart.problem();
    }

    @Override
    public Login login(String username, String password, String remote) {
        return logins.login(username, password, remote);
    }

    @Override
    public Optional<Caller> authenticate(String token) {
        return logins.authenticate(token);
    }

    @Override
    public void logout(String token) {
        logins.logout(token);
    }

    @Override
    public void changePassword(String token, String oldPassword, String newPassword, String remote) {
        logins.changePassword(token, oldPassword, newPassword, remote);
    }

    @Override
    public String issueTicket(Caller caller) {
        return logins.issueTicket(caller);
    }

    @Override
    public Optional<Caller> redeemTicket(String ticket) {
        return logins.redeemTicket(ticket);
    }

    @Override
    public NewApiToken createApiToken(Caller caller, String name, Role scope, Duration lifetime) {
        return logins.createApiToken(caller, name, scope, lifetime);
    }

    @Override
    public List<ApiToken> apiTokens(Caller caller) {
        return logins.apiTokens(caller);
    }

    @Override
    public void revokeApiToken(Caller caller, UUID id) {
        logins.revokeApiToken(caller, id);
    }

    @Override
    public List<User> users() {
        return accounts.users();
    }

    @Override
    public User add(Actor actor, String username, String password, Role role, Grants grants) {
        return accounts.add(actor, username, password, role, grants);
    }

    @Override
    public User update(Actor actor, UserId id, Role role, boolean enabled, Grants grants) {
        return accounts.update(actor, id, role, enabled, grants);
    }

    @Override
    public void setPassword(Actor actor, UserId id, String password) {
        accounts.setPassword(actor, id, password);
    }

    @Override
    public void remove(Actor actor, UserId id) {
        accounts.remove(actor, id);
    }

    @Override
    public List<CameraGroup> groups() {
        return groups.groups();
    }

    @Override
    public CameraGroup addGroup(Actor actor, String name, Set<CameraId> cameras) {
        return groups.addGroup(actor, name, cameras);
    }

    @Override
    public CameraGroup updateGroup(Actor actor, GroupId id, String name, Set<CameraId> cameras) {
        return groups.updateGroup(actor, id, name, cameras);
    }

    @Override
    public void removeGroup(Actor actor, GroupId id) {
        groups.removeGroup(actor, id);
    }

    /**
     * What the configuration says.
     *
     * @param adminPassword empty for a random one
     */
    record Settings(Path dataDirectory, String adminPassword, Lifetimes lifetimes) {

        @Override
        public String toString() {
            return "Settings[" + dataDirectory + "]";
        }
    }
}
