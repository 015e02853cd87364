package com.technosupport.vms.simulator.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AuthTest {
    private static final Credentials USER = new Credentials("user", "userpassword");
    private static final String NONCE = "LKqI6G/AikKCQrN0zqZFlg==";
    private static final String CREATED = "2010-09-16T07:50:45Z";
    private static final Instant NOW = Instant.parse(CREATED);

    /** The example of the ONVIF Application Programmer's Guide, section 6.1.1.3. */
    private static final String DIGEST = "tuOSpGlFlIXsozq4HFNeeGeFLEI=";

    private static boolean check(UsernameToken token, String digest, Instant now) {
        return token.check("user", UsernameToken.PASSWORD_DIGEST, digest, NONCE, CREATED, now);
    }

    @Test
    void takesTheGuidesToken() {
        assertThat(check(new UsernameToken(USER), DIGEST, NOW)).isTrue();
    }

    @Test
    void refusesATokenTheSecondTime() {
        UsernameToken token = new UsernameToken(USER);
        assertThat(check(token, DIGEST, NOW)).isTrue();
        assertThat(check(token, DIGEST, NOW)).isFalse();
    }

    @Test
    void refusesWhatIsTooOldOrTooNew() {
        assertThat(check(new UsernameToken(USER), DIGEST, NOW.plusSeconds(61))).isFalse();
        assertThat(check(new UsernameToken(USER), DIGEST, NOW.minusSeconds(61))).isFalse();
        assertThat(check(new UsernameToken(USER), DIGEST, NOW.plusSeconds(59))).isTrue();
    }

    @Test
    void refusesWrongDigestsPlainTextAndGarbage() {
        UsernameToken token = new UsernameToken(USER);
        String wrong = Base64.getEncoder().encodeToString("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
        assertThat(check(token, wrong, NOW)).isFalse();
        assertThat(check(token, "%%%", NOW)).isFalse();
        assertThat(token.check("user", "#PasswordText", "userpassword", NONCE, CREATED, NOW))
                .isFalse();
        assertThat(token.check("user", UsernameToken.PASSWORD_DIGEST, DIGEST, NONCE, "today", NOW))
                .isFalse();
        assertThat(token.check("other", UsernameToken.PASSWORD_DIGEST, DIGEST, NONCE, CREATED, NOW))
                .isFalse();
        assertThat(UsernameToken.WINDOW).isGreaterThan(Duration.ZERO);
    }

    /** RFC 7616 section 3.9.1. */
    @Test
    void computesTheExampleResponsesOfTheRfc() {
        Credentials mufasa = new Credentials("Mufasa", "Circle of Life");
        String middle = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:"
                + "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth";
        String realm = "http-auth@example.org";
        assertThat(HttpAuth.response("MD5", mufasa, realm, "GET", "/dir/index.html", middle))
                .isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
        assertThat(HttpAuth.response("SHA-256", mufasa, realm, "GET", "/dir/index.html", middle))
                .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    }

    @Test
    void saysNoPassword() {
        assertThat(USER.toString()).doesNotContain("userpassword");
    }
}
