package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventInterest;
import com.technosupport.vms.api.event.EventUpdates;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.api.store.SiteStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Puts the parts of the way together. The health check {@code events} says when events cannot be kept. */
@Component(
        service = {EventUpdates.class, CameraListener.class, HealthCheck.class},
        immediate = true,
        configurationPid = EventsConfiguration.PID)
@Designate(ocd = EventsConfiguration.class)
public final class EventsComponent implements EventUpdates, CameraListener, HealthCheck {

    /** Known to the bus: who subscribes by it goes on where it was. */
    static final String SUBSCRIPTION = "vms-control";

    private static final long SEGMENT_BYTES = 8L * 1024 * 1024;

    private final EventStore store;
    private final Enricher enricher;
    private final Announcer announcer = new Announcer();
    private final Counts counts = new Counts();
    private final Spool spool;
    private final Pipeline pipeline;
    private final Background background;
    private final EventBus.Subscription subscription;
    private Optional<EventsMeters> meters = Optional.empty();

    /** @throws IOException when the spool cannot be opened */
    @Activate
    public EventsComponent(
            EventsConfiguration configuration,
            @Reference EventBus bus,
            @Reference EventStore store,
            @Reference CameraStore cameras,
            @Reference SiteStore sites)
            throws IOException {
        Clock clock = Clock.systemUTC();
        Path data = Path.of(configuration.dataDirectory());
        this.store = store;
        enricher = new Enricher(cameras, sites, clock);
        enricher.refresh();
        spool = new Spool(data.resolve("spool"), configuration.spoolMegabytes() * 1024L * 1024, SEGMENT_BYTES);
        pipeline = new Pipeline(store, spool, enricher, announcer, clock, counts);
        background = new Background(
                pipeline,
                spool,
                enricher,
                store,
                new Background.Retention(
                        data,
                        Duration.ofDays(Math.max(1, configuration.retentionDays())),
                        Math.max(1, configuration.retentionCount()),
                        Duration.ofDays(Math.max(1, configuration.workDays()))),
                clock);
        background.start();
        try {
            subscription = bus.subscribeDurably(SUBSCRIPTION, pipeline);
        } catch (RuntimeException e) {
            background.close();
            spool.close();
            throw e;
        }
    }

    @Deactivate
    void stop() {
        subscription.close();
        background.close();
        spool.close();
        synchronized (this) {
            meters.ifPresent(EventsMeters::close);
            meters = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindListener(EnrichedEventListener listener) {
        announcer.add(listener);
    }

    void unbindListener(EnrichedEventListener listener) {
        announcer.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindInterest(EventInterest interest) {
        announcer.add(interest);
    }

    void unbindInterest(EventInterest interest) {
        announcer.remove(interest);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindMeters(MeterRegistry registry) {
        meters.ifPresent(EventsMeters::close);
        meters = Optional.of(new EventsMeters(registry, counts, spool));
    }

    synchronized void unbindMeters(MeterRegistry registry) {
        if (meters.filter(bound -> bound.isOf(registry)).isPresent()) {
            meters.get().close();
            meters = Optional.empty();
        }
    }

    @Override
    public EnrichedEvent linkSnapshot(EventId id, String path) {
        EnrichedEvent event = store.linkSnapshot(id, path);
        announcer.updated(event);
        return event;
    }

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        // Nothing of it is in an event.
    }

    @Override
    public void cameraChanged(Camera camera) {
        enricher.changed(camera);
    }

    @Override
    public void cameraRemoved(CameraId id) {
        enricher.removed(id);
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Optional<String> problem() {
        return pipeline.problem();
    }
}
