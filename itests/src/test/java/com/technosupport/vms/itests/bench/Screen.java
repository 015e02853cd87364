package com.technosupport.vms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Browser;
import com.technosupport.vms.itests.Server;
import java.io.IOException;
import java.nio.file.Path;

/** A page in Chromium that plays a camera by WHEP and knows when each picture was to be seen. */
final class Screen implements AutoCloseable {

    private static final String SCRIPT = """
            window.bench = {
              async play(camera, role, token) {
                const begun = performance.now();
                const peer = new RTCPeerConnection();
                const video = document.createElement('video');
                video.muted = true;
                video.playsInline = true;
                video.autoplay = true;
                document.body.append(video);
                this.peer = peer;
                this.video = video;
                peer.ontrack = event => { video.srcObject = event.streams[0] || new MediaStream([event.track]); };
                peer.addTransceiver('video', { direction: 'recvonly' });
                const first = new Promise(done => video.requestVideoFrameCallback(now => done(performance.now())));
                await peer.setLocalDescription();
                const answer = await fetch('/api/cameras/' + camera + '/whep?role=' + role, {
                  method: 'POST',
                  headers: { 'Content-Type': 'application/sdp', Authorization: 'Bearer ' + token },
                  body: peer.localDescription.sdp,
                });
                if (answer.status !== 201) {
                  throw new Error(answer.status + ' ' + await answer.text());
                }
                this.session = answer.headers.get('Location');
                this.token = token;
                await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
                return Math.round(10 * (await first - begun)) / 10;
              },
              async stop() {
                this.peer.close();
                this.video.remove();
                await fetch(this.session, { method: 'DELETE', headers: { Authorization: 'Bearer ' + this.token } });
              },
              ages(count) {
                const canvas = document.createElement('canvas');
                canvas.width = 640;
                canvas.height = 40;
                const context = canvas.getContext('2d', { willReadFrequently: true });
                const ages = [];
                return new Promise(done => {
                  const look = () => {
                    const now = performance.timeOrigin + performance.now();
                    context.drawImage(this.video, 0, 0, 640, 40, 0, 0, 640, 40);
                    const data = context.getImageData(0, 0, 640, 40).data;
                    let bits = 0, inverted = 0;
                    for (let i = 0; i < 32; i++) {
                      const x = i * 20 + 10;
                      bits = bits << 1 | (data[4 * (10 * 640 + x)] > 128 ? 1 : 0);
                      inverted = inverted << 1 | (data[4 * (30 * 640 + x)] > 128 ? 1 : 0);
                    }
                    if (bits === ~inverted) {
                      ages.push(((Math.floor(now) | 0) - bits | 0) + (now - Math.floor(now)));
                    }
                    if (ages.length < count) {
                      this.video.requestVideoFrameCallback(look);
                    } else {
                      done(ages);
                    }
                  };
                  this.video.requestVideoFrameCallback(look);
                });
              },
              async stats() {
                for (const one of (await this.peer.getStats()).values()) {
                  if (one.type === 'inbound-rtp') {
                    return one;
                  }
                }
                return {};
              },
            };
            """;

    private final Browser browser;
    private final Api api;

    Screen(Path profile, Server server, Api api) throws IOException, InterruptedException {
        this.api = api;
        browser = new Browser(profile, 1280, 800);
        browser.open(server.http());
        browser.await("the page is there", "document.body && document.readyState === 'complete'");
        browser.evaluate("(() => {" + SCRIPT + "})()");
    }

    /** Plays and returns how long it took to the first picture, in milliseconds. */
    double play(String camera, String role) {
        return browser.evaluate("bench.play('" + camera + "', '" + role + "', '" + api.token() + "')")
                .asDouble();
    }

    void stop() {
        browser.evaluate("bench.stop()");
    }

    /** How old pictures of {@link ClockPictures} were when they were seen, in milliseconds. */
    Samples ages(int count) {
        Samples samples = new Samples();
        for (JsonNode age : browser.evaluate("bench.ages(" + count + ")")) {
            samples.add(age.asDouble());
        }
        return samples;
    }

    /** What WebRTC tells of the picture that comes (inbound-rtp). */
    JsonNode stats() {
        return browser.evaluate("bench.stats()");
    }

    @Override
    public void close() throws InterruptedException {
        browser.close();
    }
}
