package com.technosupport.vms.web.door.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before every other handler of the web server (etc/jetty.xml) and answers 503 until the web is put together. A
 * request that is routed while servlets are being added can fail for want of a started context, and Jetty may keep its
 * wrong route for the path for good; so none is let in. One that is inside when the web goes may find its servlet gone: what
 * it is told then (404, 500) becomes a 503 too.
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

    private final Supplier<Object> sign;

    /** In the container: open while somebody offers a service that says so. */
    public Door() {
        OpenSign own = new OpenSign();
        addBean(own);
        this.sign = own::current;
    }

    /** @param sign null while closed; another object after each time */
    Door(Supplier<Object> sign) {
        this.sign = sign;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Object atEntry = sign.get();
        if (atEntry != null) {
            request.addHttpStreamWrapper(stream -> new Leaving(stream, () -> sign.get() == atEntry));
            return super.handle(request, response, callback);
        }
        boolean page = wantsPage(request.getHeaders());
        byte[] body = body(page);
        response.getHeaders().add(headers(page, body));
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static boolean wantsPage(HttpFields request) {
        String accept = request.get(HttpHeader.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private static byte[] body(boolean page) {
        return page ? PAGE : PROBLEM;
    }

    private static HttpFields headers(boolean page, byte[] body) {
        return HttpFields.build()
                .put(HttpHeader.CONTENT_TYPE, page ? "text/html;charset=utf-8" : "application/problem+json")
                .put(HttpHeader.CONTENT_LENGTH, body.length)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.RETRY_AFTER, "1")
                .put(new HttpField("X-Content-Type-Options", "nosniff"));
    }

    /** The answer on its way out, by the threads that write it, one after the other. */
    private static final class Leaving extends HttpStream.Wrapper {

        private final BooleanSupplier stillOpen;
        private boolean replaced;

        Leaving(HttpStream stream, BooleanSupplier stillOpen) {
            super(stream);
            this.stillOpen = stillOpen;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            if (response != null && isWayOut(response.getStatus()) && !stillOpen.getAsBoolean()) {
                replaced = true;
                boolean page = wantsPage(request.getHttpFields());
                byte[] body = body(page);
                MetaData.Response instead = new MetaData.Response(
                        HttpStatus.SERVICE_UNAVAILABLE_503, null, response.getHttpVersion(), headers(page, body));
                boolean withBody = !HttpMethod.HEAD.is(request.getMethod());
                super.send(request, instead, true, withBody ? ByteBuffer.wrap(body) : null, callback);
            } else if (replaced) {
                callback.succeeded(); // the rest of what it was going to say
            } else {
                super.send(request, response, last, content, callback);
            }
        }

        private static boolean isWayOut(int status) {
            return status == HttpStatus.NOT_FOUND_404 || status == HttpStatus.INTERNAL_SERVER_ERROR_500;
        }
    }
}
