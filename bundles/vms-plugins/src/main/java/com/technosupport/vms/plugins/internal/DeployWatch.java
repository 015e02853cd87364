package com.technosupport.vms.plugins.internal;

import java.io.IOException;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.ServiceDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has File Install watch {@code deploy/} while, and only while, its files are looked at here: otherwise its own installer
 * would take them as they are, at the first start before this bundle is even installed.
 */
@Component(
        service = DeployWatch.class,
        immediate = true,
        configurationPid = PluginsConfiguration.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@ServiceDescription("Watches deploy/")
public final class DeployWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DeployWatch.class);
    private static final String FACTORY = "org.apache.felix.fileinstall";
    private static final String NAME = "vms-plugins";

    private final Configuration watch;

    /** @param installer has to be there before the directory is watched */
    @Activate
    public DeployWatch(
            @Reference(target = "(component.name=com.technosupport.vms.plugins.internal.PluginComponent)")
                    ArtifactInstaller installer,
            @Reference ConfigurationAdmin configurations,
            PluginsConfiguration configuration,
            BundleContext context)
            throws IOException {
        Bundle self = context.getBundle();
        Settings settings = Settings.of(configuration);
        Map<String, Object> values = Map.of(
                "felix.fileinstall.dir",
                settings.deploy().toString(),
                // Everything is seen, so that what is no jar can be named in the log.
                "felix.fileinstall.filter",
                ".*",
                "felix.fileinstall.subdir.mode",
                "skip",
                "felix.fileinstall.poll",
                Integer.toString(Math.max(100, configuration.pollMillis())),
                // After a power cut it is still there, and no file may be taken before this bundle has started. (With
                // noInitialDelay, File Install would not mind the level.)
                "felix.fileinstall.active.level",
                Integer.toString(self.adapt(BundleStartLevel.class).getStartLevel() + 1),
                "felix.fileinstall.tmpdir",
                settings.store().resolve("tmp").toString(),
                "felix.fileinstall.optionalImportRefreshScope",
                "none",
                "felix.fileinstall.fragmentRefreshScope",
                "none");
        watch = configurations.getFactoryConfiguration(FACTORY, NAME, "?");
        watch.update(FrameworkUtil.asDictionary(values));
    }

    @Deactivate
    void close() {
        try {
            watch.delete();
        } catch (IOException | IllegalStateException e) {
            LOG.warn("deploy/ is still watched", e);
        }
    }
}
