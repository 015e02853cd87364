package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Groups of cameras, for administrators. A change counts at once for every session of those who were granted the group. All
 * of it is in the audit log.
 */
@ProviderType
public interface GroupAdministration {

    /** All groups, by name. */
    List<CameraGroup> groups();

    /**
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS} for a name that is taken, {@link ErrorCode#NOT_FOUND} for a
     *     camera that is none
     */
    CameraGroup addGroup(Actor actor, String name, Set<CameraId> cameras);

    /** @throws VmsException as {@link #addGroup}, also for the group itself */
    CameraGroup updateGroup(Actor actor, GroupId id, String name, Set<CameraId> cameras);

    /** Removes a group with what was granted to it; its cameras stay. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void removeGroup(Actor actor, GroupId id);
}
