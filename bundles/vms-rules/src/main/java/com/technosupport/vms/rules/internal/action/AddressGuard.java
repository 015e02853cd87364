package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keeps webhooks from what listens for this machine alone: loopback, the machine's own addresses, and link-local ones, where
 * clouds keep their credentials. A name is looked up once, here, and the address that was checked is the one to connect to: a
 * name that changes its mind gains nothing.
 */
final class AddressGuard {

    /** A network that may be reached all the same. */
    private record Network(byte[] address, int bits) {

        static Network parse(String text) {
            int slash = text.indexOf('/');
            String host = slash < 0 ? text : text.substring(0, slash);
            if (!host.matches("[0-9a-fA-F.:]+")) {
                throw new IllegalArgumentException("not an address: " + text);
            }
            try {
                byte[] address = InetAddress.getByName(host).getAddress();
                int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
                if (bits < 0 || bits > address.length * 8) {
                    throw new IllegalArgumentException("not a network: " + text);
                }
                return new Network(address, bits);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not an address: " + text, e);
            }
        }

        boolean holds(InetAddress other) {
            byte[] bytes = other.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Network network && bits == network.bits && Arrays.equals(address, network.address);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(address) * 31 + bits;
        }
    }

    /** Who knows the addresses of names. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final List<Network> allowed = new ArrayList<>();
    private final Names names;

    /**
     * @param allowed networks, comma separated
     * @throws IllegalArgumentException when one is none
     */
    AddressGuard(String allowed) {
        this(allowed, InetAddress::getAllByName);
    }

    /** With names that are looked up elsewhere than in this system. */
    AddressGuard(String allowed, Names names) {
        this.names = names;
        for (String each : allowed.split(",", -1)) {
            if (!each.isBlank()) {
                this.allowed.add(Network.parse(each.strip()));
            }
        }
    }

    /**
     * The address of a host, to connect to.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is one of those that are kept back, or one of several is;
     *     {@link ErrorCode#DEVICE_UNREACHABLE} when there is none
     */
    InetAddress resolve(String host) {
        InetAddress[] found;
        try {
            found = names.addresses(host);
        } catch (UnknownHostException e) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "There is no host " + host, e);
        }
        for (InetAddress address : found) {
            if (keptBack(address) && allowed.stream().noneMatch(network -> network.holds(address))) {
                throw new VmsException(
                        ErrorCode.INVALID_REQUEST,
                        "Webhooks do not go to this machine or to link-local addresses (webhookAllow)");
            }
        }
        return found[0];
    }

    private static boolean keptBack(InetAddress address) {
        return special(address)
                || own(address)
                || embedded(address).map(inner -> special(inner) || own(inner)).orElse(false);
    }

    private static boolean special(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                // "This network", and broadcast.
                || (address instanceof Inet4Address
                        && (address.getAddress()[0] == 0 || (address.getAddress()[0] & 0xff) >= 240));
    }

    /** The machine reaches itself by its other addresses too. */
    private static boolean own(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** The IPv4 address that an IPv6 address stands for: 6to4 (RFC 3056), NAT64 (RFC 6052), IPv4-compatible. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address six)) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        int at;
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            at = 2;
        } else if ((bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b)
                || six.isIPv4CompatibleAddress()) {
            at = 12;
        } else {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
