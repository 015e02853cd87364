package com.technosupport.vms.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class FirstStartTest extends SecurityFixture {

    private Path file() {
        return data.resolve("initial-admin-password");
    }

    private String written() throws IOException {
        return Files.readString(file()).strip();
    }

    @Test
    void writesARandomPasswordThatMustBeChanged() throws IOException {
        start("");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(written()).matches("[a-hjkmnp-z02-9]{5}(-[a-hjkmnp-z02-9]{5}){3}");
        Login login = login("admin", written());
        assertThat(login.caller().role()).isEqualTo(Role.ADMIN);
        assertThat(login.caller().mustChangePassword()).isTrue();
        assertCode(ErrorCode.PASSWORD_CHANGE_REQUIRED, () -> security.issueTicket(login.caller()));

        security.changePassword(login.token(), written(), PASSWORD, HERE);
        assertThat(file()).doesNotExist();
        assertThat(security.authenticate(login.token()))
                .hasValueSatisfying(
                        caller -> assertThat(caller.mustChangePassword()).isFalse());
    }

    @Test
    void takesTheConfiguredPassword() {
        start(ADMIN_PASSWORD);
        assertThat(admin().caller().mustChangePassword()).isFalse();
        assertThat(file()).doesNotExist();
    }

    @Test
    void letsAWeakConfiguredPasswordInOnlyToBeChanged() {
        start("admin");
        assertThat(login("admin", "admin").caller().mustChangePassword()).isTrue();
    }

    @Test
    void waitsForTheDatabase() {
        store.away(true);
        create(ADMIN_PASSWORD);
        assertThat(security.problem()).hasValueSatisfying(why -> assertThat(why).contains("database"));
        assertCode(ErrorCode.STORE_UNAVAILABLE, this::admin);
        security.bindUserStore(store);
        assertCode(ErrorCode.STORE_UNAVAILABLE, this::admin);
        int before = store.calls();
        await(() -> store.calls() > before + 1);
        assertThat(security.problem()).hasValueSatisfying(why -> assertThat(why).contains("database"));
        store.away(false);
        await(() -> security.problem().isEmpty());
        assertThat(admin().caller().username()).isEqualTo("admin");
    }

    @Test
    void keepsThePasswordOfTheFileWhenTheDatabasesAnswerWasLost() throws IOException {
        store.loseNextAnswer();
        start("");
        assertThat(login("admin", written()).caller().mustChangePassword()).isTrue();
        assertThat(store.users()).hasSize(1);
    }

    @Test
    void writesAnotherPasswordAfterAStartThatWasCutShort() throws IOException {
        Files.writeString(file(), "left-over\n");
        start("");
        assertThat(written()).isNotEqualTo("left-over");
        assertThat(login("admin", written()).caller().username()).isEqualTo("admin");
    }

    @Test
    void changesNothingAtTheSecondStart() throws IOException {
        start("");
        String password = written();
        start("another-secret-77");
        assertThat(written()).isEqualTo(password);
        assertThat(login("admin", password).caller().mustChangePassword()).isTrue();
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> login("admin", "another-secret-77"));
    }

    @Test
    void deletesAFileThatOutlivedItsPassword() throws IOException {
        start(ADMIN_PASSWORD);
        Files.writeString(file(), "left-over\n");
        start("");
        assertThat(file()).doesNotExist();
    }

    @Test
    void saysWhenThePasswordCannotBeWritten() throws IOException {
        Files.createDirectories(file().resolve("in-the-way"));
        create("");
        security.bindUserStore(store);
        await(() -> security.problem().orElse("").contains("could not be written"));
        assertThat(store.users()).isEmpty();
        Files.delete(file().resolve("in-the-way"));
        await(() -> security.problem().isEmpty());
        assertThat(login("admin", written()).caller().username()).isEqualTo("admin");
    }
}
