package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Groups of cameras, for the security bundle alone: what is in a group decides who sees it. Every call may block for the
 * database and throws {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE} while it is away.
 */
@ProviderType
public interface GroupStore {

    /** All groups, by name. */
    List<CameraGroup> groups();

    /**
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS} for a name that is taken, {@link ErrorCode#NOT_FOUND} for a
     *     camera that is none
     */
    void insertGroup(CameraGroup group);

    /** Replaces a group's name and cameras. @throws VmsException as {@link #insertGroup}, also for the group itself */
    void updateGroup(CameraGroup group);

    /** Removes a group with what was granted to it; its cameras stay. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void deleteGroup(GroupId id);
}
