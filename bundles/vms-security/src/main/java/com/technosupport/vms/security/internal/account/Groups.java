package com.technosupport.vms.security.internal.account;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.GroupAdministration;
import com.technosupport.vms.api.store.GroupStore;
import com.technosupport.vms.security.internal.AuditTrail;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Groups of cameras, on the store. After a change every session is looked up anew: which accounts hold the group is the
 * database's to know. Safe for use by several threads.
 */
public final class Groups implements GroupAdministration {

    private static final int MOST_NAME_CHARS = 128;

    private final Supplier<GroupStore> store;
    private final Clock clock;
    private final Runnable forgetAll;
    private final AuditTrail audit;

    /**
     * @param store throws {@link ErrorCode#STORE_UNAVAILABLE} when there is none
     * @param forgetAll drops what is known in memory of every session
     */
    public Groups(Supplier<GroupStore> store, Clock clock, Runnable forgetAll, AuditTrail audit) {
        this.store = store;
        this.clock = clock;
        this.forgetAll = forgetAll;
        this.audit = audit;
    }

    @Override
    public List<CameraGroup> groups() {
        return store.get().groups();
    }

    @Override
    public CameraGroup addGroup(Actor actor, String name, Set<CameraId> cameras) {
        CameraGroup group = new CameraGroup(
                GroupId.next(clock), checked(name), cameras, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        store.get().insertGroup(group);
        audit.add(actor, "group.add", group.name(), cameras.size() + " cameras");
        return group;
    }

    @Override
    public CameraGroup updateGroup(Actor actor, GroupId id, String name, Set<CameraId> cameras) {
        CameraGroup group = new CameraGroup(id, checked(name), cameras, find(id).createdAt());
        try {
            store.get().updateGroup(group);
        } finally {
            forgetAll.run();
        }
        audit.add(actor, "group.update", group.name(), cameras.size() + " cameras");
        return group;
    }

    @Override
    public void removeGroup(Actor actor, GroupId id) {
        String name = find(id).name();
        try {
            store.get().deleteGroup(id);
        } finally {
            forgetAll.run();
        }
        audit.add(actor, "group.remove", name, "");
    }

    private CameraGroup find(GroupId id) {
        return store.get().groups().stream()
                .filter(group -> group.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such group"));
    }

    private static String checked(String name) {
        String stripped = name == null ? "" : name.strip();
        if (stripped.isEmpty()
                || stripped.length() > MOST_NAME_CHARS
                || stripped.codePoints().anyMatch(Character::isISOControl)) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A group's name has 1 to " + MOST_NAME_CHARS + " printable characters");
        }
        return stripped;
    }
}
