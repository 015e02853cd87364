package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.nvr.NvrState;

/** The answers that ISAPI has everywhere. */
final class IsapiAnswers {
    static final String TYPE = "application/xml; charset=\"UTF-8\"";

    private IsapiAnswers() {}

    static Response xml(NvrState state, String root) {
        return Response.text(200, TYPE, IsapiXml.document(state, root));
    }

    static Response ok(NvrState state, String url) {
        return status(state, 200, url, 1, "OK", "ok");
    }

    /** What the firmware does not have, or not with this hardware. */
    static Response notSupported(NvrState state, String url) {
        return status(state, 403, url, 4, "Invalid Operation", "notSupport");
    }

    /** A number that names nothing. */
    static Response badParameters(NvrState state, String url) {
        return status(state, 400, url, 6, "Invalid Content", "badParameters");
    }

    static Response badXml(NvrState state, String url) {
        return status(state, 400, url, 5, "Invalid Format", "badXmlFormat");
    }

    static Response wrongMethod(NvrState state, String url) {
        return status(state, 405, url, 4, "Invalid Operation", "methodNotAllowed");
    }

    /** Somebody else does it now. */
    static Response busy(NvrState state, String url) {
        return status(state, 403, url, 2, "Device Busy", "deviceBusy");
    }

    /** The device could, but not now. */
    static Response deviceError(NvrState state, String url) {
        return status(state, 503, url, 3, "Device Error", "deviceError");
    }

    private static Response status(NvrState state, int http, String url, int code, String text, String subStatus) {
        String root = IsapiXml.versioned(
                "ResponseStatus",
                IsapiXml.element("requestURL", url),
                IsapiXml.element("statusCode", code),
                IsapiXml.element("statusString", text),
                IsapiXml.element("subStatusCode", subStatus));
        return Response.text(http, TYPE, IsapiXml.document(state, root));
    }
}
