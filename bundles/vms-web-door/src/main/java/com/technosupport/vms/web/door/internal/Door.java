package com.technosupport.vms.web.door.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before every other handler of the web server (etc/jetty.xml) and answers 503 until the web is put together. A
 * request that is routed while servlets are being added can fail for want of a started context, and Jetty may keep its
 * wrong route for the path for good; so none is let in.
 */
public final class Door extends Handler.Wrapper {

    private static final byte[] PROBLEM = """
            {"type":"about:blank","title":"Service Unavailable","status":503,"code":"BUSY",\
            "detail":"The server is starting"}""".getBytes(StandardCharsets.UTF_8);

    private static final byte[] PAGE = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">
            <title>Techno Support VMS</title></head><body><p>The server is starting.</p></body></html>
            """.getBytes(StandardCharsets.UTF_8);

    private final BooleanSupplier open;

    /** In the container: open while somebody offers a service that says so. */
    public Door() {
        OpenSign sign = new OpenSign();
        addBean(sign);
        this.open = sign::isUp;
    }

    Door(BooleanSupplier open) {
        this.open = open;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (open.getAsBoolean()) {
            return super.handle(request, response, callback);
        }
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        boolean page = accept != null && accept.contains("text/html");
        byte[] body = page ? PAGE : PROBLEM;
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, page ? "text/html;charset=utf-8" : "application/problem+json");
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put(HttpHeader.RETRY_AFTER, "1");
        headers.put(new HttpField("X-Content-Type-Options", "nosniff"));
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
