package com.technosupport.vms.api.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** Who did what, and when. Only ever added to. */
@ProviderType
public interface AuditLog {

    /** Does not wait for the database: entries wait in a bounded queue while it is away, and those lost are counted. */
    void append(Entry entry);

    /**
     * Newest first.
     *
     * @param before only entries with a smaller {@link StoredEntry#sequence()}
     */
    List<StoredEntry> newest(int limit, OptionalLong before);

    /**
     * One act.
     *
     * @param actor the account's name, or {@code system}
     * @param action such as {@code camera.onboard}
     * @param subject what it was done to, such as an id; may be empty
     * @param detail a sentence without secrets; may be empty
     * @param remote where it came from; may be empty
     */
    record Entry(Instant time, String actor, String action, String subject, String detail, String remote) {

        public Entry {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(actor, "actor");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(remote, "remote");
        }
    }

    /** An entry with its place in the log. */
    record StoredEntry(long sequence, Entry entry) {

        public StoredEntry {
            Objects.requireNonNull(entry, "entry");
        }
    }
}
