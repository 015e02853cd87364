package com.technosupport.vms.api.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    @ParameterizedTest
    @CsvSource({"admin,secret", "'',''", "a:b,c:d", "ü,pässwörd", "'','only'", "12:3,4"})
    void survivesEncoding(String user, String password) {
        Credential credential = new Credential(user, password);
        assertThat(Credential.decode(credential.encode())).isEqualTo(credential);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin", ":x", "9:abc", "-1:abc", "99999999999:abc"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Credential.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textShowsNothing() {
        assertThat(new Credential("alice", "hunter2").toString()).doesNotContain("alice", "hunter2");
    }
}
