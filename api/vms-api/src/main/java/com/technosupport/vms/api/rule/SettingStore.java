package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What operators have set for the server as a whole, by the names of its parts, as texts; secrets among them sealed by whoever
 * keeps them here. Every call may block for the database: {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE}.
 */
@ProviderType
public interface SettingStore {

    /** Empty where nothing was set. */
    Map<String, String> settings(String part);

    /** Replaces all of a part; an empty map forgets it. */
    void replace(String part, Map<String, String> settings);
}
