package com.technosupport.vms.session.redis.internal;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.live.SessionStore;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers Redis as the store of live sessions, above the one in memory, where a URL is configured. */
@Component(service = HealthCheck.class, immediate = true, configurationPid = RedisConfiguration.PID)
@Designate(ocd = RedisConfiguration.class)
public final class RedisComponent implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(RedisComponent.class);

    private final RedisSessionStore store;
    private final ServiceRegistration<SessionStore> registration;
    private final String misconfigured;

    @Activate
    public RedisComponent(BundleContext context, RedisConfiguration configuration) {
        RedisSessionStore made = null;
        String wrong = "";
        if (!configuration.url().isBlank()) {
            try {
                made = new RedisSessionStore(configuration.url().strip());
            } catch (IllegalArgumentException e) {
                wrong = "The URL of Redis (VMS_REDIS_URL) is wrong: " + e.getMessage();
                LOG.error("{}; live sessions stay in memory", wrong);
            }
        }
        store = made;
        misconfigured = wrong;
        registration = made == null
                ? null
                : context.registerService(
                        SessionStore.class, made, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 100)));
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
            store.close();
        }
    }

    @Override
    public String name() {
        return "live-sessions";
    }

    @Override
    public Optional<String> problem() {
        String now = store == null ? misconfigured : store.problem();
        return Optional.of(now).filter(text -> !text.isEmpty());
    }
}
