package com.technosupport.vms.live.webrtc.internal.ice;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses are listened on and which are told to viewers. A socket is bound to each local address by itself: one bound to
 * the wildcard would answer from whichever address the route goes out by, and the viewer's checks would fail.
 *
 * <p>Loopback is always told, last: a browser on this machine then plays without any network, and to every other it is one vain
 * check.
 */
public final class IceAddresses {

    /** Digits, colons and dots only, so that nothing here ever asks a name server. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * @param announced told to viewers
     * @param local listened on for it; the same as {@code announced} unless a router translates
     */
    private record Mapping(InetAddress announced, InetAddress local) {}

    private final List<Mapping> mappings = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    private IceAddresses() {}

    /**
     * Reads the configured addresses, each an IP address or {@code public=local}. What is neither is kept for {@link #rejected}.
     *
     * @param entries none for every address of the host
     */
    public static IceAddresses parse(Collection<String> entries) {
        IceAddresses addresses = new IceAddresses();
        for (String entry : entries) {
            String text = entry.strip();
            if (text.isEmpty()) {
                continue;
            }
            int equals = text.indexOf('=');
            try {
                InetAddress announced = literal(equals < 0 ? text : text.substring(0, equals));
                addresses.mappings.add(
                        new Mapping(announced, equals < 0 ? announced : literal(text.substring(equals + 1))));
            } catch (UnknownHostException e) {
                addresses.rejected.add(text);
            }
        }
        return addresses;
    }

    private static InetAddress literal(String text) throws UnknownHostException {
        String address = text.strip();
        if (!LITERAL.matcher(address).matches()) {
            throw new UnknownHostException("not an IP address");
        }
        return InetAddress.getByName(address);
    }

    /** Entries that are no addresses. */
    public List<String> rejected() {
        return Collections.unmodifiableList(rejected);
    }

    /** What to listen on, loopback last. */
    Set<InetAddress> local(List<InetAddress> host) {
        Set<InetAddress> local = new LinkedHashSet<>();
        if (mappings.isEmpty()) {
            local.addAll(host);
        }
        for (Mapping mapping : mappings) {
            if (host.contains(mapping.local()) || mapping.local().isLoopbackAddress()) {
                local.add(mapping.local());
            } else {
                // An address of a router before us, and nobody says which of ours it leads to.
                local.addAll(host);
            }
        }
        local.remove(loopback());
        local.add(loopback());
        return local;
    }

    /** What to tell viewers while these are listened on. */
    List<InetAddress> announced(Set<InetAddress> bound) {
        Set<InetAddress> announced = new LinkedHashSet<>();
        if (mappings.isEmpty()) {
            announced.addAll(bound);
        }
        for (Mapping mapping : mappings) {
            if (bound.contains(mapping.local()) || mapping.announced().equals(mapping.local())) {
                announced.add(mapping.announced());
            }
        }
        if (announced.remove(loopback()) || bound.contains(loopback())) {
            announced.add(loopback());
        }
        return List.copyOf(announced);
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** The addresses of this host that others can reach: IPv4 before IPv6, without link-local and loopback ones. */
    public static List<InetAddress> ofHost() {
        List<InetAddress> v4 = new ArrayList<>();
        List<InetAddress> v6 = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!network.isUp() || network.isLoopback()) {
                    continue;
                }
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                        v4.add(address);
                    } else if (address instanceof Inet6Address && !address.isLinkLocalAddress()) {
                        v6.add(withoutScope(address));
                    }
                }
            }
        } catch (SocketException e) {
            // Whatever was found so far is used; the next look comes in seconds.
            return v4;
        }
        v4.addAll(v6);
        return v4;
    }

    /** Without the interface's name, which a candidate cannot have and equality would see. */
    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address's bytes are an address", e);
        }
    }
}
