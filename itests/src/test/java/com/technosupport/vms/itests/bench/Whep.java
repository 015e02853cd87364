package com.technosupport.vms.itests.bench;

import com.technosupport.vms.itests.Api;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The server's own way in for viewers that make the offer. */
final class Whep implements Signalling {

    private final Api api;
    private final String camera;
    private final Deque<String> sessions = new ConcurrentLinkedDeque<>();

    /**
     * @param api logged in
     * @param camera its id
     */
    Whep(Api api, String camera) {
        this.api = api;
        this.camera = camera;
    }

    @Override
    public Remote open(String user, String password, String fingerprint, InetSocketAddress own)
            throws IOException, InterruptedException {
        Api.Answer answer = api.post(
                "/api/cameras/" + camera + "/whep",
                Signalling.sdp(user, password, fingerprint, own, "actpass", "0"),
                "application/sdp");
        if (answer.status() != 201) {
            throw new IOException(
                    "WHEP answered " + answer.status() + " " + answer.raw().body());
        }
        sessions.add(URI.create(answer.raw().headers().firstValue("Location").orElseThrow())
                .getPath());
        return Remote.of(answer.raw().body());
    }

    @Override
    public boolean checksBack() {
        return false;
    }

    @Override
    public void endOthers() throws IOException, InterruptedException {
        while (sessions.size() > 1) {
            api.delete(sessions.removeLast());
        }
    }
}
