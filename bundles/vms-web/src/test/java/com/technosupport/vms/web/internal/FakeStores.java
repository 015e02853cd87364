package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.GroupAdministration;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.SiteStore;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accounts, groups, sites, scans and the audit log in memory. */
public final class FakeStores implements UserAdministration, GroupAdministration, SiteStore, Discovery, AuditLog {

    public final Map<UserId, User> users = new ConcurrentHashMap<>();
    public final Map<GroupId, CameraGroup> groups = new ConcurrentHashMap<>();
    public final Map<SiteId, Site> sites = new ConcurrentHashMap<>(Map.of(
            SiteId.DEFAULT,
            new Site(SiteId.DEFAULT, "Default", ZoneId.of("Europe/Berlin"), Instant.parse("2026-01-01T00:00:00Z"))));
    public final Map<ScanId, Scan> scans = new ConcurrentHashMap<>();
    public final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public List<User> users() {
        return List.copyOf(users.values());
    }

    @Override
    public User add(Actor actor, String username, String password, Role role, Grants grants) {
        if (users.values().stream().anyMatch(user -> user.username().equalsIgnoreCase(username))) {
            throw new VmsException(ErrorCode.ALREADY_EXISTS, "There is an account of that name");
        }
        User user = new User(
                UserId.next(Clock.systemUTC()),
                username,
                role,
                true,
                true,
                grants,
                Instant.parse("2026-01-01T00:00:00Z"));
        users.put(user.id(), user);
        record(actor, "user.add", username);
        return user;
    }

    /** As the real one does, in the actor's name. */
    private void record(Actor actor, String action, String subject) {
        append(new Entry(Instant.parse("2026-01-01T00:00:00Z"), actor.name(), action, subject, "", actor.remote()));
    }

    @Override
    public User update(Actor actor, UserId id, Role role, boolean enabled, Grants grants) {
        User old = users.get(id);
        User user = new User(id, old.username(), role, enabled, old.mustChangePassword(), grants, old.createdAt());
        users.put(id, user);
        record(actor, "user.update", user.username());
        return user;
    }

    @Override
    public void setPassword(Actor actor, UserId id, String password) {
        record(actor, "user.password", users.get(id).username());
    }

    @Override
    public void remove(Actor actor, UserId id) {
        User user = users.remove(id);
        if (user == null) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such account");
        }
        record(actor, "user.remove", user.username());
    }

    @Override
    public List<CameraGroup> groups() {
        return List.copyOf(groups.values());
    }

    @Override
    public CameraGroup addGroup(Actor actor, String name, Set<CameraId> cameras) {
        record(actor, "group.add", name);
        return put(GroupId.next(Clock.systemUTC()), name, cameras);
    }

    @Override
    public CameraGroup updateGroup(Actor actor, GroupId id, String name, Set<CameraId> cameras) {
        record(actor, "group.update", name);
        return put(id, name, cameras);
    }

    private CameraGroup put(GroupId id, String name, Set<CameraId> cameras) {
        CameraGroup group = new CameraGroup(id, name, cameras, Instant.parse("2026-01-01T00:00:00Z"));
        groups.put(id, group);
        return group;
    }

    @Override
    public void removeGroup(Actor actor, GroupId id) {
        record(actor, "group.remove", id.toString());
        groups.remove(id);
    }

    @Override
    public List<Site> sites() {
        return List.copyOf(sites.values());
    }

    @Override
    public void insert(Site site) {
        sites.put(site.id(), site);
    }

    @Override
    public void update(Site site) {
        sites.put(site.id(), site);
    }

    @Override
    public void delete(SiteId id) {
        if (id.equals(SiteId.DEFAULT)) {
            throw new VmsException(ErrorCode.IN_USE, "The first site stays");
        }
        sites.remove(id);
    }

    @Override
    public ScanId start(Subnet subnet) {
        ScanId id = ScanId.next(Clock.systemUTC());
        DiscoveredDevice device = new DiscoveredDevice(
                "127.0.0.9", 8080, List.of(URI.create("http://127.0.0.9:8080/onvif")), List.of(), "Gate", "X", "onvif");
        scans.put(id, new Scan(id, Scan.State.COMPLETE, 1, 1, "", List.of(new Scan.Found(device, Optional.empty()))));
        return id;
    }

    @Override
    public Optional<Scan> scan(ScanId id) {
        return Optional.ofNullable(scans.get(id));
    }

    @Override
    public void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public List<StoredEntry> newest(int limit, OptionalLong before) {
        List<StoredEntry> page = new ArrayList<>();
        for (int i = entries.size(); i >= 1 && page.size() < limit; i--) {
            if (before.isEmpty() || i < before.getAsLong()) {
                page.add(new StoredEntry(i, entries.get(i - 1)));
            }
        }
        return page;
    }
}
