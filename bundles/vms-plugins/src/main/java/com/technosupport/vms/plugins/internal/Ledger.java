package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.plugin.Plugin.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What is known of plug-ins and of the files in {@code deploy/}, in one file that is replaced as a whole. Belongs to the
 * keeper's thread.
 */
final class Ledger {

    private static final String PLUGIN = "plugin.";
    private static final String FILE = "file.";

    private final Path path;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, String> files = new TreeMap<>();

    /** @throws IOException when it is there and cannot be read: starting without it would try what was refused */
    Ledger(Path path) throws IOException {
        this.path = path;
        if (Files.exists(path)) {
            Properties values = new Properties();
            try (Reader in = Files.newBufferedReader(path)) {
                values.load(in);
            } catch (IllegalArgumentException e) {
                throw new IOException(path + " is damaged", e);
            }
            values.stringPropertyNames().forEach(key -> read(key, values.getProperty(key)));
        }
    }

    private void read(String key, String value) {
        if (key.startsWith(FILE)) {
            files.put(key.substring(FILE.length()), value);
        } else if (key.startsWith(PLUGIN)) {
            int field = key.lastIndexOf('.');
            if (field > PLUGIN.length()) {
                set(entry(key.substring(PLUGIN.length(), field)), key.substring(field + 1), value);
            }
        }
    }

    private static void set(Entry entry, String field, String value) {
        try {
            switch (field) {
                case "file" -> entry.file = value;
                case "seen" -> entry.seen = value;
                case "good" -> entry.good = value;
                case "goodVersion" -> entry.goodVersion = value;
                case "previous" -> entry.previous = value;
                case "previousVersion" -> entry.previousVersion = value;
                case "refused" -> entry.refused = value;
                case "trying" -> entry.trying = value;
                case "attempts" -> entry.attempts = Integer.parseInt(value);
                case "state" -> entry.state = State.valueOf(value);
                case "kinds" -> entry.kinds = value.isEmpty() ? List.of() : List.of(value.split(","));
                case "contract" -> entry.contract = value;
                case "detail" -> entry.detail = value;
                case "since" -> entry.since = Instant.parse(value);
                default -> {
                    // Written by another version of this program.
                }
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            // By another version too: the field keeps its default, which is the careful one.
            return;
        }
    }

    /** Writes all, so that after a power cut either the old or the new is there. */
    void save() throws IOException {
        Properties values = new Properties();
        files.forEach((file, sha256) -> values.setProperty(FILE + file, sha256));
        for (Entry entry : entries.values()) {
            String prefix = PLUGIN + entry.name + ".";
            values.setProperty(prefix + "file", entry.file);
            values.setProperty(prefix + "seen", entry.seen);
            values.setProperty(prefix + "good", entry.good);
            values.setProperty(prefix + "goodVersion", entry.goodVersion);
            values.setProperty(prefix + "previous", entry.previous);
            values.setProperty(prefix + "previousVersion", entry.previousVersion);
            values.setProperty(prefix + "refused", entry.refused);
            values.setProperty(prefix + "trying", entry.trying);
            values.setProperty(prefix + "attempts", Integer.toString(entry.attempts));
            values.setProperty(prefix + "state", entry.state.name());
            values.setProperty(prefix + "kinds", String.join(",", entry.kinds));
            values.setProperty(prefix + "contract", entry.contract);
            values.setProperty(prefix + "detail", entry.detail);
            values.setProperty(prefix + "since", entry.since.toString());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        values.store(bytes, "Plug-ins; written by the server");
        PrivateFiles.replace(path, bytes.toByteArray());
    }

    Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Entry entry(String name) {
        return entries.computeIfAbsent(name, Entry::new);
    }

    Optional<Entry> ofFile(String file) {
        return entries.values().stream()
                .filter(entry -> entry.file.equals(file))
                .findFirst();
    }

    void remove(Entry entry) {
        entries.remove(entry.name);
    }

    /** Hash of a file when it was last looked at, or empty. */
    String seen(String file) {
        return files.getOrDefault(file, "");
    }

    void see(String file, String sha256) {
        files.put(file, sha256);
    }

    void forget(String file) {
        files.remove(file);
    }

    List<String> files() {
        return List.copyOf(files.keySet());
    }
}
