package com.technosupport.vms.web.internal.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegate;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/** Lets a call wait without its thread, by the container's own means. Jersey has this in a module that finds it by files in META-INF. */
final class WaitingCalls implements AsyncContextDelegateProvider {

    /** Jersey has its own time limits. */
    private static final long NEVER = 0;

    @Override
    public AsyncContextDelegate createDelegate(HttpServletRequest request, HttpServletResponse response) {
        return new Delegate(request, response);
    }

    private static final class Delegate implements AsyncContextDelegate {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final AtomicBoolean completed = new AtomicBoolean();
        private volatile AsyncContext context;

        Delegate(HttpServletRequest request, HttpServletResponse response) {
            this.request = request;
            this.response = response;
        }

        @Override
        public void suspend() {
            if (!completed.get() && context == null) {
                AsyncContext started = request.startAsync(request, response);
                started.setTimeout(NEVER);
                context = started;
            }
        }

        @Override
        public void complete() {
            AsyncContext started = context;
            if (completed.compareAndSet(false, true) && started != null) {
                started.complete();
            }
        }

        @Override
        public boolean isCompleted() {
            return completed.get();
        }
    }
}
