package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.store.AuditLog;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accounts, scans and the audit log in memory. */
public final class FakeStores implements UserAdministration, Discovery, AuditLog {

    public final Map<UserId, User> users = new ConcurrentHashMap<>();
    public final Map<ScanId, Scan> scans = new ConcurrentHashMap<>();
    public final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public List<User> users() {
        return List.copyOf(users.values());
    }

    @Override
    public User add(String username, String password, Role role, Set<CameraId> cameras) {
        if (users.values().stream().anyMatch(user -> user.username().equalsIgnoreCase(username))) {
            throw new VmsException(ErrorCode.ALREADY_EXISTS, "There is an account of that name");
        }
        User user = new User(
                UserId.next(Clock.systemUTC()),
                username,
                role,
                true,
                true,
                cameras,
                Instant.parse("2026-01-01T00:00:00Z"));
        users.put(user.id(), user);
        return user;
    }

    @Override
    public User update(UserId id, Role role, boolean enabled, Set<CameraId> cameras) {
        User old = users.get(id);
        User user = new User(id, old.username(), role, enabled, old.mustChangePassword(), cameras, old.createdAt());
        users.put(id, user);
        return user;
    }

    @Override
    public void setPassword(UserId id, String password) {}

    @Override
    public void remove(UserId id) {
        users.remove(id);
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
