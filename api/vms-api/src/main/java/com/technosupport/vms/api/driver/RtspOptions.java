package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.RtspSource.Transport;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** The settings that drivers of RTSP devices have in common, and how they are read: declare those that the driver heeds. */
public final class RtspOptions {

    /** How the packets come. Core reads it too, for streams that it knows already. */
    public static final DriverOption TRANSPORT = new DriverOption(
            "transport",
            "Transport",
            "How the packets come: over TCP, over UDP, or whichever works.",
            List.of("automatic", "tcp", "udp"),
            "automatic");

    /** Where the device's RTSP server is reached. */
    public static final DriverOption PORT = new DriverOption(
            "rtspPort",
            "RTSP port",
            "Where a router forwards the device's RTSP port from; as the device says if empty.",
            List.of(),
            "");

    private RtspOptions() {}

    /** What {@link #TRANSPORT} says; automatic where it says nothing. */
    public static Transport transport(Map<String, String> options) {
        return switch (text(options, TRANSPORT).toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default -> Transport.AUTOMATIC;
        };
    }

    /**
     * What {@link #PORT} says.
     *
     * @return empty when it is left to the device
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no port
     */
    public static OptionalInt port(Map<String, String> options) {
        String text = text(options, PORT);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The RTSP port is a number from 1 to 65535");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static String text(Map<String, String> options, DriverOption option) {
        return options.getOrDefault(option.key(), "").strip();
    }
}
