package com.technosupport.vms.driver.dahua.internal.discovery;

import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.driver.dahua.internal.DahuaDriver;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Datagrams of DHIP: 32 bytes of header, of which the words (little-endian) are the header's length, {@code DHIP}, a session, a
 * number, and twice the length of what follows with a zero after it; then JSON. Anybody may send an answer, so everything is bounded
 * and nothing of it is believed.
 */
final class DhipMessage {

    private static final int HEADER = 32;
    private static final int MAGIC = 0x50494844;
    private static final int LONGEST = 128;
    private static final int USUAL_PORT = 80;

    private DhipMessage() {}

    /** Asks whoever hears it to say what it is, to us alone. */
    static byte[] search() {
        byte[] json = "{ \"method\" : \"DHDiscover.search\", \"params\" : { \"mac\" : \"\", \"uni\" : 1 } }\n"
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(HEADER)
                .putInt(MAGIC)
                .putLong(0)
                .putInt(json.length)
                .putInt(0)
                .putInt(json.length)
                .putInt(0)
                .put(json)
                .array();
    }

    /**
     * The device in a datagram; none when it is no answer.
     *
     * @param ip the address that it came from: what a device says of its own may be of another network
     */
    static Optional<DiscoveredDevice> read(byte[] datagram, String ip) {
        ByteBuffer header = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        if (datagram.length <= HEADER || header.getInt(0) != HEADER || header.getInt(4) != MAGIC) {
            return Optional.empty();
        }
        String json = new String(datagram, HEADER, datagram.length - HEADER, StandardCharsets.UTF_8);
        Map<String, String> fields = JsonFields.read(json);
        if (!fields.getOrDefault("method", "").equals("client.notifyDevInfo")) {
            return Optional.empty();
        }
        int port = port(fields.getOrDefault("HttpPort", ""));
        return Optional.of(new DiscoveredDevice(
                ip,
                port,
                List.of(URI.create("http://" + ip + ":" + port + "/")),
                List.of(),
                shown(fields, "MachineName"),
                shown(fields, "DeviceType"),
                DahuaDriver.ID));
    }

    private static int port(String text) {
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : USUAL_PORT;
        return number >= 1 && number <= 65535 ? number : USUAL_PORT;
    }

    private static String shown(Map<String, String> fields, String name) {
        return Elements.shown(fields.getOrDefault(name, ""), LONGEST);
    }
}
