package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Cameras as bytes, for the last-known copy: a version, a count, then each camera's fields in the order of its constructor.
 * Texts are UTF-8 after their length in bytes. Sealed as a whole, so that what is read was written here.
 */
final class CameraCodec {

    /** Raised when a field is added; a copy of another version is not read but written anew. */
    private static final int VERSION = 2;

    private CameraCodec() {}

    static byte[] encode(List<StoredCamera> cameras) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(cameras.size());
            for (StoredCamera stored : cameras) {
                write(out, stored.camera());
                write(out, stored.sealedCredential());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Camera camera) throws IOException {
        write(out, camera.id().value());
        write(out, camera.name());
        write(out, camera.address().host());
        out.writeInt(camera.address().port().orElse(0));
        write(out, camera.address().endpoint().map(URI::toString).orElse(""));
        write(out, camera.driver());
        write(out, camera.device().manufacturer());
        write(out, camera.device().model());
        write(out, camera.device().firmware());
        write(out, camera.device().serial());
        write(out, camera.deviceKey());
        write(out, camera.channel());
        out.writeBoolean(camera.enabled());
        out.writeInt(camera.options().size());
        for (Map.Entry<String, String> option : camera.options().entrySet()) {
            write(out, option.getKey());
            write(out, option.getValue());
        }
        out.writeInt(camera.streams().size());
        for (CameraStream stream : camera.streams()) {
            write(out, stream.id().value());
            write(out, stream.role().name());
            write(out, stream.codec().name());
            out.writeInt(stream.width());
            out.writeInt(stream.height());
            out.writeDouble(stream.framesPerSecond());
            write(out, stream.uri().toString());
        }
        Instant createdAt = camera.createdAt();
        out.writeLong(createdAt.getEpochSecond());
        out.writeInt(createdAt.getNano());
        out.writeBoolean(camera.nvr().isPresent());
        if (camera.nvr().isPresent()) {
            write(out, camera.nvr().get().value());
        }
        write(out, camera.site().value());
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(UTF_8));
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IOException when the bytes are of another version, or none of ours */
    static List<StoredCamera> decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("it is of version " + version);
        }
        try {
            int count = in.readInt();
            List<StoredCamera> cameras = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cameras.add(new StoredCamera(readCamera(in), readBytes(in)));
            }
            return cameras;
        } catch (IllegalArgumentException e) {
            throw new IOException("a field is not what it should be", e);
        }
    }

    private static Camera readCamera(DataInputStream in) throws IOException {
        CameraId id = new CameraId(readId(in));
        String name = readText(in);
        String host = readText(in);
        int port = in.readInt();
        String endpoint = readText(in);
        DeviceAddress address = new DeviceAddress(
                host,
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)));
        String driver = readText(in);
        DeviceInfo device = new DeviceInfo(readText(in), readText(in), readText(in), readText(in));
        String deviceKey = readText(in);
        String channel = readText(in);
        boolean enabled = in.readBoolean();
        Map<String, String> options = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            options.put(readText(in), readText(in));
        }
        List<CameraStream> streams = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            streams.add(new CameraStream(
                    new StreamId(readId(in)),
                    StreamRole.valueOf(readText(in)),
                    CameraRows.codec(readText(in)),
                    in.readInt(),
                    in.readInt(),
                    in.readDouble(),
                    URI.create(readText(in))));
        }
        Instant createdAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
        Optional<NvrId> nvr = in.readBoolean() ? Optional.of(new NvrId(readId(in))) : Optional.empty();
        SiteId site = new SiteId(readId(in));
        return new Camera(
                id, name, address, driver, device, deviceKey, channel, enabled, options, streams, createdAt, nvr, site);
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("it ends too early");
        }
        return in.readNBytes(length);
    }
}
