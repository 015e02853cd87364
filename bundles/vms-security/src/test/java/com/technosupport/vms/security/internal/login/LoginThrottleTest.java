package com.technosupport.vms.security.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.security.internal.TestClock;
import com.technosupport.vms.security.internal.login.LoginThrottle.Attempt;
import com.technosupport.vms.security.internal.login.LoginThrottle.Throttled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginThrottleTest {

    private final TestClock clock = new TestClock();
    private final LoginThrottle throttle = new LoginThrottle(clock, clock::nanoTime);

    @Test
    void slowsGuessingAtAnAccountDown() {
        for (int i = 0; i < 5; i++) {
            fail("admin", "10.0.0." + i);
        }
        fail("admin", "10.0.0.5");
        assertThat(waitSeconds("ADMIN", "10.0.0.6")).as("in any case").isEqualTo(1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long wait = waitSeconds("admin", "10.0.1." + i);
            waits.add(wait);
            clock.advance(Duration.ofSeconds(wait));
            fail("admin", "10.0.2." + i);
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        fail("operator", "10.0.3.1");
    }

    @Test
    void doesNotLengthenTheWaitForTriesDuringIt() {
        for (int i = 0; i < 12; i++) {
            fail("admin", "10.0.0." + i);
            clock.advance(Duration.ofMinutes(1));
        }
        fail("admin", "10.0.0.77");
        for (int i = 0; i < 59; i++) {
            assertThat(waitSeconds("admin", "10.0.1." + i)).isEqualTo(60 - i);
            clock.advance(Duration.ofSeconds(1));
        }
        clock.advance(Duration.ofSeconds(1));
        fail("admin", "10.0.2.1");
    }

    @Test
    void slowsAnAddressDownWhateverNamesItTries() {
        for (int i = 0; i < 21; i++) {
            fail("user" + i, "10.0.0.1");
        }
        assertThat(waitSeconds("another", "10.0.0.1")).isEqualTo(1);
        fail("another", "10.0.0.2");
    }

    @Test
    void leavesTheFamiliarAddressAloneWhileTheAccountIsAttacked() {
        succeed("admin", "192.168.1.10");
        for (int i = 0; i < 50; i++) {
            tryFail("admin", "10.0.0." + i);
        }
        assertThat(waitSeconds("admin", "10.0.1.1")).isPositive();
        succeed("admin", "192.168.1.10");
    }

    @Test
    void leavesAFamiliarAccountAloneBehindABadNeighboursAddress() {
        succeed("admin", "192.168.1.10");
        for (int i = 0; i < 50; i++) {
            tryFail("user" + i, "192.168.1.10");
        }
        assertThat(waitSeconds("operator", "192.168.1.10")).isPositive();
        succeed("admin", "192.168.1.10");
    }

    @Test
    void slowsGuessingFromAFamiliarAddressToo() {
        succeed("admin", "192.168.1.10");
        for (int i = 0; i < 6; i++) {
            fail("admin", "192.168.1.10");
        }
        assertThat(waitSeconds("admin", "192.168.1.10")).isEqualTo(1);
    }

    @Test
    void countsAttemptsThatAreStillUnderWay() {
        List<Attempt> underWay = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            underWay.add(throttle.begin("admin", "10.0.0." + i));
        }
        assertThat(waitSeconds("admin", "10.0.0.9")).isEqualTo(1);
        underWay.forEach(Attempt::close);
        // None of them came to a verdict, as when the database is away.
        fail("admin", "10.0.0.9");
    }

    @Test
    void doesNotForgetTheFailuresOfAnAddressForASuccessWithAnotherAccount() {
        for (int i = 0; i < 20; i++) {
            fail("user" + i, "10.0.0.1");
        }
        succeed("own", "10.0.0.1");
        fail("user20", "10.0.0.1");
        assertThat(waitSeconds("user21", "10.0.0.1")).isPositive();
    }

    @Test
    void forgetsAfterAQuarterOfAnHour() {
        for (int i = 0; i < 6; i++) {
            fail("admin", "10.0.0." + i);
        }
        clock.advance(Duration.ofMinutes(16));
        for (int i = 0; i < 6; i++) {
            fail("admin", "10.0.0." + i);
        }
    }

    @Test
    void tellsTheFirstRefusalOfAWaitApart() {
        for (int i = 0; i < 6; i++) {
            fail("admin", "10.0.0." + i);
        }
        assertThatExceptionOfType(Throttled.class)
                .isThrownBy(() -> throttle.begin("admin", "10.0.1.1"))
                .matches(Throttled::newlySo)
                .matches(e -> e.code() == ErrorCode.THROTTLED)
                .withMessageContaining("1 s");
        assertThatExceptionOfType(Throttled.class)
                .isThrownBy(() -> throttle.begin("admin", "10.0.1.2"))
                .matches(e -> !e.newlySo());
    }

    @Test
    void keepsItsMemoryBounded() {
        for (int i = 0; i < 100_000; i++) {
            tryFail(i + "x".repeat(10_000), "remote" + i);
        }
        assertThat(throttle.size()).isLessThanOrEqualTo(3 * 8192);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.10, 192.168.1.10",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:DB8:1:2::6, 2001:db8:1:2::/64",
        "2001:db8::6, 2001:db8:0:0::/64",
        "::1, 0:0:0:0::/64",
        "fe80::1%eth0, fe80:0:0:0::/64",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
        "1:2:3:4:5:6:7:8:9:10, 1:2:3:4:5:6:7:8:9:10",
        "nonsense::::, nonsense::::"
    })
    void takesAnIpv6NetworkAsOne(String remote, String key) {
        assertThat(LoginThrottle.addressKey(remote)).isEqualTo(key);
    }

    private void fail(String account, String remote) {
        try (Attempt attempt = throttle.begin(account, remote)) {
            attempt.failed();
        }
    }

    private void tryFail(String account, String remote) {
        try {
            fail(account, remote);
        } catch (Throttled e) {
            assertThat(e.code()).isEqualTo(ErrorCode.THROTTLED);
        }
    }

    private void succeed(String account, String remote) {
        try (Attempt attempt = throttle.begin(account, remote)) {
            attempt.succeeded();
        }
    }

    private long waitSeconds(String account, String remote) {
        try {
            throttle.begin(account, remote).close();
            return 0;
        } catch (Throttled e) {
            return Long.parseLong(e.getMessage().replaceAll("\\D", ""));
        }
    }
}
