package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An IPv4 subnet to look for devices in, no larger than /20.
 *
 * @param network the lowest address as a number
 * @param prefix length of the network's part, 20 to 32
 */
public record Subnet(int network, int prefix) {

    /** The shortest prefix, so the largest subnet, that a scan takes. */
    public static final int SHORTEST_PREFIX = 20;

    private static final Pattern CIDR =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");

    public Subnet {
        if (prefix < SHORTEST_PREFIX || prefix > 32) {
            throw new IllegalArgumentException("prefix from 20 to 32");
        }
        if ((network & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException("bits beyond the prefix");
        }
    }

    /**
     * Reads {@code a.b.c.d/n}, or one address. Bits beyond the prefix are ignored: {@code 10.0.0.7/24} is {@code 10.0.0.0/24}.
     *
     * @throws VmsException {@link ErrorCode#INVALID_SUBNET} with a sentence that says what is wrong
     */
    public static Subnet parse(String text) {
        Matcher matcher = CIDR.matcher(Objects.requireNonNullElse(text, "").strip());
        if (!matcher.matches()) {
            throw new VmsException(ErrorCode.INVALID_SUBNET, "A subnet is written like 192.168.1.0/24");
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            int part = Integer.parseInt(matcher.group(group));
            if (part > 255) {
                throw new VmsException(ErrorCode.INVALID_SUBNET, "Each part of an address is at most 255");
            }
            address = address << 8 | part;
        }
        int prefix = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
        if (prefix > 32) {
            throw new VmsException(ErrorCode.INVALID_SUBNET, "A prefix is at most /32");
        }
        if (prefix < SHORTEST_PREFIX) {
            throw new VmsException(
                    ErrorCode.INVALID_SUBNET, "A subnet larger than /20 takes too long to scan; name a smaller one");
        }
        int first = address >>> 24;
        if (first == 0 || first >= 224) {
            throw new VmsException(ErrorCode.INVALID_SUBNET, "Not a subnet that can hold devices");
        }
        return new Subnet(address & mask(prefix), prefix);
    }

    private static int mask(int prefix) {
        return -1 << (32 - prefix);
    }

    /** How many addresses {@link #addresses()} gives. */
    public int size() {
        return prefix >= 31 ? 1 << (32 - prefix) : (1 << (32 - prefix)) - 2;
    }

    /** Each address that a device may have: without the network's own and the broadcast address, except for /31 and /32. */
    public Stream<Inet4Address> addresses() {
        int first = prefix >= 31 ? network : network + 1;
        return IntStream.range(0, size()).mapToObj(index -> address(first + index));
    }

    public boolean contains(Inet4Address address) {
        byte[] bytes = address.getAddress();
        int number = (bytes[0] & 255) << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | (bytes[3] & 255);
        return (number & mask(prefix)) == network;
    }

    @Override
    public String toString() {
        return address(network).getHostAddress() + "/" + prefix;
    }

    private static Inet4Address address(int number) {
        byte[] bytes = {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
