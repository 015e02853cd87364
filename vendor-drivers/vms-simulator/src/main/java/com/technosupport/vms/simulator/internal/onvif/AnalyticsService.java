package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

/** ONVIF Analytics Service, ver20 (Profile M), for reading: the rules that a device has. */
final class AnalyticsService implements Service {
    private final Surroundings here;

    AnalyticsService(Surroundings here) {
        this.here = here;
    }

    @Override
    public String namespace() {
        return Soap.ANALYTICS;
    }

    @Override
    public String path() {
        return "/onvif/analytics_service";
    }

    @Override
    public String capabilities() {
        return "<tan:Capabilities RuleSupport=\"true\" AnalyticsModuleSupport=\"false\""
                + " CellBasedSceneDescriptionSupported=\"false\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        if (here.inventory()
                .find(call.argument("ConfigurationToken"), Channel::analytics)
                .isEmpty()) {
            throw OnvifFault.invalid("ter:NoConfig", "The requested configuration does not exist");
        }
        String content =
                switch (call.name()) {
                    case "GetSupportedRules" ->
                        wrap(
                                "tan:SupportedRules",
                                description("CellMotionDetector", "CellMotionDetector/Motion", "IsMotion", "boolean")
                                        + description("LineDetector", "LineDetector/Crossed", "ObjectId", "integer")
                                        + description(
                                                "FieldDetector", "FieldDetector/ObjectsInside", "IsInside", "boolean"));
                    case "GetRules" ->
                        rule("MyMotionDetectorRule", "CellMotionDetector")
                                + rule("Line 1", "LineDetector")
                                + rule("Yard & gate", "FieldDetector");
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("tan:" + call.name() + "Response", content);
    }

    private static String description(String type, String topic, String item, String itemType) {
        String messages = "<tt:Messages IsProperty=\"" + !type.equals("LineDetector") + "\">"
                + wrap(
                        "tt:Source",
                        "<tt:SimpleItemDescription Name=\"VideoSourceConfigurationToken\" Type=\"tt:ReferenceToken\"/>")
                + wrap("tt:Data", "<tt:SimpleItemDescription Name=\"" + item + "\" Type=\"xs:" + itemType + "\"/>")
                + Xml.tag("tt:ParentTopic", "tns1:RuleEngine/" + topic) + "</tt:Messages>";
        return "<tt:RuleDescription Name=\"tt:" + type + "\" fixed=\"true\" maxInstances=\"1\"><tt:Parameters/>"
                + messages + "</tt:RuleDescription>";
    }

    private static String rule(String name, String type) {
        return "<tan:Rule Name=\"" + Xml.escape(name) + "\" Type=\"tt:" + type + "\"><tt:Parameters/></tan:Rule>";
    }
}
