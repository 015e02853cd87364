package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.store.AuditLog;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vms:plugin-rollback}. */
@Service
@Command(
        scope = "vms",
        name = "plugin-rollback",
        description = "Brings the version of a plug-in back that was there before")
public class PluginRollback implements Action {

    @Reference(optional = true)
    private PluginRegistry plugins;

    @Reference
    private AuditLog audit;

    @Argument(name = "name", description = "Symbolic name of the plug-in's bundle", required = true)
    @Completion(PluginNames.class)
    private String name = "";

    @Override
    public Object execute() throws InterruptedException {
        Plugin plugin = Output.require(plugins, "Plug-ins").rollBack(name);
        audit.append(new AuditLog.Entry(Instant.now(), "console", "plugin.rollback", name, plugin.version(), ""));
        System.out.println(plugin.name() + " is " + plugin.version() + " again, " + plugin.state());
        return null;
    }
}
