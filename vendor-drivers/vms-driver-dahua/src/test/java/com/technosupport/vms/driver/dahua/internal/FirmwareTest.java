package com.technosupport.vms.driver.dahua.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that the simulated recorder does not give. */
class FirmwareTest {

    private static final String SLOT = "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_";
    private static final String STATE = "LogicDeviceManager.cgi?action=getCameraState";

    @Test
    void asks_for_the_state_of_cameras_in_the_way_that_the_firmware_wants() throws Exception {
        CannedDevice device = new CannedDevice()
                .config("RemoteDevice", SLOT + "0.Enable=true", SLOT + "2.Enable=true", SLOT + "3.Enable=false")
                .answer(501, STATE + "&uniqueChannels[0]=-1", "Error", "Not Implemented!")
                .answer("LogicDeviceManager.cgi?action=getCameraAll", "Error", "Bad Request!")
                .answer(
                        STATE + "&uuid=Default",
                        "states[0].Channel=0",
                        "states[0].ConnectionState=Connected",
                        "states[1].Channel=2",
                        "states[1].ConnectionState=Disconnect");
        List<Channel> channels = device.session().channels();
        assertThat(channels).extracting(Channel::id).containsExactly("1", "3");
        assertThat(channels).extracting(Channel::connected).containsExactly(true, false);
    }

    @Test
    void leaves_out_what_a_hybrid_recorder_has_no_camera_for() throws Exception {
        CannedDevice device = new CannedDevice()
                .answer("magicBox.cgi?action=getDeviceClass", "class=XVR")
                .answer(
                        "magicBox.cgi?action=getProductDefinition&name=MaxRemoteInputChannels",
                        "table.MaxRemoteInputChannels=1")
                .config(
                        "ChannelTitle",
                        "table.ChannelTitle[0].Name=A",
                        "table.ChannelTitle[1].Name=B",
                        "table.ChannelTitle[2].Name=C")
                .config(
                        "RemoteDevice",
                        "table.RemoteDevice.System_CONFIG_NETCAMERA_INFO_2.Enable=true",
                        "table.RemoteDevice.System_CONFIG_NETCAMERA_INFO_9.Enable=true")
                .answer(
                        "LogicDeviceManager.cgi?action=getCameraAll",
                        "camera[0].UniqueChannel=1",
                        "camera[0].ShowStatus=Empty");
        assertThat(device.session().channels()).extracting(Channel::name).containsExactly("A", "C");
    }

    @Test
    void does_not_take_the_unused_channels_of_a_network_recorder_for_analogue_ones() throws Exception {
        CannedDevice device = new CannedDevice()
                .answer("magicBox.cgi?action=getDeviceClass", "class=NVR")
                .config("ChannelTitle", "table.ChannelTitle[0].Name=A", "table.ChannelTitle[1].Name=CAM 2")
                .config("RemoteDevice", SLOT + "0.Enable=true");
        assertThat(device.session().channels()).extracting(Channel::id).containsExactly("1");
    }

    @Test
    void asks_channel_by_channel_where_the_encoders_are_too_many_for_one_answer() throws Exception {
        String main = "].MainFormat[0].Video.";
        CannedDevice device = new CannedDevice()
                .config("ChannelTitle", "table.ChannelTitle[0].Name=A", "table.ChannelTitle[1].Name=B")
                .failure(
                        "configManager.cgi?action=getConfig&name=Encode",
                        new VmsException(ErrorCode.DEVICE_PROTOCOL, "larger than allowed"))
                .config(
                        "Encode[0]",
                        "table.Encode[0" + main + "Compression=H.265",
                        "table.Encode[0" + main + "resolution=2688x1520",
                        "table.Encode[0].ExtraFormat[0].VideoEnable=false")
                .config("Encode[1]", "table.Encode[1" + main + "Compression=H.264H");
        List<Channel> channels = device.session().channels();
        assertThat(channels).hasSize(2);
        assertThat(channels.get(0).streams())
                .containsExactly(new Channel.ChannelStream(StreamRole.MAIN, Codec.H265, 2688, 1520, 0));
        assertThat(channels.get(1).streams().get(0).codec()).isEqualTo(Codec.H264);
    }

    @Test
    void a_device_that_keeps_everything_to_itself_has_its_picture() throws Exception {
        CannedDevice device = new CannedDevice().answer("magicBox.cgi?action=getMachineName", "name=Gate");
        List<Channel> channels = device.session().channels();
        assertThat(channels).extracting(Channel::id).containsExactly("1");
        assertThat(channels.get(0).name()).isEqualTo("Gate");
        assertThat(channels.get(0).streams())
                .extracting(Channel.ChannelStream::role)
                .containsExactly(StreamRole.MAIN);
        assertThat(device.session().facet(DigitalIo.class).orElseThrow().inputs())
                .isEmpty();
        assertThat(device.session().facet(PtzControl.class).orElseThrow().presets("1"))
                .isEmpty();
    }

    @Test
    void an_answer_without_a_device_in_it_is_none() {
        assertThatThrownBy(() -> new CannedDevice()
                        .answer("magicBox.cgi?action=getSystemInfo", "hello=world")
                        .session())
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL));
    }

    @Test
    void a_lock_is_told_however_long_the_device_says() {
        String call = "magicBox.cgi?action=getSystemInfo";
        assertThatThrownBy(() -> new CannedDevice()
                        .answer(403, call, "{\"ErrorCode\":268632081,\"RmLock\":1800}")
                        .session())
                .isInstanceOfSatisfying(VmsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_LOCKED);
                    assertThat(e.retryAt()).contains(CannedDevice.NOW.plusSeconds(1800));
                });
        assertThatThrownBy(() -> new CannedDevice()
                        .answer(403, call, "{\"ErrorCode\":268632081,\"RmLock\":-1}")
                        .session())
                .isInstanceOfSatisfying(VmsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_LOCKED);
                    assertThat(e.retryAt()).isEmpty();
                });
        assertThatThrownBy(() -> new CannedDevice()
                        .answer(403, call, "{\"RmLock\":999999999999}")
                        .session())
                .isInstanceOfSatisfying(
                        VmsException.class,
                        e -> assertThat(e.retryAt()).contains(CannedDevice.NOW.plus(Duration.ofDays(7))));
        assertThatThrownBy(() -> new CannedDevice().answer(403, call, "{oops").session())
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void reads_its_clock_and_counts_in_it() throws Exception {
        CannedDevice device =
                new CannedDevice().answer("global.cgi?action=getCurrentTime", "result = 2026-3-10 11:20:02");
        DeviceClock west =
                DeviceClock.read(device.cgi(), java.time.Clock.fixed(CannedDevice.NOW, java.time.ZoneOffset.UTC));
        assertThat(west.ahead()).as("two seconds are the time of asking").isEqualTo(Duration.ofHours(-4));
        assertThat(west.search(CannedDevice.NOW)).isEqualTo("2026-03-10 11:20:00");
        assertThat(west.replay(CannedDevice.NOW)).isEqualTo("2026_03_10_11_20_00");
        assertThat(west.trueTime("2026-03-10 11:20:00")).contains(CannedDevice.NOW);
        assertThat(west.trueTime("2026-02-31 11:20:00")).isEmpty();
        assertThat(west.trueTime("soon")).isEmpty();
    }

    private static CannedDevice archive() {
        return new CannedDevice()
                .answer("mediaFileFind.cgi?action=factory.create", "result=08137")
                .answer("mediaFileFind.cgi?action=findFile*", "OK")
                .answer("mediaFileFind.cgi?action=close*", "OK")
                .answer("mediaFileFind.cgi?action=destroy*", "OK");
    }

    private static List<DeviceArchive.Span> search(CannedDevice device) throws InterruptedException {
        Instant to = CannedDevice.NOW;
        return device.session().facet(DeviceArchive.class).orElseThrow().search("1", to.minus(Duration.ofHours(2)), to);
    }

    @Test
    void merges_what_overlaps_and_leaves_pictures_out() throws Exception {
        CannedDevice device = archive()
                .answer(
                        "mediaFileFind.cgi?action=findNextFile*",
                        "found=4",
                        "items[0].StartTime=2026-03-10 14:00:00",
                        "items[0].EndTime=2026-03-10 14:30:00",
                        "items[0].Type=dav",
                        "items[1].StartTime=2026-03-10 14:10:00",
                        "items[1].EndTime=2026-03-10 14:12:00",
                        "items[2].StartTime=2026-03-10 14:40:00",
                        "items[2].EndTime=2026-03-10 14:41:00",
                        "items[2].Type=jpg",
                        "items[3].StartTime=2026-03-10 14:30:00",
                        "items[3].EndTime=2026-03-10 14:35:00");
        Instant start = Instant.parse("2026-03-10T14:00:00Z");
        assertThat(search(device)).containsExactly(new DeviceArchive.Span(start, start.plusSeconds(35 * 60)));
        assertThat(device.calls)
                .contains("mediaFileFind.cgi?action=findFile&object=08137&condition.Channel=1"
                        + "&condition.StartTime=2026-03-10 13:20:00&condition.EndTime=2026-03-10 15:20:00");
    }

    @Test
    void a_device_that_never_ends_its_list_is_left() throws Exception {
        CannedDevice device = archive()
                .answer(
                        "mediaFileFind.cgi?action=findNextFile*",
                        "found=100",
                        "items[0].StartTime=2026-03-10 14:00:00",
                        "items[0].EndTime=2026-03-10 14:30:00");
        assertThat(search(device)).hasSize(1);
        assertThat(device.count("mediaFileFind.cgi?action=findNextFile")).isEqualTo(100);
        assertThat(device.count("mediaFileFind.cgi?action=destroy&object=08137"))
                .isEqualTo(1);
    }

    @Test
    void an_interrupted_search_is_thrown_away_too() {
        CannedDevice device =
                archive().failure("mediaFileFind.cgi?action=findNextFile*", new InterruptedException("enough"));
        assertThatThrownBy(() -> search(device)).isInstanceOf(InterruptedException.class);
        assertThat(device.calls)
                .endsWith(
                        "mediaFileFind.cgi?action=close&object=08137", "mediaFileFind.cgi?action=destroy&object=08137");
    }

    @Test
    void a_search_that_fails_is_thrown_away_but_not_after_a_refusal() {
        CannedDevice busy = archive().answer(503, "mediaFileFind.cgi?action=findNextFile*", "Error");
        assertThatThrownBy(() -> search(busy)).isInstanceOf(VmsException.class);
        assertThat(busy.calls).last().isEqualTo("mediaFileFind.cgi?action=destroy&object=08137");

        CannedDevice refusing = archive()
                .failure(
                        "mediaFileFind.cgi?action=findFile*",
                        new VmsException(ErrorCode.BAD_CREDENTIALS, "The password was changed"));
        assertThatThrownBy(() -> search(refusing)).isInstanceOf(VmsException.class);
        assertThat(refusing.calls).last().asString().contains("findFile");
    }

    @Test
    void that_it_may_not_search_is_not_that_there_is_nothing() throws Exception {
        assertThat(search(archive().answer(400, "mediaFileFind.cgi?action=findFile*", "Error", "Bad Request!")))
                .isEmpty();
        assertThatThrownBy(() -> search(
                        archive().answer(501, "mediaFileFind.cgi?action=findFile*", "Error", "Not Implemented!")))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void reads_lines_as_they_come() {
        Lines lines = Lines.parse("a=1\r\n b = x = y \r\n=3\r\nnothing\r\na=2\r\nlist[1].Name=n\r\nlist[x].Name=m\r\n");
        assertThat(lines.all()).containsOnlyKeys("a", "b", "list[1].Name", "list[x].Name");
        assertThat(lines.number("a")).hasValue(1);
        assertThat(lines.get("b")).isEqualTo("x = y");
        assertThat(lines.list("list")).containsOnlyKeys(1);
        assertThat(lines.list("list").get(1).get("name")).isEqualTo("n");
        assertThat(Lines.parse(("k" + "x".repeat(300) + "=1\nv=" + "y".repeat(5000)).repeat(1))
                        .get("v"))
                .hasSize(2048);
    }
}
