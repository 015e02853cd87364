package com.technosupport.vms.simulator.internal.onvif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.w3c.dom.Element;

/**
 * A topic expression of ONVIF's ConcreteSet dialect (Core Specification, "Topic filter"): topics with {@code |} between, each perhaps with
 * {@code //.} for all below it.
 */
final class TopicFilter {
    private static final String CONCRETE_SET = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet";
    private static final String CONCRETE = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete";

    private TopicFilter() {}

    /** The filter in a request; without, everything is wanted. */
    static Predicate<String> of(Element operation) throws OnvifFault {
        if (Xml.find(operation, Soap.NOTIFICATION, "MessageContent").isPresent()) {
            throw OnvifFault.of(true, "wsnt:InvalidMessageContentExpressionFault", "Message content is not filtered");
        }
        Optional<Element> expression = Xml.find(operation, Soap.NOTIFICATION, "TopicExpression");
        if (expression.isEmpty()) {
            return topic -> true;
        }
        String dialect = expression.get().getAttribute("Dialect");
        if (!dialect.equals(CONCRETE_SET) && !dialect.equals(CONCRETE)) {
            throw OnvifFault.of(true, "wsnt:TopicExpressionDialectUnknownFault", "Unknown dialect");
        }
        List<Predicate<String>> topics = new ArrayList<>();
        for (String part : expression.get().getTextContent().split("\\|")) {
            topics.add(one(part.strip(), expression.get()));
        }
        return topic -> topics.stream().anyMatch(one -> one.test(topic));
    }

    private static Predicate<String> one(String text, Element scope) throws OnvifFault {
        boolean below = text.endsWith("//.");
        String path = below ? text.substring(0, text.length() - 3) : text;
        int colon = path.indexOf(':');
        String namespace = colon < 0 ? "" : scope.lookupNamespaceURI(path.substring(0, colon));
        String known;
        if (Soap.TOPICS.equals(namespace)) {
            known = "tns1:" + path.substring(colon + 1);
        } else if (Soap.VENDOR_TOPICS.equals(namespace)) {
            known = "tnsv:" + path.substring(colon + 1);
        } else {
            throw OnvifFault.of(true, "wsnt:TopicNotSupportedFault", "A topic of an unknown namespace");
        }
        return topic -> topic.equals(known) || (below && topic.startsWith(known + "/"));
    }
}
