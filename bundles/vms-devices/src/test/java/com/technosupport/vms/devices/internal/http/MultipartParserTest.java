package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.devices.internal.http.AnswerReader.NotHttpException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices push, each time cut in all the ways that a network may cut it. */
class MultipartParserTest {

    private static final String ALERT =
            "<EventNotificationAlert version=\"2.0\">\r\n<eventType>VMD</eventType>\r\n" + "</EventNotificationAlert>";
    private static final String LOSS = ALERT.replace("VMD", "videoloss");
    private static final String MOTION =
            "Code=VideoMotion;action=Start;index=0;data={\n   \"Id\" : [ 0 ],\n\n" + "   \"Name\" : \"a}\\\"b;c=d\"\n}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Feeds the answer in pieces of that size, after each of which the device pauses. */
    private static List<Multipart> cut(String type, byte[] answer, int size) throws NotHttpException {
        MultipartParser parser = new MultipartParser(type);
        List<Multipart> parts = new ArrayList<>();
        for (int at = 0; at < answer.length && !parser.isOver(); at += size) {
            byte[] piece = java.util.Arrays.copyOfRange(answer, at, Math.min(answer.length, at + size));
            parser.take(piece, piece.length);
            collect(parser, false, parts);
        }
        collect(parser, true, parts);
        return parts;
    }

    private static void collect(MultipartParser parser, boolean ended, List<Multipart> parts) throws NotHttpException {
        for (Optional<Multipart> part = parser.poll(false, ended); part.isPresent(); part = parser.poll(false, ended)) {
            parts.add(part.get());
        }
    }

    private static void expect(String type, String answer, String... bodies) throws NotHttpException {
        for (int size : new int[] {answer.length(), 1, 2, 3, 7, 64, 1000}) {
            assertThat(cut(type, bytes(answer), size))
                    .as("in pieces of %s", size)
                    .extracting(part -> new String(part.body(), StandardCharsets.ISO_8859_1))
                    .containsExactly(bodies);
        }
    }

    private static String counted(String boundary, String type, String body) {
        return "--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed; boundary=boundary",
                "multipart/mixed; boundary=\"boundary\"",
                "multipart/mixed;charset=x; Boundary = boundary ; a=b",
                "multipart/x-mixed-replace; boundary=--boundary",
                "multipart/mixed; boundary=MIME_boundary",
                "multipart/mixed",
                "text/html"
            })
    void theBoundaryInUseCountsNotTheAnnouncedOne(String type) throws Exception {
        String xml = "application/xml; charset=\"UTF-8\"";
        expect(type, counted("boundary", xml, ALERT) + counted("boundary", xml, LOSS), ALERT, LOSS);
    }

    @Test
    void aBoundaryMayChangeOnTheWay() throws Exception {
        expect(
                "multipart/mixed; boundary=MIME_boundary",
                counted("boundary", "text/plain", "one")
                        + counted("MIME_boundary", "text/plain", "two")
                        + counted("boundary", "text/plain", "three"),
                "one",
                "two",
                "three");
    }

    @Test
    void partsWithoutALengthOrWithoutHeaders() throws Exception {
        String type = "multipart/x-mixed-replace; boundary=myboundary";
        expect(
                type,
                "--myboundary\r\nContent-Type: text/plain\r\n\r\n" + MOTION + "\r\n\r\n--myboundary\r\n"
                        + "Content-Type: text/plain\r\n\r\nHeartbeat\r\n\r\n--myboundary\r\n\r\n" + MOTION
                        + "\r\n--myboundary\r\n" + MOTION + "\r\n--myboundary\nContent-Type: text/plain\n\n" + MOTION
                        + "\n--myboundary\r\n\r\nContent-Type: application/xml\r\n\r\n" + ALERT,
                MOTION,
                "Heartbeat",
                MOTION,
                MOTION,
                MOTION,
                ALERT);
        assertThat(cut(type, bytes("--myboundary\r\nHeartbeat\r\n\r\n"), 100)
                        .get(0)
                        .headers())
                .isEmpty();
        assertThat(cut(type, bytes("--myboundary\r\nContent-TYPE:text/plain\r\n\r\nHeartbeat\r\n\r\n"), 100)
                        .get(0)
                        .header("Content-Type"))
                .contains("text/plain");
    }

    @Test
    void aPartIsHandedOutBeforeTheNextBegins() throws Exception {
        for (String body : List.of(
                "--b0undary\r\nContent-Length: 9\r\n\r\nHeartbeat",
                "--b0undary\r\nContent-Type: application/xml\r\n\r\n" + ALERT,
                "--b0undary\r\nContent-Type: application/xml\r\nContent-Length: 4000\r\n\r\n" + ALERT,
                "--b0undary\r\nContent-Type: application/xml\r\nContent-Length: abc\r\n\r\n" + ALERT,
                "--b0undary\r\n\r\n" + MOTION,
                "--b0undary\r\n\r\nCode=VideoLoss;action=Stop;index=3\r\n\r\n")) {
            MultipartParser parser = new MultipartParser("multipart/mixed; boundary=b0undary");
            parser.take(bytes(body), body.length());
            assertThat(parser.poll(false, false)).as(body).isPresent();
            assertThat(parser.poll(false, false)).isEmpty();
        }
    }

    @Test
    void wrongLengthsAreNotBelieved() throws Exception {
        String type = "multipart/mixed; boundary=boundary";
        for (int wrong : new int[] {1, 10, ALERT.length() - 1, ALERT.length() + 2, ALERT.length() + 60, 500}) {
            String part = "--boundary\r\nContent-Type: application/xml\r\nContent-Length: " + wrong + "\r\n\r\n" + ALERT
                    + "\r\n";
            expect(type, part + part + part, ALERT, ALERT, ALERT);
        }
        String text = "--boundary\r\nContent-Length: 90\r\n\r\none\r\n--boundary\r\nContent-Length: 3\r\n\r\ntwo\r\n";
        expect(type, text, "one", "two");
        assertThat(cut(type, bytes("--boundary\r\nContent-Length: 2\r\n\r\none more\r\n--boundary\r\n"), 1000))
                .extracting(part -> new String(part.body(), StandardCharsets.ISO_8859_1))
                .containsExactly("one more");
    }

    @Test
    void aDelimiterMayFollowWithoutALineEnd() throws Exception {
        expect(
                "multipart/mixed; boundary=boundary",
                "--boundary\r\n\r\n" + ALERT + "--boundary\r\n\r\n" + ALERT,
                ALERT,
                ALERT);
    }

    @Test
    void picturesStayAsTheyAre() throws Exception {
        byte[] picture = new byte[40_000];
        new java.util.Random(1).nextBytes(picture);
        picture[0] = (byte) 0xFF;
        picture[1] = (byte) 0xD8;
        picture[picture.length - 1] = '\n';
        String image = new String(picture, StandardCharsets.ISO_8859_1);
        String type = "multipart/x-mixed-replace; boundary=myboundary";
        String answer = counted("myboundary", "image/jpeg", image)
                + "--myboundary\r\nContent-Type: image/jpeg\r\n\r\n" + image + "\r\n"
                + counted("myboundary", "text/plain", "Events[0].Code=X\r\n\r\nEvents[0].Index=1") + "--myboundary--";
        for (int size : new int[] {1, 1000, answer.length()}) {
            List<Multipart> parts = cut(type, bytes(answer), size);
            assertThat(parts).as("in pieces of %s", size).hasSize(3);
            assertThat(java.util.Arrays.equals(parts.get(0).body(), picture)).isTrue();
            assertThat(java.util.Arrays.equals(parts.get(1).body(), picture)).isTrue();
            assertThat(parts.get(2).body()).asString().isEqualTo("Events[0].Code=X\r\n\r\nEvents[0].Index=1");
        }
    }

    @Test
    void theLastDelimiterEndsIt() throws Exception {
        MultipartParser parser = new MultipartParser("multipart/mixed; boundary=boundary");
        String answer = "a preamble\r\n" + counted("boundary", "text/plain", "x") + "--boundary--\r\nafter";
        parser.take(bytes(answer), answer.length());
        assertThat(parser.poll(false, false)).isPresent();
        assertThat(parser.poll(false, false)).isEmpty();
        assertThat(parser.isOver()).isTrue();
        expect("multipart/mixed; boundary=boundary", answer, "x");
    }

    @Test
    void aPageIsNoAnswerOfManyParts() throws Exception {
        for (String page :
                List.of("<html>\r\n--boundary\r\n\r\nx", "-->\r\n--boundary\r\n\r\nx", "x".repeat(100_000))) {
            MultipartParser parser = new MultipartParser("text/html");
            parser.take(bytes(page), page.length());
            assertThat(parser.poll(false, true)).isEmpty();
            assertThat(parser.isOver()).isTrue();
            assertThat(parser.hasBegun()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--boundary\r\nContent-Length: 1048577\r\n\r\n",
                "--boundary\r\nContent-Length: 999999999999\r\n\r\n",
                "--boundary\r\n\r\n{",
                "--boundary\r\n\r\n<a>",
                "--boundary\r\nContent-Length: 5\r\n\r\n<a>",
                "--boundary\r\n\r\n\n",
                "--boundary\r\nX: ",
                "--boundary\r\nX: y\r\n",
                "--boundary\r\n-",
                "--",
                "preamble "
            })
    void whatHasNoEndIsRefusedInTime(String beginning) {
        MultipartParser parser = new MultipartParser("multipart/mixed; boundary=boundary");
        byte[] filler = bytes(beginning.endsWith("\r\n") ? "X: yyy\r\n".repeat(1000) : "z".repeat(8000));
        assertThatThrownBy(() -> {
                    parser.take(bytes(beginning), beginning.length());
                    for (int i = 0; i < 200; i++) {
                        assertThat(parser.poll(false, false)).isEmpty();
                        parser.take(filler, filler.length);
                    }
                })
                .isInstanceOf(NotHttpException.class);
    }
}
