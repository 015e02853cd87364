package com.technosupport.vms.security.internal.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "tR7!mquB2x",
                "3141592653",
                "парольнаякоза",
                "admin-and-a-long-tail",
                "kk4vh-9mqzt-w2n7c-x8rfd"
            })
    void takes(String password) {
        assertThat(PasswordPolicy.objection("admin", password)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "123456789",
                "1234567890",
                "0987654321",
                "aaaaaaaaaaaa",
                "ababababab",
                "abcabcabcabc",
                "password123",
                "Password2024!",
                "!!PASSWORD!!",
                "passwordpassword",
                "administrator",
                "qwertyuiop",
                "poiuytrewq",
                "Qwerty12345",
                "1q2w3e4r5t",
                "changeme12345",
                "admin12345",
                "adminadmin",
                "12345admin",
                "12345abcde\u0007x",
                "ｐａｓｓｗｏｒｄ１２３"
            })
    void refuses(String password) {
        assertThat(PasswordPolicy.objection("admin", password)).isPresent();
    }

    @Test
    void countsCharactersAfterNormalisation() {
        // Ten letters in twenty code points; nine would be too short.
        String accents = "e\u0301a\u0300o\u0302u\u0308n\u0303c\u0327i\u0301y\u0301e\u0300a\u0302";
        assertThat(PasswordPolicy.objection("admin", accents)).isEmpty();
        assertThat(PasswordPolicy.objection("admin", accents.substring(2))).isPresent();
        String longest = "kj4h5".repeat(26).substring(0, 127) + "#";
        assertThat(PasswordPolicy.objection("admin", longest)).isEmpty();
        assertThat(PasswordPolicy.objection("admin", longest + "x")).isPresent();
        assertThat(PasswordPolicy.objection("admin", "\ud800brokentext")).isPresent();
    }

    @Test
    void doesNotQuoteThePassword() {
        assertThatExceptionOfType(VmsException.class)
                .isThrownBy(() -> PasswordPolicy.check("admin", "planted42"))
                .matches(e -> e.code() == ErrorCode.WEAK_PASSWORD)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("planted"));
    }
}
