package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.rule.ActionCall;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sentences about an event: {@code {type}}, {@code {camera}} and the like are replaced by what the event says. */
final class Wording {

    static final String NAMES = "{type}, {camera}, {site}, {label}, {confidence}, {time}, {severity}, {rule}, {id}";

    private static final Pattern PLACE = Pattern.compile("\\{([a-z]{1,20})}");
    private static final int MOST_VALUE = 200;

    private Wording() {}

    static String fill(String template, EnrichedEvent event, ActionCall call) {
        EventMessage message = event.message();
        Map<String, String> values = Map.of(
                "type", message.type(),
                "camera", event.cameraName().orElse("no camera"),
                "site", event.siteName().orElse(""),
                "label", message.label().orElse(""),
                "confidence",
                        message.confidence().isPresent()
                                ? Math.round(message.confidence().getAsDouble() * 100) + " %"
                                : "",
                "time", message.time().toString(),
                "severity", event.severity().name(),
                "rule", call.ruleName(),
                "id", message.id().toString());
        // In one pass: what an event says is not looked through again.
        return PLACE.matcher(template)
                .replaceAll(
                        found -> Matcher.quoteReplacement(plain(values.getOrDefault(found.group(1), found.group()))));
    }

    /** One line, however it came. */
    private static String plain(String value) {
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MOST_VALUE ? line.substring(0, MOST_VALUE) : line;
    }
}
