package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.SimulatedEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tree of topics that GetEventProperties tells. */
final class EventProperties {
    private static final class Node {
        private final Map<String, Node> below = new TreeMap<>();
        private String description = "";
    }

    private EventProperties() {}

    static String answer() {
        Node root = new Node();
        for (SimulatedEvent event : SimulatedEvent.values()) {
            Topics.Description topic = Topics.describe(event);
            Node node = root;
            for (String segment : topic.topic().split("/")) {
                node = node.below.computeIfAbsent(segment, name -> new Node());
            }
            node.description = "<tt:MessageDescription IsProperty=\"" + topic.property() + "\">"
                    + items("Source", topic.source()) + items("Key", topic.key()) + items("Data", topic.data())
                    + "</tt:MessageDescription>";
        }
        return wrap(
                "tev:GetEventPropertiesResponse",
                tag("tev:TopicNamespaceLocation", "http://www.onvif.org/onvif/ver10/topics/topicns.xml")
                        + tag("wsnt:FixedTopicSet", true)
                        + wrap("wstop:TopicSet", tree(root))
                        + tag(
                                "wsnt:TopicExpressionDialect",
                                "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet")
                        + tag(
                                "wsnt:TopicExpressionDialect",
                                "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete")
                        + tag(
                                "tev:MessageContentFilterDialect",
                                "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter")
                        + tag("tev:MessageContentSchemaLocation", "http://www.onvif.org/onvif/ver10/schema/onvif.xsd"));
    }

    private static String items(String element, List<Topics.Item> items) {
        if (items.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (Topics.Item item : items) {
            out.append("<tt:SimpleItemDescription Name=\"")
                    .append(item.name())
                    .append("\" Type=\"")
                    .append(item.type())
                    .append("\"/>");
        }
        return wrap("tt:" + element, out.toString());
    }

    private static String tree(Node node) {
        StringBuilder out = new StringBuilder();
        node.below.forEach((name, child) -> out.append('<')
                .append(name)
                .append(child.description.isEmpty() ? "" : " wstop:topic=\"true\"")
                .append('>')
                .append(child.description)
                .append(tree(child))
                .append("</")
                .append(name)
                .append('>'));
        return out.toString();
    }
}
