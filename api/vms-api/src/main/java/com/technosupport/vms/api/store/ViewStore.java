package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.ViewId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How people arrange what they watch. The store knows whose it is and what it is called; what it shows is the web's to know.
 * Every call may block for the database and throws {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE} while it is
 * away.
 */
@ProviderType
public interface ViewStore {

    /** What a user saved, and what others share, by name. */
    List<SavedView> viewsOf(UserId user);

    Optional<SavedView> view(ViewId id);

    /** @throws VmsException {@link ErrorCode#ALREADY_EXISTS} when its owner has one of this name */
    void insert(SavedView view);

    /**
     * Puts a view in the place of the one before it.
     *
     * @param view with the revision that follows the one that is replaced
     * @throws VmsException {@link ErrorCode#CHANGED_MEANWHILE} when the one there is of another revision, {@link
     *     ErrorCode#NOT_FOUND}, {@link ErrorCode#ALREADY_EXISTS}
     */
    void replace(SavedView view);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void delete(ViewId id);

    /** What a user's browsers keep in common, as JSON; empty until something was kept. */
    Optional<String> preferences(UserId user);

    /** @param json an object, 16 KiB at most */
    void keepPreferences(UserId user, String json);

    /**
     * A view of the wall, or a tour of views.
     *
     * @param shared whether all see it; its owner and administrators alone change it
     * @param revision grows by one with each change
     * @param content as JSON
     */
    record SavedView(
            ViewId id,
            UserId owner,
            String ownerName,
            String name,
            boolean shared,
            long revision,
            String content,
            Instant changedAt) {

        public SavedView {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(ownerName, "ownerName");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(changedAt, "changedAt");
            if (name.isBlank()) {
                throw new IllegalArgumentException("a view has a name");
            }
            if (revision < 1) {
                throw new IllegalArgumentException("revision " + revision);
            }
        }
    }
}
