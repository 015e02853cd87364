package com.technosupport.vms.api.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {

    @Test
    void leavesOutNetworkAndBroadcast() {
        assertThat(Subnet.parse("192.168.1.77/30").addresses().map(InetAddress::getHostAddress))
                .containsExactly("192.168.1.77", "192.168.1.78");
    }

    @Test
    void takesOneAddress() {
        assertThat(Subnet.parse("127.0.1.5").addresses().map(InetAddress::getHostAddress))
                .containsExactly("127.0.1.5");
        assertThat(Subnet.parse("10.0.0.4/31").size()).isEqualTo(2);
    }

    @Test
    void sizeIsTheNumberOfAddresses() {
        Subnet subnet = Subnet.parse("10.1.16.0/20");
        assertThat(subnet.size()).isEqualTo(4094);
        assertThat(subnet.addresses().distinct().count()).isEqualTo(4094);
    }

    @Test
    void knowsItsOwn() throws UnknownHostException {
        Subnet subnet = Subnet.parse("200.10.20.0/24");
        assertThat(subnet.addresses().allMatch(subnet::contains)).isTrue();
        assertThat(subnet.contains((java.net.Inet4Address) InetAddress.getByName("200.10.21.1")))
                .isFalse();
        assertThat(subnet).hasToString("200.10.20.0/24");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "10.0.0.0/",
                "10.0.0/24",
                "256.0.0.1/24",
                "10.0.0.0/33",
                "10.0.0.0/19",
                "0.0.0.0/24",
                "239.255.255.250",
                "10.0.0.0/24; rm",
                "10.0.0.0/999999999999",
                "fe80::1/64"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Subnet.parse(text))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SUBNET));
    }
}
