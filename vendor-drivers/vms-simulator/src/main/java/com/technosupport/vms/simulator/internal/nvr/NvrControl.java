package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The switches of recorders in a simulator that runs as a process, over HTTP on loopback: {@code GET /nvrs},
 * {@code PUT /nvrs/1/event?name=MOTION&channel=2&active=true}, {@code PUT /nvrs/1/input?number=3&active=true},
 * {@code PUT /nvrs/1/channel?number=4&state=offline} (or online, removed, restored), {@code PUT} and {@code DELETE} of
 * {@code /nvrs/1/quirk?name=SPLIT_EVENTS} and {@code /nvrs/1/fault?name=SLOW&amount=2}.
 */
public final class NvrControl {
    private static final Pattern PATH = Pattern.compile("/nvrs/(\\d{1,4})/(event|input|channel|quirk|fault)");
    private static final String JSON = "application/json";

    private final List<SimulatedNvr> nvrs;

    public NvrControl(List<SimulatedNvr> nvrs) {
        this.nvrs = nvrs;
    }

    /** Whether a request is for recorders. */
    public static boolean isFor(Request request) {
        return request.path().equals("/nvrs") || request.path().startsWith("/nvrs/");
    }

    public Response answer(Request request) {
        if (request.path().equals("/nvrs") && request.method().equals("GET")) {
            StringJoiner list = new StringJoiner(",\n", "[", "]\n");
            nvrs.forEach(nvr -> list.add(describe(nvr)));
            return Response.text(200, JSON, list.toString());
        }
        Matcher matcher = PATH.matcher(request.path());
        if (!matcher.matches()) {
            return Response.text(404, "text/plain", "Not found\n");
        }
        int number = Integer.parseInt(matcher.group(1));
        if (number < 1 || number > nvrs.size()) {
            return Response.text(404, "text/plain", "No recorder " + number + "\n");
        }
        boolean put = request.method().equals("PUT");
        boolean delete = request.method().equals("DELETE");
        SimulatedNvr nvr = nvrs.get(number - 1);
        try {
            boolean done =
                    (put && put(nvr, matcher.group(2), request)) || (delete && delete(nvr, matcher.group(2), request));
            return done
                    ? Response.text(200, JSON, describe(nvr) + "\n")
                    : Response.text(405, "text/plain", "PUT, or DELETE of a quirk or fault\n");
        } catch (IllegalArgumentException e) {
            return Response.text(400, "text/plain", "No such thing, or an argument is missing\n");
        }
    }

    private static boolean put(SimulatedNvr nvr, String what, Request request) {
        boolean active = !request.query("active").orElse("true").equals("false");
        switch (what) {
            case "event" -> nvr.raise(SimulatedEvent.valueOf(name(request)), number(request, "channel"), active);
            case "input" -> nvr.setInput(number(request, "number"), active);
            case "channel" ->
                channel(nvr, number(request, "number"), request.query("state").orElse(""));
            case "quirk" -> nvr.quirk(NvrQuirk.valueOf(name(request)));
            default -> {
                Fault fault = Fault.valueOf(name(request));
                nvr.fault(
                        fault, request.query("amount").map(Double::parseDouble).orElse(fault.defaultAmount()));
            }
        }
        return true;
    }

    private static void channel(SimulatedNvr nvr, int number, String state) {
        switch (state) {
            case "online" -> nvr.setOnline(number, true);
            case "offline" -> nvr.setOnline(number, false);
            case "removed" -> nvr.removeChannel(number);
            case "restored" -> nvr.restoreChannel(number);
            default -> throw new IllegalArgumentException("No such state: " + state);
        }
    }

    private static boolean delete(SimulatedNvr nvr, String what, Request request) {
        Optional<String> name = request.query("name");
        switch (what) {
            case "quirk" ->
                name.map(NvrQuirk::valueOf)
                        .ifPresentOrElse(nvr::clear, () -> nvr.quirks().forEach(nvr::clear));
            case "fault" ->
                name.map(Fault::valueOf)
                        .ifPresentOrElse(nvr::clear, () -> nvr.faults().keySet().forEach(nvr::clear));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String name(Request request) {
        return request.query("name").orElseThrow(() -> new IllegalArgumentException("name is missing"));
    }

    private static int number(Request request, String parameter) {
        return request.query(parameter).map(Integer::parseInt).orElse(1);
    }

    private static String describe(SimulatedNvr nvr) {
        StringJoiner quirks = new StringJoiner(",", "[", "]");
        nvr.quirks().forEach(quirk -> quirks.add("\"" + quirk + "\""));
        StringJoiner faults = new StringJoiner(",", "{", "}");
        nvr.faults().forEach((fault, amount) -> faults.add("\"" + fault + "\":" + amount));
        return "{\"number\":" + nvr.number() + ",\"vendor\":\"" + nvr.vendor() + "\",\"serial\":\"" + nvr.serial()
                + "\",\"http\":\"" + nvr.http() + "\",\"rtspPort\":" + nvr.rtspPort() + ",\"channels\":"
                + nvr.channels() + ",\"inputs\":" + nvr.inputs() + ",\"outputs\":" + nvr.outputs() + ",\"commands\":"
                + nvr.commands().size() + ",\"eventStreams\":" + nvr.eventStreams() + ",\"loginFailures\":"
                + nvr.loginFailures() + ",\"quirks\":" + quirks + ",\"faults\":" + faults + "}";
    }
}
