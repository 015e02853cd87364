package com.technosupport.vms.itests;

import java.io.IOException;
import java.net.URI;

/** The ways in which an operator takes a device in, other than the API. All devices have the account {@code admin}. */
final class TakingIn {

    private final Server server;
    private final String password;

    TakingIn(Server server, String password) {
        this.server = server;
        this.password = password;
    }

    // By the console

    String recorderByConsole(String driver, String address, int port) throws IOException, InterruptedException {
        return server.console(
                "vms:nvr-connect --driver " + driver + " --port " + port + " --user admin --password-stdin " + address,
                password + "\n");
    }

    String cameraByConsole(String driver, String address, int port) throws IOException, InterruptedException {
        return server.console(
                "vms:camera-add --driver " + driver + " --port " + port + " --user admin --password-stdin " + address,
                password + "\n");
    }

    String streamByConsole(URI stream) throws IOException, InterruptedException {
        return server.console("vms:camera-add --user admin --password-stdin " + stream, password + "\n");
    }

    // By the dashboard

    void login(Browser browser) throws InterruptedException {
        browser.open(server.http());
        browser.type(Browser.testId("login-username"), "admin");
        browser.type(Browser.testId("login-password"), Server.ADMIN_PASSWORD);
        browser.click(Browser.testId("login-submit"));
        browser.await("the wall is there", "document.querySelector(`[data-testid='add-camera']`)");
    }

    void recorderByDashboard(Browser browser, String vendor, String address, int port) throws InterruptedException {
        browser.open(server.http().resolve("/recorders"));
        browser.click(Browser.testId("nvr-add"));
        browser.type(Browser.testId("nvr-address"), address);
        browser.type(Browser.testId("nvr-port"), Integer.toString(port));
        choose(browser, "nvr-vendor", vendor);
        browser.type(Browser.testId("nvr-user"), "admin");
        browser.type(Browser.testId("nvr-password"), password);
        browser.click(Browser.testId("nvr-preview"));
        browser.await(vendor + " shows its channels", "document.querySelector(`[data-testid='nvr-connect']`)");
        browser.click(Browser.testId("nvr-connect"));
        browser.await(vendor + " is taken in", "document.querySelector(`[data-testid='nvr-result']`)");
        browser.click(Browser.testId("nvr-done"));
    }

    void cameraByDashboard(Browser browser, String driver, String address, int port) throws InterruptedException {
        browser.open(server.http());
        browser.click(Browser.testId("add-camera"));
        browser.click(Browser.testId("tab-address"));
        browser.type(Browser.testId("address-ip"), address);
        browser.type(Browser.testId("address-port"), Integer.toString(port));
        browser.await(
                "the driver can be chosen",
                "document.querySelector(`[data-testid='address-driver'] option[value='" + driver + "']`)");
        choose(browser, "address-driver", driver);
        browser.type(Browser.testId("address-user"), "admin");
        browser.type(Browser.testId("address-password"), password);
        browser.click(Browser.testId("address-submit"));
    }

    void streamByDashboard(Browser browser, URI stream) throws InterruptedException {
        browser.open(server.http());
        browser.click(Browser.testId("add-camera"));
        browser.click(Browser.testId("tab-stream"));
        browser.type(Browser.testId("stream-url"), stream.toString());
        browser.type(Browser.testId("stream-user"), "admin");
        browser.type(Browser.testId("stream-password"), password);
        browser.click(Browser.testId("stream-submit"));
    }

    /** React hears of a choice only when the element's own setter was not used. */
    private static void choose(Browser browser, String field, String value) throws InterruptedException {
        browser.await(field + " is there", "document.querySelector(`" + Browser.testId(field) + "`)");
        browser.evaluate("(() => { const s = document.querySelector(`" + Browser.testId(field) + "`);"
                + "Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(s, '" + value + "');"
                + "s.dispatchEvent(new Event('change', {bubbles: true})); })()");
    }
}
