package com.technosupport.vms.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;

/** What whoever looks at the dashboard would feel, measured in the page itself, by its own clock. Used by one thread. */
public final class PageMeasures {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Notes when what is asked of the server and what comes of it passes, by the page's clock. */
    private static final String WATCH = """
            (() => {
              const marks = window.vmsMarks = {requests: [], offers: [], connected: [], frames: []};
              const send = WebSocket.prototype.send;
              WebSocket.prototype.send = function (data) {
                if (typeof data === 'string' && data.includes('"live.request"')) {
                  marks.requests.push(performance.now());
                  if (!this.vmsWatched) {
                    this.vmsWatched = true;
                    this.addEventListener('message', event => typeof event.data === 'string'
                      && event.data.includes('"live.offer"') && marks.offers.push(performance.now()));
                  }
                }
                return send.call(this, data);
              };
              const Peer = window.RTCPeerConnection;
              window.RTCPeerConnection = class extends Peer {
                constructor(...given) {
                  super(...given);
                  this.addEventListener('connectionstatechange', () =>
                    this.connectionState === 'connected' && marks.connected.push(performance.now()));
                }
              };
            })()""";

    private static final String BEGIN = """
            count => {
              const marks = window.vmsMarks;
              for (const each of Object.values(marks)) each.length = 0;
              window.vmsWall = new Promise((done, fail) => addEventListener('click', event => {
                const from = event.timeStamp;
                const last = times => times.length ? Math.max(...times) - from : -1;
                const look = () => {
                  const now = performance.now();
                  const shown = [...document.querySelectorAll('video.shown')].filter(video => video.videoWidth > 0);
                  if (shown.length >= count) {
                    done([now - from, last(marks.requests), last(marks.offers), last(marks.connected)]);
                  } else if (now - from > %d) {
                    fail(new Error(`${shown.length} of ${count} tiles have a picture`));
                  } else {
                    requestAnimationFrame(look);
                  }
                };
                look();
              }, {once: true, capture: true}));
              window.vmsWall.catch(() => {});
            }""".formatted(PATIENCE_MILLIS);

    /** Scrolls to the end again and again until so many rows are there, or no more come. */
    private static final String LOAD = """
            count => new Promise((done, fail) => {
              const list = document.querySelector('[data-testid=event-list]');
              const rows = () => Math.round(list.scrollHeight / 36);
              let before = 0, since = performance.now();
              const on = () => {
                if (rows() >= count) return done(rows());
                if (rows() !== before) { before = rows(); since = performance.now(); }
                if (performance.now() - since > 30000) return fail(new Error(`it stays at ${before} rows`));
                list.scrollTop = list.scrollHeight;
                setTimeout(on, 20);
              };
              on();
            })""";

    /** Scrolls by the wheel's way, by pages and by the bar, and gives what the page did not answer for, longest first. */
    private static final String SCROLL = """
            seconds => new Promise(done => {
              const list = document.querySelector('[data-testid=event-list]');
              const long = [];
              const observer = new PerformanceObserver(found => found.getEntries().forEach(e => long.push(e.duration)));
              observer.observe({type: 'longtask'});
              const from = performance.now();
              let frames = 0, dropped = 0, before = from;
              list.scrollTop = 0;
              const on = now => {
                frames++;
                if (now - before > 50) dropped++;
                before = now;
                const passed = (now - from) / 1000;
                if (passed > seconds) {
                  setTimeout(() => { observer.disconnect(); done([frames, dropped, ...long.sort((a, b) => b - a)]); }, 200);
                  return;
                }
                // A third by the wheel, a third by pages, a third anywhere.
                const part = passed / seconds;
                if (part < 0.33) list.scrollTop += 120;
                else if (part < 0.66) list.scrollTop += list.clientHeight;
                else list.scrollTop = Math.random() * list.scrollHeight;
                requestAnimationFrame(on);
              };
              requestAnimationFrame(on);
            })""";

    private final Operator operator;
    private final CDPSession session;

    /** The page is loaded anew, to be watched from its beginning. */
    public PageMeasures(Operator operator) {
        this.operator = operator;
        Page page = operator.page();
        page.addInitScript(WATCH);
        page.reload();
        session = page.context().newCDPSession(page);
        session.send("Performance.enable");
    }

    /**
     * A wall of pictures after a click.
     *
     * @param all milliseconds until each tile had shown a picture
     * @param asked until the last of them was asked for
     * @param offered until the last answer of the server
     * @param connected until the last connection was there
     */
    public record WallStart(double all, double asked, double offered, double connected) {}

    /** Clicks on the wall's link, from another page, and awaits a picture in so many tiles. */
    public WallStart wallStart(int tiles) {
        operator.page().evaluate(BEGIN, tiles);
        operator.find(AriaRole.LINK, "Wall").first().click();
        List<?> times = (List<?>) operator.page().evaluate("() => window.vmsWall");
        return new WallStart(number(times, 0), number(times, 1), number(times, 2), number(times, 3));
    }

    /**
     * What scrolling through the list of events was like.
     *
     * @param frames that were drawn
     * @param late frames that came more than 50 ms after the one before
     * @param longest the longest task of the page in milliseconds; 0 where none was over 50, which the browser does not tell
     * @param tasks how many were over 50 ms
     */
    public record Scrolling(double frames, double late, double longest, int tasks) {}

    /** Reads events into the open list until it has so many. */
    public void loadEvents(int count) {
        operator.page().evaluate(LOAD, count);
    }

    public Scrolling scroll(int seconds) {
        List<?> found = (List<?>) operator.page().evaluate(SCROLL, seconds);
        return new Scrolling(
                number(found, 0), number(found, 1), found.size() > 2 ? number(found, 2) : 0, found.size() - 2);
    }

    private static double number(List<?> values, int at) {
        return ((Number) values.get(at)).doubleValue();
    }

    /**
     * What the page holds after the garbage was collected.
     *
     * @param heap bytes of JavaScript's objects
     * @param nodes of all documents, also those that hang in no page any more
     * @param listeners to events
     * @param peers WebRTC connections, closed or not, that something still refers to
     * @param videos players, in the page or not
     */
    public record Held(long heap, long nodes, long listeners, long peers, long videos) {}

    public Held held() {
        // Twice: what ends in the first collection may let go of more.
        session.send("HeapProfiler.collectGarbage");
        session.send("HeapProfiler.collectGarbage");
        long peers = objects("Object.getPrototypeOf(window.RTCPeerConnection.prototype)");
        long videos = objects("HTMLVideoElement.prototype");
        JsonObject metrics = new JsonObject();
        for (JsonElement metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject each = metric.getAsJsonObject();
            metrics.add(each.get("name").getAsString(), each.get("value"));
        }
        return new Held(
                metrics.get("JSHeapUsedSize").getAsLong(),
                metrics.get("Nodes").getAsLong(),
                metrics.get("JSEventListeners").getAsLong(),
                peers,
                videos);
    }

    /** How many objects have this prototype, wherever they are held. */
    private long objects(String prototype) {
        String id =
                handle(call("Runtime.evaluate", Map.of("expression", prototype)).getAsJsonObject("result"));
        JsonObject found = call("Runtime.queryObjects", Map.of("prototypeObjectId", id, "objectGroup", "measures"));
        String array = handle(found.getAsJsonObject("objects"));
        JsonObject length = call(
                "Runtime.callFunctionOn",
                Map.of(
                        "objectId",
                        array,
                        "functionDeclaration",
                        "function () { return this.length; }",
                        "returnByValue",
                        true));
        call("Runtime.releaseObjectGroup", Map.of("objectGroup", "measures"));
        call("Runtime.releaseObject", Map.of("objectId", id));
        return length.getAsJsonObject("result").get("value").getAsLong();
    }

    private static String handle(JsonObject remote) {
        return remote.get("objectId").getAsString();
    }

    private JsonObject call(String method, Map<String, ?> parameters) {
        JsonObject given = new JsonObject();
        parameters.forEach((name, value) -> {
            if (value instanceof Boolean flag) {
                given.addProperty(name, flag);
            } else {
                given.addProperty(name, value.toString());
            }
        });
        return session.send(method, given);
    }
}
