package com.technosupport.vms.api.plugin;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.InputStream;
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

    /**
     * Looks at a jar and, unless it is refused, puts it into {@code deploy/} under a name of the server's own, in place of the
     * plug-in's former jar if there is one. Waits for its trial, though not for ever.
     *
     * @param jar read to its end or to the largest size, and not closed
     * @return what became of it: {@link Plugin.State#REJECTED} with the reason, and with an empty {@link Plugin#file} when
     *     nothing was put there; {@link Plugin.State#TRIAL} while that lasts
     * @throws VmsException {@link ErrorCode#BUSY} when it cannot be looked at now; {@link ErrorCode#INVALID_REQUEST} when it is
     *     larger than a jar may be
     * @throws IOException when the stream fails, or the disk
     */
    Plugin install(InputStream jar) throws IOException, InterruptedException;

    /**
     * Deletes a plug-in's jar, or one that was refused, from {@code deploy/}; what it brought is gone when this returns.
     *
     * @param name of the plug-in, as {@link #plugins} names it
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is none
     */
    void remove(String name) throws InterruptedException;
}
