package com.technosupport.vms.web.internal.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Says how long an answer is that is there as a whole. Where the connection's end is all that tells of an answer's end, FFmpeg
 * and the players made of it take it for one that was cut off.
 */
final class KnownLength implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof String text) {
            response.setEntity(
                    text.getBytes(StandardCharsets.UTF_8), response.getEntityAnnotations(), response.getMediaType());
        }
        if (response.getEntity() instanceof byte[] bytes) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, bytes.length);
        }
    }
}
