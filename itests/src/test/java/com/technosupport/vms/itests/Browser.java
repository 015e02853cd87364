package com.technosupport.vms.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium, driven over the DevTools protocol: what a person does, by selectors, and what they would see. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<String> console = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = java.util.Collections.synchronizedList(new ArrayList<>());

    public static boolean installed() {
        return Files.isExecutable(CHROMIUM);
    }

    public Browser(Path profile, int width, int height) throws IOException, InterruptedException {
        Files.createDirectories(profile);
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--ignore-certificate-errors",
                        "--autoplay-policy=no-user-gesture-required",
                        // Its microphone beeps once a second, and no page has to be allowed to listen.
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--window-size=" + width + "," + height,
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        Await.until(
                "Chromium listens",
                PATIENCE,
                () -> Files.exists(portFile) && Files.readString(portFile).contains("\n"));
        String port = Files.readAllLines(portFile).get(0);
        HttpClient client = HttpClient.newHttpClient();
        JsonNode targets = Api.JSON.readTree(client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
        String address = "";
        for (JsonNode target : targets) {
            if (target.path("type").asText().equals("page")) {
                address = target.path("webSocketDebuggerUrl").asText();
            }
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .join();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Network.enable", Map.of());
    }

    public void open(URI address) {
        call("Page.navigate", Map.of("url", address.toString()));
    }

    /** Runs a script in each page from now on, before the page's own. */
    public void beforeEachPage(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Lets no request out whose address has one of these forms, such as {@code *}{@code /hls/*}. */
    public void block(String... forms) {
        call("Network.setBlockedURLs", Map.of("urls", List.of(forms)));
    }

    /** Evaluates JavaScript, a promise too, and returns its value. */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError("in the page: " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    public void await(String what, String condition) throws InterruptedException {
        await(what, condition, PATIENCE);
    }

    public void await(String what, String condition, Duration limit) throws InterruptedException {
        try {
            Await.until(what, limit, () -> evaluate("!!(" + condition + ")").asBoolean());
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; the page says: "
                            + evaluate("document.body ? document.body.innerText.slice(0, 2000) : ''")
                                    .asText()
                            + "; its console: " + console,
                    e);
        }
    }

    public static String testId(String id) {
        return "[data-testid='" + id + "']";
    }

    public void click(String selector) throws InterruptedException {
        await(
                selector + " can be clicked",
                "document.querySelector(`" + selector + "`)?.disabled === false || "
                        + "(document.querySelector(`" + selector + "`) && !('disabled' in document.querySelector(`"
                        + selector
                        + "`)))");
        evaluate("document.querySelector(`" + selector + "`).click()");
    }

    /** Types into a field as a keyboard would, in place of what stands there. */
    public void type(String selector, String text) throws InterruptedException {
        await(selector + " is there", "document.querySelector(`" + selector + "`)");
        evaluate("(() => { const e = document.querySelector(`" + selector + "`); e.focus(); e.select?.(); })()");
        call("Input.insertText", Map.of("text", text));
    }

    public void screenshot(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String data = call("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Addresses that the page asked for. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        ObjectNode message = Api.JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", Api.JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        synchronized (this) {
            socket.sendText(message.toString(), true).join();
        }
        try {
            JsonNode result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (result.has("error")) {
                throw new AssertionError(method + ": " + result.path("error"));
            }
            return result.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method, e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                take(message);
            }
            webSocket.request(1);
            return null;
        }

        private void take(String message) {
            try {
                JsonNode node = Api.JSON.readTree(message);
                CompletableFuture<JsonNode> call = calls.remove(node.path("id").asInt(-1));
                if (call != null) {
                    call.complete(node);
                } else if (node.path("method").asText().equals("Runtime.consoleAPICalled")) {
                    console.add(node.path("params").path("args").toString());
                } else if (node.path("method").asText().equals("Network.requestWillBeSent")) {
                    requests.add(node.path("params").path("request").path("url").asText());
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
