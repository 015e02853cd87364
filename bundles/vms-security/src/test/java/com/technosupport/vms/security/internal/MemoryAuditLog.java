package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.store.AuditLog;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was written. */
final class MemoryAuditLog implements AuditLog {

    final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public List<StoredEntry> newest(int limit, OptionalLong before) {
        throw new UnsupportedOperationException("nobody here reads it");
    }

    List<String> actions() {
        return entries.stream().map(Entry::action).toList();
    }
}
