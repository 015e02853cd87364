package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.UnreadableEventException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** What waits in the spool: an event, or what could not be taken as one. */
sealed interface SpoolRecord {

    /** An event that is to be stored. */
    record Event(EnrichedEvent event) implements SpoolRecord {}

    /** Something that is to be kept as rejected. */
    record Rejected(RejectedEvent event) implements SpoolRecord {}

    byte EVENT = 1;
    byte REJECTED = 2;

    /** As bytes, the first of which says what it is. */
    default byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (this instanceof Event spooled) {
                out.writeByte(EVENT);
                out.write(EventJson.write(spooled.event()));
            } else if (this instanceof Rejected spooled) {
                RejectedEvent event = spooled.event();
                out.writeByte(REJECTED);
                out.writeLong(event.id().getMostSignificantBits());
                out.writeLong(event.id().getLeastSignificantBits());
                out.writeUTF(event.receivedAt().toString());
                out.writeUTF(cut(event.origin()));
                out.writeUTF(cut(event.reason()));
                out.writeLong(event.size());
                out.write(event.payload());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String cut(String text) {
        return text.length() > 1000 ? text.substring(0, 1000) : text;
    }

    /** @throws IOException when it is none of these */
    static SpoolRecord read(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new IOException("an empty record");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte kind = in.readByte();
            return switch (kind) {
                case EVENT -> new Event(EventJson.readEnriched(Arrays.copyOfRange(bytes, 1, bytes.length)));
                case REJECTED -> rejected(in);
                default -> throw new IOException("an unknown record");
            };
        } catch (UnreadableEventException | IllegalArgumentException | DateTimeException e) {
            throw new IOException("an unreadable record", e);
        }
    }

    private static SpoolRecord rejected(DataInputStream in) throws IOException {
        UUID id = new UUID(in.readLong(), in.readLong());
        Instant receivedAt = Instant.parse(in.readUTF());
        String origin = in.readUTF();
        String reason = in.readUTF();
        long size = in.readLong();
        return new Rejected(new RejectedEvent(id, receivedAt, origin, reason, in.readAllBytes(), size));
    }
}
