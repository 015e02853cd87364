package com.technosupport.vms.onvif.profile.g.internal;

import static com.technosupport.vms.onvif.profile.g.internal.ProfileG.SEARCH;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.w3c.dom.Element;

/**
 * Searches at a device (ONVIF Recording Search Service): begun, asked for what has been found until it is complete, and always ended,
 * since devices have few.
 */
final class Search {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(2);
    private static final int WAIT_SECONDS = 2;
    private static final int BATCH = 100;
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(15);
    private static final int MOST_ASKED = 200;

    private final OnvifDevice device;
    private final URI service;

    Search(OnvifDevice device) {
        this.device = device;
        this.service = device.service(SEARCH).orElseThrow();
    }

    /** Takes what is found. */
    @FunctionalInterface
    interface Found {

        /** Returns whether to go on. */
        boolean found(Element result);
    }

    /**
     * Runs a search to its end, for about fifteen seconds at most.
     *
     * @param begin the operation that begins it
     * @param results the operation that tells what has been found
     * @param element of one result
     * @param found takes each
     */
    void run(String begin, String arguments, String results, String element, Found found) throws InterruptedException {
        Element response =
                device.call(Operation.of(service, SEARCH, begin, arguments).within(CALL));
        String token = Elements.text(response, "SearchToken");
        if (token.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device begins a search without a token");
        }
        try {
            read(token, results, element, found);
        } finally {
            end(token);
        }
    }

    private void read(String token, String results, String element, Found found) throws InterruptedException {
        String arguments =
                "<SearchToken>" + Elements.escape(token) + "</SearchToken><MinResults>1</MinResults><MaxResults>"
                        + BATCH + "</MaxResults><WaitTime>PT" + WAIT_SECONDS + "S</WaitTime>";
        long end = System.nanoTime() + LONGEST;
        for (int asked = 0; asked < MOST_ASKED; asked++) {
            Element response = device.call(
                    Operation.of(service, SEARCH, results, arguments).within(CALL.plusSeconds(WAIT_SECONDS)));
            Element list = Elements.find(response, "ResultList").orElse(response);
            int here = 0;
            for (Element result : Elements.children(list, element)) {
                here++;
                if (!found.found(result)) {
                    return;
                }
            }
            String state = Elements.text(list, "SearchState");
            // A device that says nothing of its state is asked as long as something comes.
            if (state.equals("Completed") || (state.isEmpty() && here == 0)) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new VmsException(
                        ErrorCode.DEVICE_UNREACHABLE, "The device does not come to an end with its search");
            }
            if (here == 0) {
                // Some do not wait, although they are asked to.
                Thread.sleep(100);
            }
        }
        throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device does not come to an end with its search");
    }

    private void end(String token) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            device.call(Operation.of(
                            service, SEARCH, "EndSearch", "<SearchToken>" + Elements.escape(token) + "</SearchToken>")
                    .within(END));
        } catch (VmsException e) {
            // It has ended by itself: then the device knows it no more.
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What to search in. */
    static String scope(String inner) {
        return inner.isEmpty()
                ? "<Scope/>"
                : "<Scope><IncludedRecordings xmlns=\"" + SCHEMA + "\">" + Elements.escape(inner)
                        + "</IncludedRecordings></Scope>";
    }
}
