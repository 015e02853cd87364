package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.PluginRegistry;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes names of plug-ins. */
@Service
public class PluginNames implements Completer {

    @Reference(optional = true)
    private PluginRegistry plugins;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> names = plugins == null
                ? List.of()
                : plugins.plugins().stream().map(Plugin::name).toList();
        return new StringsCompleter(names).complete(session, commandLine, candidates);
    }
}
