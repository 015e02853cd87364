package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.DeviceHttp.PartReader;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.http.AnswerReader.Head;
import com.technosupport.vms.devices.internal.http.AnswerReader.NotHttpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Reads an answer of many parts for as long as it lasts. */
final class StreamedAnswer {

    private StreamedAnswer() {}

    /** Returns at the answer's end, or with an answer that has no parts, which is then read as any other. */
    static Response read(AnswerReader answer, String method, Duration silence, PartReader reader)
            throws IOException, InterruptedException {
        Head head = answer.head();
        String type = head.first("content-type");
        boolean multipart = type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
        boolean success = head.status() >= 200 && head.status() < 300 && head.status() != 204;
        if (!success || (!multipart && head.headers().containsKey("content-length"))) {
            return new Response(head.status(), head.headers(), answer.body(method, head));
        }
        answer.allowSilence(silence);
        try {
            return parts(answer, head, new MultipartParser(type), reader);
        } catch (SocketTimeoutException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE,
                    "The device has said nothing for " + Math.max(1, silence.toSeconds()) + " s",
                    e);
        }
    }

    private static Response parts(AnswerReader answer, Head head, MultipartParser parser, PartReader reader)
            throws IOException, InterruptedException {
        byte[] piece = new byte[8192];
        ByteArrayOutputStream otherwise = new ByteArrayOutputStream();
        boolean ended = false;
        while (!ended && !(parser.isOver() && parser.hasBegun())) {
            int count = answer.piece(head, piece);
            ended = count < 0;
            if (!ended && !parser.hasBegun()) {
                if (otherwise.size() + count > AnswerReader.MOST_BODY) {
                    throw new NotHttpException("The device's answer is larger than allowed");
                }
                otherwise.write(piece, 0, count);
            }
            if (!ended && !parser.isOver()) {
                parser.take(piece, count);
            }
            boolean more = !ended && answer.hasMore(head);
            for (Optional<Multipart> part = parser.poll(more, ended);
                    part.isPresent();
                    part = parser.poll(more, ended)) {
                if (!reader.part(part.get())) {
                    return new Response(head.status(), head.headers(), new byte[0]);
                }
            }
        }
        return new Response(head.status(), head.headers(), parser.hasBegun() ? new byte[0] : otherwise.toByteArray());
    }
}
