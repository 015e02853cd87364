package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.security.Actor;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** An export's own folder: its files, and {@code export.properties}, which says what it is and how far. */
record ExportFolder(Path path) {

    private static final String STATE = "export.properties";
    private static final String UNSAFE = "unsafe";

    /**
     * An export, with what others need not know of it.
     *
     * @param safe whether its files would outlive a power cut
     */
    record Kept(Export export, Map<String, Long> crcs, boolean safe) {

        Kept {
            crcs = Map.copyOf(crcs);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Writes it down so that a crash leaves the old or the new; what is not safe itself does not wait for the disk. */
    void save(Kept kept) throws IOException {
        Properties state = new Properties();
        Export export = kept.export();
        ExportRequest request = export.request();
        state.setProperty("id", export.id().toString());
        state.setProperty("role", request.role().name());
        state.setProperty("from", request.from().toString());
        state.setProperty("to", request.to().toString());
        state.setProperty("format", request.format().name());
        state.setProperty("actor", request.actor().name());
        state.setProperty("remote", request.actor().remote());
        state.setProperty("created", export.created().toString());
        state.setProperty("state", export.state().name());
        state.setProperty("detail", export.detail());
        export.expires().ifPresent(expires -> state.setProperty("expires", expires.toString()));
        int number = 0;
        for (Map.Entry<CameraId, String> camera : request.cameras().entrySet()) {
            state.setProperty("camera." + number + ".id", camera.getKey().toString());
            state.setProperty("camera." + number + ".name", camera.getValue());
            number++;
        }
        for (int i = 0; i < export.files().size(); i++) {
            Export.File file = export.files().get(i);
            String prefix = "file." + i + ".";
            state.setProperty(prefix + "camera", file.camera().toString());
            state.setProperty(prefix + "name", file.name());
            state.setProperty(prefix + "bytes", Long.toString(file.bytes()));
            state.setProperty(prefix + "sha256", file.sha256());
            for (int j = 0; j < file.pieces().size(); j++) {
                Export.Piece piece = file.pieces().get(j);
                state.setProperty(prefix + "piece." + j, piece.from() + " " + piece.to() + " " + piece.offsetMillis());
            }
        }
        kept.crcs().forEach((name, crc) -> state.setProperty("crc." + name, Long.toString(crc)));
        if (!kept.safe()) {
            state.setProperty(UNSAFE, "true");
        }
        Path part = path.resolve(STATE + ".part");
        try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
            state.store(out, null);
        }
        if (kept.safe()) {
            sync(part);
        }
        Files.move(part, path.resolve(STATE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Brings all that is in it to the disk. */
    void sync() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                sync(file);
            }
        }
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** @throws IOException when there is none, or it cannot be understood */
    Kept load() throws IOException {
        Properties state = new Properties();
        try (Reader in = Files.newBufferedReader(path.resolve(STATE), StandardCharsets.UTF_8)) {
            state.load(in);
        }
        try {
            return read(state);
        } catch (RuntimeException e) {
            throw new IOException("the state of an export cannot be understood", e);
        }
    }

    private static Kept read(Properties state) {
        Map<CameraId, String> cameras = new LinkedHashMap<>();
        for (int i = 0; state.containsKey("camera." + i + ".id"); i++) {
            cameras.put(
                    CameraId.parse(state.getProperty("camera." + i + ".id")),
                    state.getProperty("camera." + i + ".name", ""));
        }
        ExportRequest request = new ExportRequest(
                cameras,
                StreamRole.valueOf(state.getProperty("role")),
                Instant.parse(state.getProperty("from")),
                Instant.parse(state.getProperty("to")),
                ExportRequest.Format.valueOf(state.getProperty("format")),
                new Actor(state.getProperty("actor"), state.getProperty("remote")));
        List<Export.File> files = new ArrayList<>();
        for (int i = 0; state.containsKey("file." + i + ".name"); i++) {
            String prefix = "file." + i + ".";
            List<Export.Piece> pieces = new ArrayList<>();
            for (int j = 0; state.containsKey(prefix + "piece." + j); j++) {
                String[] values = state.getProperty(prefix + "piece." + j).split(" ");
                pieces.add(new Export.Piece(
                        Instant.parse(values[0]), Instant.parse(values[1]), Long.parseLong(values[2])));
            }
            files.add(new Export.File(
                    CameraId.parse(state.getProperty(prefix + "camera")),
                    state.getProperty(prefix + "name"),
                    Long.parseLong(state.getProperty(prefix + "bytes")),
                    state.getProperty(prefix + "sha256"),
                    pieces));
        }
        Map<String, Long> crcs = new LinkedHashMap<>();
        for (String key : state.stringPropertyNames()) {
            if (key.startsWith("crc.")) {
                crcs.put(key.substring(4), Long.parseLong(state.getProperty(key)));
            }
        }
        Export.State now = Export.State.valueOf(state.getProperty("state"));
        return new Kept(
                new Export(
                        ExportId.parse(state.getProperty("id")),
                        request,
                        Instant.parse(state.getProperty("created")),
                        now,
                        now == Export.State.DONE ? 1 : 0,
                        state.getProperty("detail", ""),
                        files,
                        Optional.ofNullable(state.getProperty("expires")).map(Instant::parse)),
                crcs,
                !state.containsKey(UNSAFE));
    }

    /** Deletes it, with all that is in it. */
    void delete() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        // The state goes last: what is left after a crash is still known, and deleted then.
        Comparator<Path> order =
                Comparator.comparing((Path file) -> file.endsWith(STATE)).thenComparing(file -> file);
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.sorted(order).toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }
}
