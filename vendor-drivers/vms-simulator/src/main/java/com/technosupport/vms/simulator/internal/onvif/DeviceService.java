package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Request;
import java.util.Map;

public final class DeviceService {
    public static final String DEVICE_PATH = "/onvif/device_service";
    public static final String SNAPSHOT_PATH = "/snapshot.jpg";

    public DeviceService(
            SimulatedCamera camera,
            Map<String, Mount> mounts,
            CameraDevice.Settings settings,
            HttpAuth auth,
            FaultBoard faults,
            Counters counters,
            byte[] still) {}

    public Response answer(Request request) {
        return Response.text(404, "text/plain", request.path());
    }
}
