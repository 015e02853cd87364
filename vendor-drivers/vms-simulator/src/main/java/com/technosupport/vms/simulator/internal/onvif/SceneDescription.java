package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import java.time.Instant;
import java.util.Locale;

/**
 * Metadata of a moment (ONVIF Analytics Service Specification, "Scene Description Interface"): a person walks from left to right in ten
 * seconds, and a car stands. Boxes are in ONVIF's coordinates, −1 to 1 with up and right positive.
 */
final class SceneDescription {
    private static final long WAY_MILLIS = 10_000;

    private SceneDescription() {}

    static String of(Instant moment) {
        double walked = -0.9 + 1.8 * Math.floorMod(moment.toEpochMilli(), WAY_MILLIS) / WAY_MILLIS;
        String person = object(7, "Human", 0.91, walked - 0.05, 0.3, walked + 0.05, -0.4);
        String car = object(12, "Vehicle", 0.74, 0.5, -0.5, 0.8, -0.8);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tt:MetadataStream xmlns:tt=\"" + Soap.SCHEMA + "\">"
                + wrap(
                        "tt:VideoAnalytics",
                        "<tt:Frame UtcTime=\"" + Times.text(moment) + "\">" + person + car + "</tt:Frame>")
                + "</tt:MetadataStream>";
    }

    private static String object(
            int id, String type, double likelihood, double left, double top, double right, double bottom) {
        String box = String.format(
                Locale.ROOT,
                "<tt:BoundingBox left=\"%.4f\" top=\"%.4f\" right=\"%.4f\" bottom=\"%.4f\"/>"
                        + "<tt:CenterOfGravity x=\"%.4f\" y=\"%.4f\"/>",
                left,
                top,
                right,
                bottom,
                (left + right) / 2,
                (top + bottom) / 2);
        return "<tt:Object ObjectId=\"" + id + "\">"
                + wrap(
                        "tt:Appearance",
                        wrap("tt:Shape", box)
                                + wrap(
                                        "tt:Class",
                                        wrap(
                                                        "tt:ClassCandidate",
                                                        tag("tt:Type", type) + tag("tt:Likelihood", likelihood))
                                                + "<tt:Type Likelihood=\"" + likelihood + "\">" + type + "</tt:Type>"))
                + "</tt:Object>";
    }
}
