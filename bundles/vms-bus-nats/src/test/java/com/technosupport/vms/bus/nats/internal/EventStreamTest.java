package com.technosupport.vms.bus.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subjects of NATS, held against that of all events. */
final class EventStreamTest {

    @ParameterizedTest
    @CsvSource({
        "vms.events.*, vms.events.*, true",
        "vms.events.>, vms.events.*, true",
        "vms.>, vms.events.*, true",
        ">, vms.events.*, true",
        "*.*.*, vms.events.*, true",
        "vms.events.*, vms.events.DoorOpened, true",
        "vms.events.*, vms.events.>, false",
        "vms.events.DoorOpened, vms.events.*, false",
        "vms.events, vms.events.*, false",
        "vms.events.*.>, vms.events.*, false",
        "other.>, vms.events.*, false"
    })
    void whichSubjectsCoverWhich(String pattern, String other, boolean covers) {
        assertThat(EventStream.covers(pattern, other)).isEqualTo(covers);
        assertThat(EventStream.withAll(List.of(pattern)))
                .anyMatch(subject -> EventStream.covers(subject, Messages.ALL));
    }
}
