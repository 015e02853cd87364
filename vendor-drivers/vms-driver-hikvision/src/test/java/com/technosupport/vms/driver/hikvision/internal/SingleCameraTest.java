package com.technosupport.vms.driver.hikvision.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.simulator.NvrOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A single camera is a camera: what onboarding wants to know of it is its own, not a recorder's. */
class SingleCameraTest {

    @Test
    void comes_in_as_one_camera_with_its_own_streams_and_contacts() throws Exception {
        try (Recorder camera = new Recorder(NvrOptions.hikvisionCamera());
                DeviceSession session = camera.connect()) {
            DeviceInfo info = session.info();
            assertThat(info.serial()).isEqualTo(camera.nvr.serial());
            assertThat(info.model()).isEqualTo(camera.nvr.model());
            assertThat(info.manufacturer()).isEqualToIgnoringCase("Hikvision");
            assertThat(info.firmware()).isNotEmpty();

            List<Channel> channels = session.channels();
            assertThat(channels).hasSize(1);
            Channel only = channels.get(0);
            assertThat(only.id()).isEqualTo("1");
            assertThat(only.name()).isNotEmpty();
            assertThat(only.connected()).isTrue();
            assertThat(only.source()).as("there is no other camera behind it").isEqualTo(DeviceInfo.UNKNOWN);
            assertThat(only.streams())
                    .extracting(Channel.ChannelStream::role)
                    .containsExactly(StreamRole.MAIN, StreamRole.SUB);
            assertThat(only.streams()).allSatisfy(stream -> {
                assertThat(stream.width()).isPositive();
                assertThat(stream.framesPerSecond()).isPositive();
            });
            for (StreamRole role : List.of(StreamRole.MAIN, StreamRole.SUB)) {
                assertThat(session.source("1", role))
                        .isInstanceOfSatisfying(
                                RtspSource.class,
                                source -> assertThat(source.uri())
                                        .isEqualTo(camera.nvr.stream(1, role == StreamRole.MAIN ? 0 : 1)));
            }
            assertThat(session.facet(StillImage.class).orElseThrow().capture("1"))
                    .startsWith(0xff, 0xd8);
            DigitalIo contacts = session.facet(DigitalIo.class).orElseThrow();
            assertThat(contacts.inputs()).hasSize(1);
            assertThat(contacts.outputs()).hasSize(1);
        }
    }
}
