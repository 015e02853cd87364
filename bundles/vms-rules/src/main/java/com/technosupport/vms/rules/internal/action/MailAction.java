package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.Mail;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.rules.internal.still.EventStills;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sends a mail. */
@Component(service = RuleAction.class, immediate = true)
public final class MailAction implements RuleAction {

    private static final int MOST_RECEIVERS = 50;

    private final Mail mail;
    private final EventStills stills;

    @Activate
    public MailAction(@Reference Mail mail, @Reference EventStills stills) {
        this.mail = mail;
        this.stills = stills;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String description() {
        return "Sends a mail by the mail server that is set, with the event's still if wanted";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("to", "Addresses, comma separated").must(),
                ActionParameter.text("subject", "May hold " + Wording.NAMES),
                ActionParameter.longText("text", "May hold " + Wording.NAMES),
                ActionParameter.bool("picture", "Whether the event's still goes with it", true));
    }

    @Override
    public Policy policy() {
        return new Policy(Duration.ofSeconds(60), 8, Duration.ofSeconds(5), Optional.of(Duration.ofHours(24)));
    }

    @Override
    public void check(Map<String, Object> parameters) {
        to(parameters);
    }

    private static List<String> to(Map<String, Object> parameters) {
        List<String> to = Arrays.stream(((String) parameters.get("to")).split(",", -1))
                .map(String::strip)
                .toList();
        // What the mail library makes of it is seen when it is sent; this is for slips.
        if (to.size() > MOST_RECEIVERS
                || to.stream().anyMatch(address -> !address.matches("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,255}"))) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "The parameter to is up to " + MOST_RECEIVERS + " addresses, such as guard@example.org");
        }
        return to;
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
            throws InterruptedException {
        String subject = (String) parameters.getOrDefault("subject", "");
        String text = (String) parameters.getOrDefault("text", "");
        Optional<byte[]> picture = Optional.empty();
        if (Boolean.TRUE.equals(parameters.get("picture")) && event.cameraName().isPresent()) {
            picture = picture(event);
        }
        mail.send(
                to(parameters),
                Wording.fill(subject.isBlank() ? "{rule}: {type} at {camera}" : subject, event, call),
                Wording.fill(
                        text.isBlank() ? "{rule}\n\n{type} at {camera} ({site})\n{time}\n{label} {confidence}\n" : text,
                        event,
                        call),
                call.key(),
                picture);
    }

    /** A mail without its picture is better than none. */
    private Optional<byte[]> picture(EnrichedEvent event) throws InterruptedException {
        try {
            return Optional.of(stills.picture(stills.keep(event, false), false));
        } catch (VmsException e) {
            return Optional.empty();
        }
    }
}
