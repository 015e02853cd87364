package com.technosupport.vms.web.internal.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;

/**
 * Lets players on pages of others speak WHEP, as its draft wants it (CORS of the Fetch standard): with the token that they send by
 * themselves, never with the cookie of whoever sits there, since no answer allows credentials. Everything else here is for pages of
 * our own.
 */
@PreMatching
final class WhepCors implements ContainerRequestFilter, ContainerResponseFilter {

    private static final Pattern PATH = Pattern.compile("cameras/[^/]+/whep(/[^/]+)?");
    private static final String WANTED = "Access-Control-Request-Method";

    @Override
    public void filter(ContainerRequestContext request) {
        // What a browser asks before it sends anything; it may not log in for that.
        if (request.getMethod().equals("OPTIONS")
                && isFromAnotherPage(request)
                && request.getHeaderString(WANTED) != null) {
            request.abortWith(Response.noContent()
                    .header("Access-Control-Allow-Methods", "POST, DELETE, OPTIONS")
                    .header("Access-Control-Allow-Headers", "Authorization, Content-Type")
                    .header("Access-Control-Max-Age", "3600")
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (isFromAnotherPage(request)) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.putSingle("Access-Control-Allow-Origin", "*");
            headers.putSingle("Access-Control-Expose-Headers", "Location, Link, Accept-Post, Allow");
        }
    }

    private static boolean isFromAnotherPage(ContainerRequestContext request) {
        return request.getHeaderString("Origin") != null
                && PATH.matcher(request.getUriInfo().getPath()).matches();
    }
}
