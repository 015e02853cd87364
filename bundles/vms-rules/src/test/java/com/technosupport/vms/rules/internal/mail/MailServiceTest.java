package com.technosupport.vms.rules.internal.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.MailSettings;
import com.technosupport.vms.api.rule.MailSettings.Security;
import com.technosupport.vms.api.rule.SettingStore;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.rules.internal.Samples;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail to a real mail server. */
class MailServiceTest {

    private final Map<String, Map<String, String>> stored = new HashMap<>();
    private final List<AuditLog.Entry> audit = new ArrayList<>();
    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });
    private final MailService mail = new MailService(
            new SettingStore() {
                @Override
                public Map<String, String> settings(String part) {
                    return stored.getOrDefault(part, Map.of());
                }

                @Override
                public void replace(String part, Map<String, String> settings) {
                    stored.put(part, settings);
                }
            },
            new CredentialVault() {
                @Override
                public byte[] seal(byte[] secret, String context) {
                    return (context + "|" + new StringBuilder(new String(secret, UTF_8)).reverse()).getBytes(UTF_8);
                }

                @Override
                public byte[] open(byte[] sealed, String context) {
                    String text = new String(sealed, UTF_8);
                    assertThat(text).startsWith(context + "|");
                    return new StringBuilder(text.substring(context.length() + 1))
                            .reverse()
                            .toString()
                            .getBytes(UTF_8);
                }
            },
            new AuditLog() {
                @Override
                public void append(Entry entry) {
                    audit.add(entry);
                }

                @Override
                public List<StoredEntry> newest(int limit, OptionalLong before) {
                    return List.of();
                }
            },
            Samples.CLOCK);

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MailSettings plain() {
        return new MailSettings(
                "127.0.0.1", server.getSmtp().getPort(), Security.NONE, Optional.empty(), "vms@example.org");
    }

    private static void refused(ErrorCode code, Runnable what) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        VmsException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void aMailArrivesWithItsPicture() throws Exception {
        mail.change(Actor.CONSOLE, plain(), Optional.empty());
        byte[] picture = {(byte) 0xff, (byte) 0xd8, 1, 2, 3};
        mail.send(List.of("guard@example.org"), "Tür offen", "Somebody\nat the gate", "e.r.0", Optional.of(picture));
        mail.send(List.of("guard@example.org", "b@example.org"), "two", "words", "e.r.1", Optional.empty());
        assertThat(server.waitForIncomingEmail(20_000, 3)).isTrue();
        MimeMessage first = server.getReceivedMessages()[0];
        assertThat(first.getSubject()).isEqualTo("Tür offen");
        assertThat(first.getMessageID()).isEqualTo("<e.r.0@vms.invalid>");
        assertThat(first.getFrom()[0]).hasToString("vms@example.org");
        MimeMultipart parts = (MimeMultipart) first.getContent();
        assertThat(parts.getBodyPart(0).getContent().toString()).contains("at the gate");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(picture);
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("image/jpeg");
        assertThat(server.getReceivedMessages()[1].getContent().toString()).contains("words");
    }

    @Test
    void aLineBreakBeginsNoHeader() throws Exception {
        mail.change(Actor.CONSOLE, plain(), Optional.empty());
        mail.send(
                List.of("guard@example.org"),
                "one\r\nBcc: thief@example.org\r\n\r\nbody\u2028x",
                "words\r\n.\r\nMAIL FROM:<x@example.org>",
                "k\r\nX: y",
                Optional.empty());
        assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
        MimeMessage[] all = server.getReceivedMessages();
        assertThat(all).hasSize(1);
        assertThat(all[0].getHeader("Bcc")).isNull();
        assertThat(all[0].getHeader("X")).isNull();
        assertThat(all[0].getSubject()).startsWith("one Bcc:");
        assertThat(all[0].getContent().toString()).contains("MAIL FROM:");
        for (String to : new String[] {
            "a@example.org\r\nBcc: x@example.org",
            "a@example.org, b@example.org",
            "nobody",
            "",
            "a b@example.org",
            "group: a@example.org;"
        }) {
            refused(ErrorCode.INVALID_REQUEST, () -> mail.send(List.of(to), "s", "t", "k", Optional.empty()));
        }
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> mail.change(
                        Actor.CONSOLE,
                        new MailSettings("127.0.0.1", 25, Security.NONE, Optional.empty(), "a@example.org\r\nX: y"),
                        Optional.empty()));
    }

    @Test
    void aServerThatCannotBeTrustedGetsNothing() {
        mail.change(
                Actor.CONSOLE,
                new MailSettings(
                        "127.0.0.1", server.getSmtps().getPort(), Security.TLS, Optional.of("u"), "vms@example.org"),
                Optional.of("planted-password"));
        refused(
                ErrorCode.DEVICE_UNREACHABLE,
                () -> mail.send(List.of("guard@example.org"), "s", "t", "k", Optional.empty()));
        mail.change(
                Actor.CONSOLE,
                new MailSettings(
                        "127.0.0.1",
                        server.getSmtp().getPort(),
                        Security.STARTTLS,
                        Optional.empty(),
                        "vms@example.org"),
                Optional.empty());
        refused(
                ErrorCode.DEVICE_UNREACHABLE,
                () -> mail.send(List.of("guard@example.org"), "s", "t", "k", Optional.empty()));
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aPasswordIsSealedAndStaysWithItsServer() {
        refused(ErrorCode.INVALID_REQUEST, () -> mail.send(List.of("a@b.org"), "s", "t", "k", Optional.empty()));
        MailSettings login =
                new MailSettings("mail.example", 587, Security.STARTTLS, Optional.of("vms"), "vms@example.org");
        refused(ErrorCode.INVALID_REQUEST, () -> mail.change(Actor.CONSOLE, login, Optional.empty()));
        mail.change(Actor.CONSOLE, login, Optional.of("planted-password"));
        assertThat(stored.toString()).doesNotContain("planted-password");
        assertThat(mail.settings()).contains(login);
        MailSettings other = new MailSettings("mail.example", 465, Security.TLS, login.user(), "x@example.org");
        mail.change(Actor.CONSOLE, other, Optional.empty());
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> mail.change(
                        Actor.CONSOLE,
                        new MailSettings("thief.example", 587, Security.STARTTLS, login.user(), login.from()),
                        Optional.empty()));
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> mail.change(
                        Actor.CONSOLE,
                        new MailSettings("mail.example", 25, Security.NONE, login.user(), login.from()),
                        Optional.of("x")));
        mail.forget(Actor.CONSOLE);
        assertThat(mail.settings()).isEmpty();
        assertThat(audit.toString()).doesNotContain("planted-password");
        assertThat(audit).hasSize(3);
    }
}
