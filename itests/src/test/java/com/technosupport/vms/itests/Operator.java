package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Somebody at the dashboard, in Debian's Chromium: does what a person does, by roles and visible words alone, and keeps
 * account of what a person would not see: errors in the console, requests to other hosts.
 *
 * <p>{@link #page()} is Playwright's, with all that it can; its calls and {@link #see} wait for what they need. Used by
 * one thread. The driver is the npm package {@code playwright-core} that the dashboard's build installs, run by the
 * machine's Node; no browser is fetched.
 */
public final class Operator implements AutoCloseable {

    /** Where pictures of the pages are kept, for a person to look at. */
    public static final Path SCREENS = Path.of("target/screens");

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path WEB =
            Path.of(System.getProperty("vms.dashboard", "../bundles/vms-dashboard/src/main/web"));
    private static final double PATIENCE_MILLIS = 30_000;
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private final URI server;
    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext context;
    private final Page page;
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public static boolean installed() {
        return Files.isExecutable(CHROMIUM);
    }

    /** A desktop of 1440 by 900. */
    public Operator(Server server) throws IOException {
        this(server, 1440, 900);
    }

    public Operator(Server server, int width, int height) throws IOException {
        this.server = server.http();
        this.playwright = Playwright.create(new Playwright.CreateOptions().setEnv(driver()));
        try {
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(CHROMIUM)
                            .setArgs(List.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-quic",
                                    "--disable-background-networking",
                                    "--autoplay-policy=no-user-gesture-required",
                                    "--use-fake-device-for-media-stream",
                                    "--use-fake-ui-for-media-stream")));
            context = browser.newContext(new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(ColorScheme.DARK)
                    .setIgnoreHTTPSErrors(true)
                    .setLocale("en-GB"));
            context.setDefaultTimeout(PATIENCE_MILLIS);
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
            context.onConsoleMessage(this::take);
            context.onWebError(error -> errors.add(error.error()));
            context.onRequest(this::take);
            page = context.newPage();
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    /** Lays the npm package where Playwright for Java looks for it, and names the machine's Node. */
    private static Map<String, String> driver() throws IOException {
        Path source = WEB.resolve("node_modules/playwright-core").toRealPath();
        Path directory = Files.createDirectories(Path.of("target/playwright").toAbsolutePath());
        Path link = directory.resolve("package");
        if (!Files.exists(link) || !link.toRealPath().equals(source)) {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, source);
        }
        System.setProperty("playwright.cli.dir", directory.toString());
        return Map.of("PLAYWRIGHT_NODEJS_PATH", node(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    }

    private static String node() throws IOException {
        for (String directory : System.getenv("PATH").split(":")) {
            Path node = Path.of(directory, "node");
            if (Files.isExecutable(node)) {
                return node.toString();
            }
        }
        throw new IOException("node is missing; install it by: apt-get install nodejs npm");
    }

    private void take(ConsoleMessage message) {
        if (message.type().equals("error")) {
            errors.add(message.text() + " at " + message.location());
        }
    }

    private void take(Request request) {
        requests.add(request.url());
    }

    /** All that Playwright offers, for what the calls here do not. */
    public Page page() {
        return page;
    }

    /** Goes to an address of the dashboard, such as {@code /events?type=MotionStarted}. */
    public Operator open(String path) {
        page.navigate(server + path);
        return this;
    }

    /** Logs in by the form, from wherever the page is, and awaits the dashboard. */
    public Operator login(String username, String password) {
        if (!page.url().startsWith(server.toString())) {
            open("/");
        }
        field("User name").fill(username);
        field("Password").fill(password);
        click("Log in");
        assertThat(page.getByRole(AriaRole.NAVIGATION).first()).isVisible();
        return this;
    }

    /** A field by its label, exactly. */
    public Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** What has this role and this accessible name, exactly. */
    public Locator find(AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Clicks a button. */
    public Operator click(String button) {
        find(AriaRole.BUTTON, button).click();
        return this;
    }

    /** Follows a link, such as one of the navigation. */
    public Operator follow(String link) {
        find(AriaRole.LINK, link).first().click();
        return this;
    }

    /** Awaits these words somewhere on the page. */
    public Operator see(String words) {
        assertThat(page.getByText(words)
                        .filter(new Locator.FilterOptions().setVisible(true))
                        .first())
                .isVisible();
        return this;
    }

    /** Awaits that these words are nowhere on the page. */
    public Operator seeNot(String words) {
        assertThat(page.getByText(words).filter(new Locator.FilterOptions().setVisible(true)))
                .hasCount(0);
        return this;
    }

    public Operator press(String key) {
        page.keyboard().press(key);
        return this;
    }

    /** Takes a picture of what is seen into {@code target/screens/NAME.png}. */
    public Operator screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
        return this;
    }

    /**
     * Takes the page as it is in {@code NAME-dark}, {@code NAME-light}, {@code NAME-phone} and
     * {@code NAME-phone-light}; checks each by axe.
     */
    public Operator portraits(String name) {
        var size = page.viewportSize();
        for (boolean phone : new boolean[] {false, true}) {
            if (phone) {
                page.setViewportSize(390, 844);
            }
            for (String scheme : List.of("light", "dark")) {
                scheme(scheme);
                accessible();
                screenshot(name + (phone ? "-phone" : "") + (phone && scheme.equals("dark") ? "" : "-" + scheme));
            }
        }
        page.setViewportSize(size.width, size.height);
        return this;
    }

    /** Switches to {@code light} or {@code dark} as the account's menu would, without leaving the page as it is. */
    public Operator scheme(String scheme) {
        page.evaluate("scheme => document.documentElement.setAttribute('data-mantine-color-scheme', scheme)", scheme);
        return this;
    }

    /** Fails unless axe finds the page to keep WCAG 2.2 AA. */
    public Operator accessible() {
        try {
            if (!(Boolean) page.evaluate("() => 'axe' in window")) {
                page.evaluate(Files.readString(WEB.resolve("node_modules/axe-core/axe.min.js")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object found = page.evaluate(
                "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes:"
                        + " ['violations']}).then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, at:"
                        + " v.nodes.slice(0, 5).map(n => n.target.join(' ') + ': ' + n.html.slice(0, 200) + ' ' +"
                        + " n.failureSummary)}))))",
                RULES);
        try {
            JsonNode violations = Api.JSON.readTree((String) found);
            if (!violations.isEmpty()) {
                throw new AssertionError(page.url() + " breaks WCAG 2.2 AA: " + violations.toPrettyString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What the console told as errors, and exceptions that nobody caught. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Other hosts than the server that something was asked of. */
    public Set<String> otherHosts() {
        Set<String> hosts = new TreeSet<>();
        for (String address : List.copyOf(requests)) {
            if (address.matches("(?:https?|wss?)://.*")) {
                String host = URI.create(address.split("[?#]", 2)[0]).getAuthority();
                if (!host.equals(server.getAuthority())) {
                    hosts.add(host);
                }
            }
        }
        return hosts;
    }

    /** Fails when the console told of an error that none of these patterns finds, or another host was asked. */
    public Operator clean(String... expected) {
        List<Pattern> known = Arrays.stream(expected).map(Pattern::compile).toList();
        List<String> unexpected = errors().stream()
                .filter(error -> known.stream()
                        .noneMatch(pattern -> pattern.matcher(error).find()))
                .toList();
        if (!unexpected.isEmpty()) {
            throw new AssertionError("the browser's console: " + unexpected);
        }
        if (!otherHosts().isEmpty()) {
            throw new AssertionError("requests went to " + otherHosts());
        }
        return this;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
