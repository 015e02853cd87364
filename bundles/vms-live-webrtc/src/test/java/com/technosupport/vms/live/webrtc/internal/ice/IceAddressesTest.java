package com.technosupport.vms.live.webrtc.internal.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IceAddressesTest {

    private static final List<InetAddress> HOST = List.of(ip("10.0.0.5"), ip("192.168.1.5"), ip("2001:db8::5"));
    private static final InetAddress LOOPBACK = ip("127.0.0.1");

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> announced(IceAddresses addresses) {
        return addresses.announced(addresses.local(HOST));
    }

    @Test
    void announcesTheHostsAddressesAndLoopbackLast() {
        IceAddresses addresses = IceAddresses.parse(List.of());
        assertThat(addresses.local(HOST)).containsExactly(HOST.get(0), HOST.get(1), HOST.get(2), LOOPBACK);
        assertThat(announced(addresses)).containsExactly(HOST.get(0), HOST.get(1), HOST.get(2), LOOPBACK);
    }

    @Test
    void listensBehindTheRouterAndAnnouncesItsAddress() {
        IceAddresses addresses = IceAddresses.parse(List.of("203.0.113.7=10.0.0.5", "192.168.1.5"));
        assertThat(addresses.local(HOST)).containsExactly(HOST.get(0), HOST.get(1), LOOPBACK);
        assertThat(announced(addresses)).containsExactly(ip("203.0.113.7"), HOST.get(1), LOOPBACK);
    }

    @Test
    void listensEverywhereForAnAddressThatIsNotItsOwn() {
        IceAddresses addresses = IceAddresses.parse(List.of("203.0.113.7"));
        assertThat(addresses.local(HOST)).containsExactly(HOST.get(0), HOST.get(1), HOST.get(2), LOOPBACK);
        assertThat(announced(addresses)).containsExactly(ip("203.0.113.7"), LOOPBACK);
    }

    @Test
    void doesNotAnnounceWhatIsNotListenedOn() {
        IceAddresses addresses = IceAddresses.parse(List.of());
        Set<InetAddress> bound = new LinkedHashSet<>(List.of(HOST.get(1)));
        assertThat(addresses.announced(bound)).containsExactly(HOST.get(1));
        assertThat(addresses.announced(Set.of())).isEmpty();
    }

    @Test
    void keepsWhatIsNoAddressAndAsksNoNameServer() {
        IceAddresses addresses = IceAddresses.parse(List.of("example.com", "10.0.0.5 ", "", "a=b", "1.2.3.999"));
        assertThat(addresses.rejected()).containsExactly("example.com", "a=b", "1.2.3.999");
        assertThat(announced(addresses)).containsExactly(HOST.get(0), LOOPBACK);
    }
}
