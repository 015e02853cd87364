package com.technosupport.vms.rules.internal.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Mail;
import com.technosupport.vms.api.rule.MailSettings;
import com.technosupport.vms.api.rule.SettingStore;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.AuditLog;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The mail settings in the database, and mail by them. */
@Component(service = Mail.class, immediate = true)
public final class MailService implements Mail {

    private static final String PART = "mail";
    private static final String PASSWORD = "password";

    private final SettingStore store;
    private final CredentialVault vault;
    private final AuditLog audit;
    private final Clock clock;

    @Activate
    public MailService(@Reference SettingStore store, @Reference CredentialVault vault, @Reference AuditLog audit) {
        this(store, vault, audit, Clock.systemUTC());
    }

    MailService(SettingStore store, CredentialVault vault, AuditLog audit, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Optional<MailSettings> settings() {
        return settings(store.settings(PART));
    }

    private static Optional<MailSettings> settings(Map<String, String> stored) {
        if (!stored.containsKey("host")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MailSettings(
                    stored.get("host"),
                    Integer.parseInt(stored.get("port")),
                    MailSettings.Security.valueOf(stored.get("security")),
                    Optional.ofNullable(stored.get("user")),
                    stored.get("from")));
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new VmsException(ErrorCode.INTERNAL, "The mail settings in the database cannot be read", e);
        }
    }

    @Override
    public MailSettings change(Actor actor, MailSettings settings, Optional<String> password) {
        check(settings);
        Map<String, String> before = store.settings(PART);
        Map<String, String> after = new HashMap<>();
        after.put("host", settings.host());
        after.put("port", Integer.toString(settings.port()));
        after.put("security", settings.security().name());
        settings.user().ifPresent(user -> after.put("user", user));
        after.put("from", settings.from());
        if (settings.user().isPresent()) {
            if (password.isPresent()) {
                byte[] sealed = vault.seal(password.get().getBytes(UTF_8), context(settings));
                after.put(PASSWORD, Base64.getEncoder().encodeToString(sealed));
            } else if (before.containsKey(PASSWORD)
                    && settings(before).map(MailService::context).equals(Optional.of(context(settings)))) {
                after.put(PASSWORD, before.get(PASSWORD));
            } else {
                throw new VmsException(ErrorCode.INVALID_REQUEST, "A login needs a password");
            }
        }
        store.replace(PART, after);
        note(actor, "settings.mail", settings.host() + ":" + settings.port() + " by " + settings.security());
        return settings;
    }

    @Override
    public void forget(Actor actor) {
        store.replace(PART, Map.of());
        note(actor, "settings.mail", "no mail is sent any more");
    }

    private void note(Actor actor, String action, String detail) {
        audit.append(new AuditLog.Entry(clock.instant(), actor.name(), action, PART, detail, actor.remote()));
    }

    /** A password that is moved to another server or user does not open: nobody can have it sent elsewhere. */
    private static String context(MailSettings settings) {
        return "mail:" + settings.host() + ":" + settings.user().orElse("");
    }

    private static void check(MailSettings settings) {
        if (!settings.host().matches("[A-Za-z0-9._:-]{1,253}")) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The mail server is a host name or an address");
        }
        if (settings.user()
                .filter(user -> user.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The mail server's user has no control characters");
        }
        if (settings.security() == MailSettings.Security.NONE && settings.user().isPresent()) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A password is not sent in clear: use STARTTLS or TLS with a login");
        }
        address(settings.from());
    }

    /**
     * One address, in ASCII.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is none, or more than one
     */
    static InternetAddress address(String text) {
        try {
            if (text.length() > 320 || text.chars().anyMatch(c -> Character.isISOControl(c) || c > 126)) {
                throw new AddressException("not an address");
            }
            InternetAddress[] addresses = InternetAddress.parse(text, true);
            if (addresses.length != 1 || addresses[0].isGroup()) {
                throw new AddressException("not one address");
            }
            addresses[0].validate();
            return addresses[0];
        } catch (AddressException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "Not a mail address, such as guard@example.org", e);
        }
    }

    @Override
    public void send(List<String> to, String subject, String text, String key, Optional<byte[]> picture) {
        Map<String, String> stored = store.settings(PART);
        MailSettings settings = settings(stored)
                .orElseThrow(() -> new VmsException(ErrorCode.INVALID_REQUEST, "No mail server is set"));
        Optional<String> password = Optional.ofNullable(stored.get(PASSWORD))
                .map(kept -> new String(vault.open(Base64.getDecoder().decode(kept), context(settings)), UTF_8));
        new SmtpMessage(settings, password, clock)
                .send(to.stream().map(MailService::address).toList(), subject, text, key, picture);
    }
}
