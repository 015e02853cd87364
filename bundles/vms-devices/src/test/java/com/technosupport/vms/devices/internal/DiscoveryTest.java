package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.DiscoveryListener;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.DiscoveryComponent.Patience;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

    private static final Subnet SUBNET = Subnet.parse("10.0.0.0/24");

    private final List<Camera> cameras = new ArrayList<>();
    private final List<Scan> progress = new CopyOnWriteArrayList<>();
    private final List<Scan> complete = new CopyOnWriteArrayList<>();
    private final DiscoveryComponent discovery = discovery(Duration.ofSeconds(30));
    private final CountDownLatch never = new CountDownLatch(1);

    private DiscoveryComponent discovery(Duration limit) {
        DiscoveryComponent made = new DiscoveryComponent(
                () -> cameras, null, new Patience(limit, Duration.ZERO, Duration.ofMinutes(1)), Clock.systemUTC());
        made.addListener(new DiscoveryListener() {
            @Override
            public void progress(Scan scan) {
                progress.add(scan);
            }

            @Override
            public void complete(Scan scan) {
                complete.add(scan);
            }
        });
        return made;
    }

    @AfterEach
    void end() {
        discovery.stop();
    }

    private static DiscoveredDevice device(String ip, int port) {
        return new DiscoveredDevice(
                ip, port, List.of(URI.create("http://" + ip + ":" + port + "/onvif")), List.of(), "Name", "", "fake");
    }

    private static DeviceDiscovery finding(DiscoveredDevice... devices) {
        return (subnet, observer) -> {
            for (DiscoveredDevice device : devices) {
                observer.found(device);
            }
            observer.probed(subnet.size());
        };
    }

    private DeviceDiscovery hanging() {
        return (subnet, observer) -> {
            observer.probed(1);
            never.await();
        };
    }

    private Scan awaitEnd(DiscoveryComponent component, ScanId id) {
        Await.until("the scan ends", () -> component.scan(id).orElseThrow().state() != Scan.State.RUNNING);
        return component.scan(id).orElseThrow();
    }

    @Test
    void tellsEachDeviceOnceAndWhichAreKnown() {
        Camera known = new Camera(
                CameraId.next(Clock.systemUTC()),
                "Known",
                DeviceAddress.of("10.0.0.7", 8080),
                "fake",
                DeviceInfo.UNKNOWN,
                "key",
                "0",
                true,
                Map.of(),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                SiteId.DEFAULT);
        cameras.add(known);
        discovery.addFinder("a", "fake", finding(device("10.0.0.7", 8080), device("10.0.0.8", 80)));
        discovery.addFinder("b", "fake", finding(device("10.0.0.7", 8080)));

        Scan scan = awaitEnd(discovery, discovery.start(SUBNET));

        assertThat(scan.state()).isEqualTo(Scan.State.COMPLETE);
        assertThat(scan.probed()).isEqualTo(scan.total()).isEqualTo(254);
        assertThat(scan.devices()).hasSize(2);
        assertThat(scan.devices())
                .filteredOn(found -> found.device().ip().equals("10.0.0.7"))
                .allSatisfy(found -> assertThat(found.camera()).hasValue(known.id()));
        assertThat(scan.devices())
                .filteredOn(found -> found.device().ip().equals("10.0.0.8"))
                .allSatisfy(found -> assertThat(found.camera()).isEmpty());
        Await.until("completion is told", () -> !complete.isEmpty());
        assertThat(complete).hasSize(1);
    }

    @Test
    void oneThatFailsOrHangsHurtsNoOther() {
        DiscoveryComponent impatient = discovery(Duration.ofMillis(300));
        try {
            impatient.addFinder("good", "good", finding(device("10.0.0.8", 80)));
            impatient.addFinder("hangs", "hangs", hanging());
            impatient.addFinder("fails", "fails", (subnet, observer) -> {
                throw new IllegalStateException("a defect");
            });

            Scan scan = awaitEnd(impatient, impatient.start(SUBNET));

            assertThat(scan.state()).isEqualTo(Scan.State.COMPLETE);
            assertThat(scan.devices()).hasSize(1);
            assertThat(scan.detail()).contains("hangs").contains("too long").contains("fails");
        } finally {
            impatient.stop();
        }
    }

    @Test
    void failsWhenNobodyCanLook() {
        Scan none = awaitEnd(discovery, discovery.start(SUBNET));
        assertThat(none.state()).isEqualTo(Scan.State.FAILED);
        assertThat(none.detail()).contains("No installed driver");

        discovery.addFinder("fails", "fails", (subnet, observer) -> {
            throw new VmsException(ErrorCode.INTERNAL, "no network");
        });
        Scan failed = awaitEnd(discovery, discovery.start(SUBNET));
        assertThat(failed.state()).isEqualTo(Scan.State.FAILED);
        assertThat(failed.detail()).contains("no network");
    }

    @Test
    void aDepartingDriverIsInterruptedAndHeardNoMore() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        discovery.addFinder("x", "x", (subnet, observer) -> {
            begun.countDown();
            try {
                never.await();
            } finally {
                observer.found(device("10.0.0.9", 80));
                ended.countDown();
            }
        });
        ScanId id = discovery.start(SUBNET);
        Await.until("it runs", () -> begun.getCount() == 0);

        discovery.removeFinder((Object) "x");

        assertThat(ended.getCount()).as("it is over when the driver may go").isZero();
        Scan scan = discovery.scan(id).orElseThrow();
        assertThat(scan.state()).isEqualTo(Scan.State.FAILED);
        assertThat(scan.devices()).isEmpty();
    }

    @Test
    void onlySoManyRunAtOnce() {
        discovery.addFinder("hangs", "hangs", hanging());
        for (int i = 0; i < 4; i++) {
            discovery.start(SUBNET);
        }
        assertThatThrownBy(() -> discovery.start(SUBNET))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        Await.until("progress is told", () -> !progress.isEmpty());
    }

    @Test
    void aFloodOfDevicesIsBounded() {
        discovery.addFinder("flood", "flood", (subnet, observer) -> {
            for (int i = 0; i < 10_000; i++) {
                observer.found(device("10.0.0." + (i % 250), 1 + i));
            }
        });
        assertThat(awaitEnd(discovery, discovery.start(SUBNET)).devices()).hasSize(DeviceList.MOST);
    }
}
