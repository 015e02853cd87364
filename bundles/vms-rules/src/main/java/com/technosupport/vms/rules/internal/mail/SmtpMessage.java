package com.technosupport.vms.rules.internal.mail;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.MailSettings;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** One message to one mail server, over a connection of its own. */
final class SmtpMessage {

    private static final String MILLIS = "10000";
    private static final int MOST_SUBJECT = 200;
    private static final int MOST_ANSWER = 200;

    private final MailSettings settings;
    private final Optional<String> password;
    private final Clock clock;

    SmtpMessage(MailSettings settings, Optional<String> password, Clock clock) {
        this.settings = settings;
        this.password = password;
        this.clock = clock;
    }

    void send(List<InternetAddress> to, String subject, String text, String key, Optional<byte[]> picture) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The library finds its parts by this loader: those in this bundle, and no others.
        thread.setContextClassLoader(SmtpMessage.class.getClassLoader());
        try {
            Session session = Session.getInstance(properties());
            MimeMessage message = message(session, to, subject, text, key, picture);
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(
                        settings.host(), settings.port(), settings.user().orElse(null), password.orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
            }
        } catch (MessagingException e) {
            throw failure(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", MILLIS);
        properties.put("mail.smtp.timeout", MILLIS);
        properties.put("mail.smtp.writetimeout", MILLIS);
        properties.put("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (settings.security()) {
            case TLS -> properties.put("mail.smtp.ssl.enable", "true");
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                // Else whoever sits between could hide that the server can encrypt.
                properties.put("mail.smtp.starttls.required", "true");
            }
            case NONE -> properties.put("mail.smtp.starttls.enable", "false");
        }
        // Not what the machine happens to be called.
        properties.put("mail.smtp.localhost", "vms.invalid");
        return properties;
    }

    private MimeMessage message(
            Session session,
            List<InternetAddress> to,
            String subject,
            String text,
            String key,
            Optional<byte[]> picture)
            throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // The same each time it is sent, so that a receiver can know it again.
                setHeader("Message-ID", "<" + key.replaceAll("[^A-Za-z0-9.-]", "-") + "@vms.invalid>");
            }
        };
        message.setFrom(MailService.address(settings.from()));
        message.setRecipients(Message.RecipientType.TO, to.toArray(InternetAddress[]::new));
        // A line break would begin another header field.
        String line = subject.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        message.setSubject(line.length() > MOST_SUBJECT ? line.substring(0, MOST_SUBJECT) : line, "UTF-8");
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        if (picture.isPresent()) {
            MimeBodyPart words = new MimeBodyPart();
            words.setText(text, "UTF-8");
            MimeBodyPart still = new MimeBodyPart();
            still.setDataHandler(new DataHandler(new ByteArrayDataSource(picture.get(), "image/jpeg")));
            still.setFileName("event.jpg");
            message.setContent(new MimeMultipart(words, still));
        } else {
            message.setText(text, "UTF-8");
        }
        return message;
    }

    private VmsException failure(MessagingException e) {
        String where = settings.host() + ":" + settings.port();
        if (e instanceof AuthenticationFailedException) {
            return new VmsException(ErrorCode.BAD_CREDENTIALS, where + " refuses the login", e);
        }
        int code = code(e);
        if (code >= 500) {
            return new VmsException(ErrorCode.INVALID_REQUEST, where + " refuses the mail: " + answer(e), e);
        }
        if (code >= 400) {
            return new VmsException(ErrorCode.BUSY, where + " cannot take the mail now: " + answer(e), e);
        }
        return new VmsException(ErrorCode.DEVICE_UNREACHABLE, where + " cannot be used: " + answer(e), e);
    }

    /** The server's answer by its number (RFC 5321, section 4.2); 0 where there was none. */
    private static int code(MessagingException e) {
        int code = 0;
        for (Exception each = e; each != null; each = next(each)) {
            if (each instanceof SMTPSendFailedException failed) {
                code = Math.max(code, failed.getReturnCode());
            } else if (each instanceof SMTPAddressFailedException failed) {
                code = Math.max(code, failed.getReturnCode());
            } else if (each instanceof SendFailedException failed && failed.getInvalidAddresses() != null) {
                code = Math.max(code, 500);
            }
        }
        return code;
    }

    private static Exception next(Exception e) {
        return e instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    /** The innermost says what it is about. */
    private static String answer(MessagingException e) {
        Exception last = e;
        for (Exception each = e; each != null; each = next(each)) {
            last = each;
        }
        String text =
                String.valueOf(last.getMessage()).replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() > MOST_ANSWER ? text.substring(0, MOST_ANSWER) : text;
    }
}
