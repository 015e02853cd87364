package com.technosupport.vms.api.plugin;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plug-ins that were dropped into {@code deploy/}. Safe for use by several threads. */
@ProviderType
public interface PluginRegistry {

    /** All that were ever taken or refused since the server was set up and whose file or predecessor is there, by name. */
    List<Plugin> plugins();

    /**
     * Puts the version back that was there before.
     *
     * @param name symbolic name of the plug-in's bundle
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such plug-in or no version before
     */
    Plugin rollBack(String name) throws InterruptedException;
}
