package com.technosupport.vms.driver.dahua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoticeTest {

    private static List<Notice> read(String text) {
        return Notice.read(text, new CannedDevice().cgi()::parseJson);
    }

    @Test
    void what_stands_in_the_data_ends_nothing() {
        List<Notice> notices = read("""
                Code=CrossRegionDetection;action=Start;index=4;data={
                   "Name" : "a;b=c} \\" {",
                   "Text" : "x
                Code=VideoLoss;action=Start;index=1",
                   "Object" : { "ObjectType" : "Human" }
                }
                Code=AlarmLocal;action=Stop;index=2""".replace("x\n", "x\\n"));
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0).index()).isEqualTo(4);
        assertThat(notices.get(0).text("Name")).isEqualTo("a;b=c} \" {");
        assertThat(notices.get(0).text("Object", "ObjectType")).isEqualTo("Human");
        assertThat(notices.get(1)).isEqualTo(new Notice("AlarmLocal", "Stop", 2, Map.of()));
    }

    @Test
    void data_that_cannot_be_read_costs_no_event() {
        assertThat(read("Code=VideoMotion;action=Start;index=0;data={ \"a\" : oops }"))
                .containsExactly(new Notice("VideoMotion", "Start", 0, Map.of()));
        assertThat(read("Code=VideoMotion;action=Start;index=0;data={ \"a\" : \"never ends"))
                .containsExactly(new Notice("VideoMotion", "Start", 0, Map.of()));
        assertThat(read("Code=VideoMotion;action=Start;index=0;data=none\r\nCode=VideoLoss;action=Stop;index=1"))
                .extracting(Notice::code)
                .containsExactly("VideoMotion", "VideoLoss");
    }

    @Test
    void reads_the_form_with_an_index() {
        List<Notice> notices = read("""
                Events[0].EventBaseInfo.Action=Start
                Events[0].EventBaseInfo.Code=VideoMotion
                Events[0].EventBaseInfo.Index=3
                Events[0].Object.ObjectType=Vehicle
                Events[1].Code=AlarmLocal
                Events[1].Action=Stop
                """);
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0).code()).isEqualTo("VideoMotion");
        assertThat(notices.get(0).index()).isEqualTo(3);
        assertThat(notices.get(0).text("Object", "ObjectType")).isEqualTo("Vehicle");
        assertThat(notices.get(1)).isEqualTo(new Notice("AlarmLocal", "Stop", -1, Map.of()));
    }

    @Test
    void reads_no_more_events_than_anybody_sends() {
        assertThat(read("Code=VideoMotion;action=Pulse;index=0\n".repeat(5000))).hasSize(64);
    }
}
