package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The places that cameras are at. {@link SiteId#DEFAULT} is always there. Every call may block for the database and throws
 * {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE} while it is away.
 */
@ProviderType
public interface SiteStore {

    /** All sites, by name. */
    List<Site> sites();

    /** @throws VmsException {@link ErrorCode#ALREADY_EXISTS} for a name that is taken */
    void insert(Site site);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ALREADY_EXISTS} for a name that is taken */
    void update(Site site);

    /**
     * @throws VmsException {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#IN_USE} while something is there, and for
     *     {@link SiteId#DEFAULT}
     */
    void delete(SiteId id);
}
