package com.technosupport.vms.web.internal.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Says with a refusal that the connection ends. A body that was refused before it was read can only be got rid of so, and a client
 * that is not told sends its next request into a connection that is about to close (RFC 9112, section 9.6).
 */
final class UnreadBodies implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean body = request.getLength() > 0 || request.getHeaderString("Transfer-Encoding") != null;
        if (body && response.getStatus() >= 400) {
            response.getHeaders().putSingle("Connection", "close");
        }
    }
}
