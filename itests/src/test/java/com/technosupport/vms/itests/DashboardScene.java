package com.technosupport.vms.itests;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with simulated cameras that are in the system already, named "Gate 1", "Gate 2", …, for whoever tries the dashboard. */
public final class DashboardScene implements AutoCloseable {

    private static final String CAMERA_PASSWORD = "planted-dashboard-scene-90e2";

    private final Simulator simulator;
    private final Server server;
    private final Api api;
    private final List<String> cameras = new ArrayList<>();

    /**
     * Starts all of it.
     *
     * @param directory an empty one
     * @param cameras how many
     * @param address of the first camera, one of loopback's; the others follow it
     * @param environment beside what {@link Server} sets
     */
    public DashboardScene(Path directory, int cameras, String address, Map<String, String> environment)
            throws Exception {
        simulator = Simulator.builder()
                .cameras(cameras)
                .address(address)
                .httpPort(0)
                .rtspPort(0)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        try {
            server = Server.start(directory.resolve("data"), environment);
        } catch (Exception | AssertionError e) {
            simulator.close();
            throw e;
        }
        try {
            api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            for (SimulatedCamera camera : simulator.cameras()) {
                this.cameras.add(onboard(camera));
            }
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private String onboard(SimulatedCamera camera) throws Exception {
        Api.Answer answer = api.post(
                "/api/cameras/onboard",
                Map.of(
                        "ip",
                        camera.address(),
                        "port",
                        camera.httpPort(),
                        "user",
                        "admin",
                        "pass",
                        CAMERA_PASSWORD,
                        "name",
                        "Gate " + camera.number()));
        if (answer.status() != 201) {
            throw new AssertionError("camera " + camera.number() + " was refused: " + answer.body());
        }
        return answer.body().path("id").asText();
    }

    /** The cameras themselves. */
    public Simulator simulator() {
        return simulator;
    }

    public Server server() {
        return server;
    }

    /** As the administrator. */
    public Api api() {
        return api;
    }

    /** The ids of the cameras, in the order of their numbers. */
    public List<String> cameras() {
        return List.copyOf(cameras);
    }

    /** The administrator at a dashboard, logged in. */
    public Operator operator() throws Exception {
        Operator operator = new Operator(server);
        try {
            return operator.login("admin", Server.ADMIN_PASSWORD);
        } catch (RuntimeException | AssertionError e) {
            operator.close();
            throw e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        try {
            server.close();
        } finally {
            simulator.close();
        }
    }
}
