package com.technosupport.vms.media.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginGateTest {

    private static final Credential PASSWORD = new Credential("admin", "one");

    /** What a login was told. */
    private static final class Told implements Login.Answer {
        private final Login login;
        private String heard = "";

        Told(LoginGate.Member member) {
            login = member.login();
            login.ask(this);
        }

        @Override
        public void go() {
            heard += "go";
        }

        @Override
        public void refused(String sentence) {
            heard += sentence;
        }
    }

    private final AtomicLong now = new AtomicLong();
    private final LoginGate gate = new LoginGate(now::get);
    private final LoginGate.Member member = gate.join("NVR.local", PASSWORD);

    private Told ask() {
        return new Told(member);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void oneAtATimeUntilOneHasSucceeded() {
        Told first = ask();
        Told second = ask();
        Told third = ask();
        assertThat(first.heard).isEqualTo("go");
        assertThat(second.heard + third.heard).isEmpty();
        first.login.accepted();
        assertThat(second.heard).isEqualTo("go");
        assertThat(third.heard).isEqualTo("go");
        assertThat(ask().heard).isEqualTo("go");
    }

    @Test
    void aRefusalIsToldToAllThatWaitAndToAllThatCome() {
        Told first = ask();
        Told second = ask();
        first.login.refused("no");
        first.login.end();
        assertThat(second.heard).isEqualTo("no");
        assertThat(new Told(gate.join("nvr.LOCAL", PASSWORD)).heard).isEqualTo("no");
        pass(Duration.ofDays(1));
        assertThat(ask().heard).as("however late").isEqualTo("no");
    }

    @Test
    void otherAccountsAreNotTouched() {
        ask();
        assertThat(new Told(gate.join("other", PASSWORD)).heard).isEqualTo("go");
        assertThat(new Told(gate.join("nvr.local", new Credential("admin", "two"))).heard)
                .isEqualTo("go");
        LoginGate.Member open = gate.join("nvr.local", Credential.NONE);
        assertThat(new Told(open).heard + new Told(open).heard).isEqualTo("gogo");
    }

    @Test
    void whoEndsWithoutAnAnswerMakesWay() {
        Told first = ask();
        Told second = ask();
        Told third = ask();
        second.login.end();
        first.login.end();
        first.login.end();
        assertThat(second.heard).as("it had left").isEmpty();
        assertThat(third.heard).isEqualTo("go");
        first.login.accepted();
        assertThat(ask().heard).as("nothing was tried by it").isEmpty();
    }

    @Test
    void aSecondTryOfTheSameLoginNeedNotWaitForItself() {
        Told first = ask();
        first.login.ask(first);
        assertThat(first.heard).isEqualTo("gogo");
    }

    @Test
    void aSuccessEndsWithTimeAndWhenAStreamBreaks() {
        Told first = ask();
        first.login.accepted();
        pass(Duration.ofSeconds(6));
        Told alone = ask();
        assertThat(ask().heard).isEmpty();
        alone.login.accepted();

        assertThat(ask().heard).isEqualTo("go");
        first.login.broke();
        assertThat(ask().heard).isEqualTo("go");
        assertThat(ask().heard).isEmpty();
    }

    @Test
    void aRefusalRightAfterASuccessIsThatStreamsOwn() {
        Told first = ask();
        Told second = ask();
        first.login.accepted();
        second.login.refused("not this channel");
        Told third = ask();
        assertThat(third.heard).isEqualTo("go");
        third.login.refused("no");
        assertThat(ask().heard).as("the success has no weight any more").isEqualTo("no");
    }

    @Test
    void settingUpLaterForgetsARefusal() {
        ask().login.refused("no");
        member.setUp();
        assertThat(ask().heard).as("in the same breath").isEqualTo("no");
        pass(Duration.ofSeconds(6));
        member.setUp();
        Told again = ask();
        assertThat(again.heard).isEqualTo("go");
        assertThat(ask().heard).isEmpty();
        long before = member.successes();
        again.login.accepted();
        assertThat(member.successes()).isEqualTo(before + 1);
    }

    @Test
    void anAccountIsForgottenWithItsLastMember() {
        LoginGate.Member other = gate.join("nvr.local", PASSWORD);
        ask().login.refused("no");
        member.leave();
        assertThat(gate.size()).isEqualTo(1);
        assertThat(new Told(other).heard).isEqualTo("no");
        other.leave();
        assertThat(gate.size()).isZero();
        assertThat(new Told(gate.join("nvr.local", PASSWORD)).heard).isEqualTo("go");
    }
}
