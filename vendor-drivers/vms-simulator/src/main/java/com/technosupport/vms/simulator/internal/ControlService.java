package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.CameraStats;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The switches of a simulator that runs as a process, over HTTP on loopback:
 * {@code GET /cameras}, {@code PUT /cameras/3/fault?name=SLOW&amount=2}, {@code DELETE /cameras/3/fault[?name=SLOW]}, and alike for
 * {@code quirk?name=NO_RENEW} and {@code event?name=MOTION&channel=1}, which PUT begins and DELETE ends.
 */
public final class ControlService {
    private static final Pattern SWITCH = Pattern.compile("/cameras/(\\d{1,4})/(fault|quirk|event)");
    private static final String JSON = "application/json";

    private final List<? extends SimulatedCamera> cameras;

    public ControlService(List<? extends SimulatedCamera> cameras) {
        this.cameras = cameras;
    }

    public Response answer(Request request) {
        if (request.path().equals("/cameras") && request.method().equals("GET")) {
            StringJoiner list = new StringJoiner(",\n", "[", "]\n");
            cameras.forEach(camera -> list.add(describe(camera)));
            return Response.text(200, JSON, list.toString());
        }
        Matcher matcher = SWITCH.matcher(request.path());
        if (!matcher.matches()) {
            return Response.text(404, "text/plain", "Not found\n");
        }
        int number = Integer.parseInt(matcher.group(1));
        if (number < 1 || number > cameras.size()) {
            return Response.text(404, "text/plain", "No camera " + number + "\n");
        }
        SimulatedCamera camera = cameras.get(number - 1);
        try {
            return matcher.group(2).equals("fault")
                    ? change(request, camera)
                    : onOrOff(request, camera, matcher.group(2).equals("quirk"));
        } catch (IllegalArgumentException e) {
            return Response.text(400, "text/plain", "No such name, channel or amount\n");
        }
    }

    private static Response onOrOff(Request request, SimulatedCamera camera, boolean quirk) {
        boolean on = request.method().equals("PUT");
        if (!on && !request.method().equals("DELETE")) {
            return Response.text(405, "text/plain", "PUT or DELETE\n");
        }
        String name = request.query("name").orElse("");
        if (quirk) {
            camera.quirk(OnvifQuirk.valueOf(name), on);
        } else {
            int channel = request.query("channel").map(Integer::parseInt).orElse(1);
            camera.raise(SimulatedEvent.valueOf(name), channel, on);
        }
        return Response.text(200, JSON, describe(camera) + "\n");
    }

    private static Response change(Request request, SimulatedCamera camera) {
        Optional<Fault> fault = request.query("name").map(Fault::valueOf);
        switch (request.method()) {
            case "PUT" -> {
                if (fault.isEmpty()) {
                    return Response.text(400, "text/plain", "name=FAULT is missing\n");
                }
                double amount = request.query("amount")
                        .map(Double::parseDouble)
                        .orElse(fault.get().defaultAmount());
                camera.fault(fault.get(), amount);
            }
            case "DELETE" -> fault.ifPresentOrElse(camera::clear, camera::clearFaults);
            default -> {
                return Response.text(405, "text/plain", "PUT or DELETE\n");
            }
        }
        return Response.text(200, JSON, describe(camera) + "\n");
    }

    private static String describe(SimulatedCamera camera) {
        StringJoiner faults = new StringJoiner(",", "{", "}");
        for (Map.Entry<Fault, Double> fault : camera.faults().entrySet()) {
            faults.add("\"" + fault.getKey() + "\":" + fault.getValue());
        }
        CameraStats stats = camera.stats();
        return "{\"number\":" + camera.number() + ",\"serial\":\"" + camera.serial() + "\",\"deviceService\":\""
                + camera.deviceService() + "\",\"stream\":\"" + camera.stream(SimulatedCamera.MAIN) + "\",\"faults\":"
                + faults + ",\"rtspConnections\":" + stats.rtspConnections() + ",\"players\":" + stats.players()
                + ",\"rtpPackets\":" + stats.rtpPackets() + ",\"rtpBytes\":" + stats.rtpBytes()
                + ",\"framesDropped\":" + stats.framesDropped() + ",\"packetsLost\":" + stats.packetsLost()
                + ",\"clientsDropped\":" + stats.clientsDropped() + ",\"requests\":" + stats.requests()
                + ",\"refused\":" + stats.refused() + "}";
    }
}
