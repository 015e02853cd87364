package com.technosupport.vms.onvif.profile.g.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that keep less than they should, or search without end. */
class ArchiveTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private AnsweringDevice device;

    @BeforeEach
    void begin() throws IOException {
        device = new AnsweringDevice();
        device.answerAll();
        device.answers.remove("GetSystemDateAndTime");
        device.answers.put("GetSystemDateAndTime", AnsweringDevice.fault("ter:ActionNotSupported", "no clock"));
        device.serve(ProfileG.SEARCH, ProfileG.REPLAY);
        device.answers.put("FindRecordings", token("FindRecordings"));
        device.answers.put("EndSearch", AnsweringDevice.envelope("<EndSearchResponse/>"));
        device.answers.put("GetRecordingSearchResults", recordings("Completed"));
    }

    @AfterEach
    void end() {
        device.close();
    }

    private static String token(String operation) {
        return AnsweringDevice.envelope(
                "<" + operation + "Response><SearchToken>&lt;1&gt;</SearchToken></" + operation + "Response>");
    }

    private static String recordings(String state) {
        return AnsweringDevice.envelope("<GetRecordingSearchResultsResponse><ResultList><SearchState>" + state
                + "</SearchState><RecordingInformation><RecordingToken>r&amp;1</RecordingToken><EarliestRecording>"
                + NOON + "</EarliestRecording><LatestRecording>" + NOON.plusSeconds(3600) + "</LatestRecording><Track>"
                + "<TrackToken>v</TrackToken><TrackType>Video</TrackType></Track></RecordingInformation></ResultList>"
                + "</GetRecordingSearchResultsResponse>");
    }

    private static String change(String time, String track, boolean data) {
        return "<Result><RecordingToken>r&amp;1</RecordingToken><TrackToken>" + track + "</TrackToken><Time>" + time
                + "</Time><Event><Topic>tns1:RecordingHistory/Track/State</Topic><Message><Message><Data><SimpleItem"
                + " Name=\"IsDataPresent\" Value=\"" + data + "\"/></Data></Message></Message></Event></Result>";
    }

    private List<Span> search() throws InterruptedException {
        try (DeviceSession session = new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileG()))
                .connect(Devices.at("127.0.0.1", device.port(), Credential.NONE))) {
            // No skew: the test device's HTTP Date is this machine's time; to the second only.
            return session.facet(DeviceArchive.class)
                    .orElseThrow()
                    .search("s1", NOON.minusSeconds(600), NOON.plusSeconds(7200));
        }
    }

    private static long minutes(Span span) {
        return Math.round((span.end().toEpochMilli() - span.start().toEpochMilli()) / 60_000.0);
    }

    @Test
    void withoutEventsARecordingIsOneWhole() throws Exception {
        List<Span> spans = search();
        assertThat(spans).hasSize(1);
        assertThat(minutes(spans.get(0))).isEqualTo(60);
        assertThat(device.requests("EndSearch").get(0)).contains("<SearchToken>&lt;1&gt;</SearchToken>");
    }

    @Test
    void changesOfOtherTracksAndWithoutABeginningAreReadRight() throws Exception {
        device.answers.put("FindEvents", token("FindEvents"));
        device.answers.put(
                "GetEventSearchResults",
                AnsweringDevice.envelope(
                        "<GetEventSearchResultsResponse><ResultList><SearchState>Completed</SearchState>"
                                + change("2026-05-01T12:20:00Z", "v", false)
                                + change("2026-05-01T12:25:00Z", "sound", true)
                                + change("2026-05-01T12:40:00Z", "v", true)
                                + "</ResultList></GetEventSearchResultsResponse>"));
        List<Span> spans = search();
        assertThat(spans).extracting(ArchiveTest::minutes).containsExactly(20L, 20L);
        assertThat(device.requests("FindEvents").get(0))
                .contains(">tns1:RecordingHistory/Track/State</TopicExpression>", "r&amp;1</IncludedRecordings>");
    }

    @Test
    void aSearchIsEndedAlsoWhereItFails() {
        device.answers.put("GetRecordingSearchResults", AnsweringDevice.fault("ter:Strange", "disk error"));
        assertThatThrownBy(this::search).hasMessageContaining("disk error");
        assertThat(device.requests("EndSearch")).hasSize(1);
    }

    @Test
    void aSearchWithoutEndIsGivenUp() {
        device.answers.put("GetRecordingSearchResults", recordings("Searching"));
        assertThatThrownBy(this::search)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL));
        assertThat(device.requests("EndSearch")).hasSize(1);
    }
}
