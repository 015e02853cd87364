package com.technosupport.vms.rules.internal.action;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.rules.internal.RulesConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the event as JSON to a URL: {@code {key,rule:{id,name},event}}. With a secret the request is signed: {@code
 * X-VMS-Signature: sha256=} and the HMAC-SHA256, in hexadecimal digits, of the value of {@code X-VMS-Timestamp} (seconds since
 * 1970), a full stop, and the body.
 */
@Component(service = RuleAction.class, immediate = true, configurationPid = RulesConfiguration.PID)
public final class WebhookAction implements RuleAction {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookAction.class);
    private static final Duration TIME = Duration.ofSeconds(15);

    private final AddressGuard guard;
    private final Clock clock;
    /** For all of a call. */
    private final Duration time;

    @Activate
    public WebhookAction(RulesConfiguration configuration) {
        this(guard(configuration.webhookAllow()), Clock.systemUTC(), TIME);
    }

    WebhookAction(AddressGuard guard, Clock clock, Duration time) {
        this.guard = guard;
        this.clock = clock;
        this.time = time;
    }

    private static AddressGuard guard(String allowed) {
        try {
            return new AddressGuard(allowed);
        } catch (IllegalArgumentException e) {
            LOG.error("webhookAllow is not understood, so nothing is allowed by it: {}", e.getMessage());
            return new AddressGuard("");
        }
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public String description() {
        return "Posts the event as JSON to a URL, signed where a secret is given";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("url", "http or https, without a login in it")
                        .must(),
                ActionParameter.secret("secret", "With which the request is signed (X-VMS-Signature, HMAC-SHA256)"));
    }

    @Override
    public Policy policy() {
        return new Policy(time.plusSeconds(15), 8, Duration.ofSeconds(2), Optional.of(Duration.ofHours(24)));
    }

    @Override
    public void check(Map<String, Object> parameters) {
        url(parameters);
    }

    private static URI url(Map<String, Object> parameters) {
        try {
            URI url = new URI(((String) parameters.get("url")).strip());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https"))
                    || url.getHost() == null
                    || url.getRawUserInfo() != null
                    || url.getRawFragment() != null
                    || !url.toASCIIString().equals(url.toString())) {
                throw new VmsException(
                        ErrorCode.INVALID_REQUEST,
                        "The parameter url is an http or https URL with a host, without a login and a fragment");
            }
            return scheme.equals(url.getScheme())
                    ? url
                    : new URI(scheme + url.toString().substring(scheme.length()));
        } catch (URISyntaxException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The parameter url is not a URL");
        }
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call) {
        URI url = url(parameters);
        byte[] body = body(event, call);
        String sent = Long.toString(clock.instant().getEpochSecond());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Content-Type", "application/json");
        fields.put("User-Agent", "Techno-Support-VMS");
        fields.put("Idempotency-Key", call.key());
        fields.put("X-VMS-Attempt", Integer.toString(call.attempt()));
        fields.put("X-VMS-Timestamp", sent);
        if (parameters.get("secret") instanceof String secret && !secret.isEmpty()) {
            fields.put("X-VMS-Signature", "sha256=" + signature(secret, sent, body));
        }
        InetAddress address = guard.resolve(WebhookCall.host(url));
        WebhookCall.Answer answer;
        try {
            answer = WebhookCall.post(url, address, fields, body, time);
        } catch (SSLException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE, "No trust in " + url.getHost() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE, url.getHost() + " does not answer: " + e.getMessage(), e);
        }
        judge(url, answer);
    }

    private void judge(URI url, WebhookCall.Answer answer) {
        int status = answer.status();
        if (status < 300) {
            return;
        }
        String sentence = url.getHost() + " answered " + status;
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            Optional<Instant> retryAt = Optional.ofNullable(answer.fields().get("retry-after"))
                    .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                    .map(seconds -> clock.instant().plusSeconds(Long.parseLong(seconds)));
            throw retryAt.isPresent()
                    ? new VmsException(ErrorCode.BUSY, sentence, retryAt.get())
                    : new VmsException(ErrorCode.BUSY, sentence);
        }
        throw new VmsException(
                ErrorCode.INVALID_REQUEST, status < 400 ? sentence + "; redirects are not followed" : sentence);
    }

    private static byte[] body(EnrichedEvent event, ActionCall call) {
        String name = new String(JsonStringEncoder.getInstance().quoteAsString(call.ruleName()));
        return ("{\"key\":\"" + call.key() + "\",\"rule\":{\"id\":\"" + call.rule() + "\",\"name\":\"" + name
                        + "\"},\"event\":" + EventJson.text(event) + "}")
                .getBytes(UTF_8);
    }

    static String signature(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
