package com.technosupport.vms.boot.internal;

import com.technosupport.vms.api.health.HealthCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs before the web server and the console read their secrets. An activator and not a component, since it stands at a
 * lower start level than the component runtime.
 */
public final class FirstStart implements BundleActivator {

    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

    @Override
    public void start(BundleContext context) throws IOException, GeneralSecurityException {
        if (Runtime.version().feature() >= SubjectWeaving.NEEDED_FROM) {
            context.registerService(WeavingHook.class, new SubjectWeaving(), null);
        }
        Path data = Path.of(required(context, "vms.data"));
        Path secrets = data.resolve("secrets");
        PrivateFiles.directory(data);
        PrivateFiles.directory(secrets);
        PrivateFiles.directory(data.resolve("deploy"));
        new ConsoleAccess(secrets, Path.of(required(context, "karaf.etc"))).prepare();
        String problem = prepareTls(context, new TlsIdentity(secrets, Clock.systemUTC()));
        context.registerService(HealthCheck.class, new Prepared(problem), null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework withdraws the health check.
    }

    /** Says what is wrong with the administrator's certificate; HTTPS then runs with one of our own, so that it can be mended. */
    private static String prepareTls(BundleContext context, TlsIdentity identity) throws IOException {
        Optional<Path> certificate = path(context, "vms.tls.certificate");
        if (certificate.isPresent()) {
            try {
                identity.useOwn(certificate.get(), path(context, "vms.tls.key"));
                return "";
            } catch (IOException e) {
                String problem = e instanceof java.nio.file.NoSuchFileException
                        ? "no such file: " + e.getMessage()
                        : e.getMessage();
                LOG.error("The configured TLS certificate is not used: {}", problem);
                identity.useSelfSigned();
                return "The configured TLS certificate is not used: " + problem;
            }
        }
        identity.useSelfSigned();
        return "";
    }

    private static Optional<Path> path(BundleContext context, String property) {
        return Optional.ofNullable(context.getProperty(property))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    private static String required(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the launcher sets " + property);
        }
        return value;
    }

    private record Prepared(String problemText) implements HealthCheck {

        @Override
        public String name() {
            return "tls";
        }

        @Override
        public Optional<String> problem() {
            return problemText.isEmpty() ? Optional.empty() : Optional.of(problemText);
        }
    }
}
