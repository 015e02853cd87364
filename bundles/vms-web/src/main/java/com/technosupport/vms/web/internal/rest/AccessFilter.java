package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.http.AccessRules;
import com.technosupport.vms.web.internal.http.Authenticator;
import com.technosupport.vms.web.internal.http.Identity;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Set;

/** Lets a call through to its method, or not: the one place that compares roles, and refuses what does not say whom it serves. */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Authenticator authenticator;

    /** Put there by Jersey: stands for the request that the thread serves. */
    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    AccessFilter(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Method method = resource.getResourceMethod();
        boolean reading = READING.contains(context.getMethod());
        if (method == null || method.getDeclaringClass().getPackage() != AccessFilter.class.getPackage()) {
            if (context.getMethod().equals("OPTIONS")) {
                // Jersey's own answer: which methods there are, no more.
                return;
            }
            throw new VmsException(ErrorCode.FORBIDDEN, "Nobody may do this");
        }
        if (method.isAnnotationPresent(Allow.Anyone.class)) {
            if (!reading && Authenticator.isCrossSite(request)) {
                throw notFromThisSite();
            }
            call(null).attachTo(context);
            return;
        }
        Allow allow = method.getAnnotation(Allow.class);
        if (allow == null) {
            throw new VmsException(ErrorCode.FORBIDDEN, "Nobody may do this");
        }
        Identity identity = authenticator
                .identify(request)
                .orElseThrow(() -> new VmsException(ErrorCode.UNAUTHENTICATED, "Log in first"));
        if (identity.byCookie() && !reading) {
            requireOwnScript();
        }
        if (!allow.beforePasswordChange()) {
            AccessRules.requireOwnPassword(identity.caller());
        }
        if (!identity.caller().role().includes(allow.value())) {
            throw new VmsException(ErrorCode.FORBIDDEN, "Only the role " + allow.value() + " may do this");
        }
        call(identity).attachTo(context);
    }

    private void requireOwnScript() {
        if (request.getHeader(Authenticator.CSRF_HEADER) == null) {
            throw new VmsException(
                    ErrorCode.FORBIDDEN, "A call with a cookie needs the header " + Authenticator.CSRF_HEADER);
        }
        if (Authenticator.isCrossSite(request)) {
            throw notFromThisSite();
        }
    }

    private static VmsException notFromThisSite() {
        return new VmsException(ErrorCode.FORBIDDEN, "Not from this site");
    }

    private Call call(Identity identity) {
        return new Call(identity, request.getRemoteAddr(), request.isSecure());
    }
}
