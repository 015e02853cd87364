package com.technosupport.vms.postgres.embedded.internal;

import com.technosupport.vms.api.health.HealthCheck;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs a PostgreSQL server of this program's own while no other is configured, and offers it as a {@link DataSource} service
 * with the property {@code vms.database=embedded} for as long as it takes connections. The health check {@code postgres} says
 * why there is none.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "com.technosupport.vms.postgres",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PostgresConfiguration.class)
public final class EmbeddedPostgres implements HealthCheck {

    private final Optional<Supervisor> supervisor;

    /** Starts the server in the background; returns at once. */
    @Activate
    public EmbeddedPostgres(PostgresConfiguration configuration, BundleContext context) {
        this(
                configuration.dbUrl(),
                Path.of(configuration.dataDirectory()),
                configuration.port(),
                source -> register(context, source));
    }

    /** For use without a container. */
    EmbeddedPostgres(String dbUrl, Path dataDirectory, int port, Publication publication) {
        supervisor = dbUrl.isBlank()
                ? Optional.of(new Supervisor(dataDirectory.toAbsolutePath().normalize(), port, publication))
                : Optional.empty();
        supervisor.ifPresent(Supervisor::start);
    }

    private static Runnable register(BundleContext context, DataSource source) {
        ServiceRegistration<DataSource> registration = context.registerService(
                DataSource.class, source, FrameworkUtil.asDictionary(Map.of("vms.database", "embedded")));
        return registration::unregister;
    }

    /** Stops the server and waits for its end, which is bounded. */
    @Deactivate
    public void close() {
        supervisor.ifPresent(Supervisor::close);
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Optional<String> problem() {
        return supervisor.flatMap(Supervisor::problem);
    }

    /** Where the server is offered while it runs. */
    @FunctionalInterface
    interface Publication {

        /** Offers connections; what is returned takes the offer back, and returns when nobody uses it any more. */
        Runnable publish(DataSource source);
    }
}
