package com.technosupport.vms.web.internal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.http.BodyTooLargeException;
import com.technosupport.vms.web.internal.http.Failure;
import com.technosupport.vms.web.internal.http.Gate;
import com.technosupport.vms.web.internal.http.Paths;
import com.technosupport.vms.web.internal.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a problem of every exception below {@code /api}. The only place that logs them, and only those that are our fault. */
final class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    private final Clock clock;

    @Context
    private HttpServletRequest request;

    ProblemMapper(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        Failure failure = failure(thrown);
        String correlation = Gate.correlationId(request);
        if (failure.status() == 500) {
            LOG.error("{} {} failed", request.getMethod(), Paths.of(request), thrown);
        }
        Problem problem = failure.problem(Paths.of(request), correlation);
        Response.ResponseBuilder response =
                Response.status(failure.status()).type(Problem.MEDIA_TYPE).entity(problem.toJson());
        failure.retryAfterSeconds().ifPresent(seconds -> response.header("Retry-After", seconds));
        if (failure.status() == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        if (thrown instanceof WebApplicationException http && http.getResponse().getHeaderString("Allow") != null) {
            response.header("Allow", http.getResponse().getHeaderString("Allow"));
        }
        return response.build();
    }

    private Failure failure(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException) {
                return Failure.ofStatus(413);
            }
            Optional<Failure> containers = Failure.ofContainer(cause);
            if (containers.isPresent()) {
                return containers.get();
            }
            if (cause instanceof LoginRefusedException refused) {
                return Failure.of(refused, clock.instant()).withStatus(401);
            }
            if (cause instanceof IncapableException incapable) {
                return Failure.of(incapable, clock.instant()).withStatus(409);
            }
            if (cause instanceof VmsException known) {
                return Failure.of(known, clock.instant());
            }
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return Failure.ofStatus(503, "The server is stopping");
            }
            if (cause instanceof JsonProcessingException json && !isDisconnect(cause.getCause())) {
                return JsonErrors.failure(json);
            }
            if (isDisconnect(cause)) {
                return Failure.ofStatus(400, "The request broke off");
            }
        }
        if (thrown instanceof WebApplicationException http) {
            return Failure.ofStatus(http.getResponse().getStatus());
        }
        return Failure.ofStatus(500);
    }

    /** Jackson's own exceptions are IOExceptions too. */
    private static boolean isDisconnect(Throwable cause) {
        return cause instanceof IOException && !(cause instanceof JsonProcessingException);
    }
}
