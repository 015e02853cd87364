package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.StreamRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Adds events to the made-up devices of {@link FakeDriver}: each says what the test puts into its queue. */
final class FakeEvents implements VendorDriver {

    static final Object ALIVE = new Object();
    static final Object END = new Object();

    final FakeDriver devices = new FakeDriver();
    volatile Set<Class<?>> facets = Set.of(DeviceEvents.class);
    final Map<String, BlockingQueue<Object>> says = new ConcurrentHashMap<>();
    final Map<String, Integer> listened = new ConcurrentHashMap<>();
    final Set<String> listening = ConcurrentHashMap.newKeySet();

    BlockingQueue<Object> device(String host) {
        return says.computeIfAbsent(host, key -> new LinkedBlockingQueue<>());
    }

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor("fake", "Fake", List.of(), facets, true);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) {
        DeviceSession session = devices.connect(connection);
        String host = connection.address().host();
        return new DeviceSession() {
            @Override
            public DeviceInfo info() throws InterruptedException {
                return session.info();
            }

            @Override
            public List<Channel> channels() throws InterruptedException {
                return session.channels();
            }

            @Override
            public MediaSource source(String channel, StreamRole role) throws InterruptedException {
                return session.source(channel, role);
            }

            @Override
            public <F> Optional<F> facet(Class<F> type) {
                DeviceEvents events = sink -> listen(host, sink);
                return type == DeviceEvents.class && facets.contains(DeviceEvents.class)
                        ? Optional.of(type.cast(events))
                        : session.facet(type);
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    private void listen(String host, DeviceEvents.Sink sink) throws InterruptedException {
        listened.merge(host, 1, Integer::sum);
        listening.add(host);
        try {
            while (true) {
                Object said = device(host).take();
                if (said instanceof DeviceEvent event) {
                    sink.event(event);
                } else if (said instanceof RuntimeException failure) {
                    throw failure;
                } else if (said == ALIVE) {
                    sink.alive();
                } else if (said == END) {
                    return;
                }
            }
        } finally {
            listening.remove(host);
        }
    }
}
