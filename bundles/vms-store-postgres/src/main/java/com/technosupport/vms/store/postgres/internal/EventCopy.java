package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.codec.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Events on their way into their table, in the binary form of {@code COPY}: a batch is one stream, in which the server has no
 * number, time or id to parse. All are stored or none is.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, file formats</a>
 */
final class EventCopy {

    private static final String COPY = "COPY events (id, type, camera_id, time, received_at, source, label, confidence,"
            + " box_x, box_y, box_w, box_h, track_id, data, camera_name, site_name, severity) FROM STDIN (FORMAT binary)";

    private static final int COLUMNS = 17;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int BYTES_OF_AN_EVENT = 512;

    /** PostgreSQL's times begin in 2000. */
    private static final long EPOCH_MICROS =
            TimeUnit.SECONDS.toMicros(Instant.parse("2000-01-01T00:00:00Z").getEpochSecond());

    /** What comes before the text of a {@code jsonb}. */
    private static final int JSONB_VERSION = 1;

    private final ByteArrayOutputStream bytes;
    private final DataOutputStream out;

    private EventCopy(int events) {
        bytes = new ByteArrayOutputStream(events * BYTES_OF_AN_EVENT);
        out = new DataOutputStream(bytes);
    }

    /** Stores events whose ids are known to be new. */
    static void store(Connection connection, Collection<EnrichedEvent> events) throws SQLException {
        byte[] rows = rows(events);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            copy.writeToCopy(rows, 0, rows.length);
            copy.endCopy();
        } finally {
            // After a failure that the server did not tell of.
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static byte[] rows(Collection<EnrichedEvent> events) {
        EventCopy copy = new EventCopy(events.size());
        try {
            copy.out.write(SIGNATURE);
            // No flags, nothing more in the head.
            copy.out.writeInt(0);
            copy.out.writeInt(0);
            for (EnrichedEvent event : events) {
                copy.row(event);
            }
            copy.out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return copy.bytes.toByteArray();
    }

    private void row(EnrichedEvent event) throws IOException {
        EventMessage message = event.message();
        out.writeShort(COLUMNS);
        uuid(message.id().value());
        text(message.type());
        Optional<CameraId> camera = message.cameraId();
        if (camera.isPresent()) {
            uuid(camera.get().value());
        } else {
            none();
        }
        time(message.time());
        time(event.receivedAt());
        text(message.source());
        text(message.label());
        if (message.confidence().isPresent()) {
            number(message.confidence().getAsDouble());
        } else {
            none();
        }
        if (message.box().isPresent()) {
            box(message.box().get());
        } else {
            for (int i = 0; i < 4; i++) {
                none();
            }
        }
        text(message.trackId());
        json(EventJson.writeData(message.data()));
        text(event.cameraName());
        text(event.siteName());
        text(event.severity().name());
    }

    private void none() throws IOException {
        out.writeInt(-1);
    }

    private void uuid(UUID id) throws IOException {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private void time(Instant time) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(EventRows.micros(time) - EPOCH_MICROS);
    }

    private void box(EventMessage.Box box) throws IOException {
        number(box.x());
        number(box.y());
        number(box.w());
        number(box.h());
    }

    private void number(double value) throws IOException {
        out.writeInt(Double.BYTES);
        out.writeDouble(value);
    }

    private void text(Optional<String> text) throws IOException {
        if (text.isPresent()) {
            text(text.get());
        } else {
            none();
        }
    }

    private void text(String text) throws IOException {
        byte[] encoded = text.getBytes(UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    private void json(String text) throws IOException {
        byte[] encoded = text.getBytes(UTF_8);
        out.writeInt(encoded.length + 1);
        out.writeByte(JSONB_VERSION);
        out.write(encoded);
    }
}
