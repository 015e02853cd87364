package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.auth.UsernameToken;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** Lets in who has credentials: a UsernameToken of WS-Security, or HTTP Digest (ONVIF Core Specification, "Authentication"). */
final class Access {
    private static final String SECURITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String SECURITY_UTILITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    private final Surroundings here;
    private final HttpAuth httpAuth;
    private final UsernameToken tokens;
    private final FaultBoard faults;
    private final Counters counters;

    Access(Surroundings here, HttpAuth httpAuth, FaultBoard faults, Counters counters) {
        this.here = here;
        this.httpAuth = httpAuth;
        this.faults = faults;
        this.counters = counters;
        tokens = new UsernameToken(here.state()::credentials);
    }

    /** Why a SOAP request is not let in, or nothing when it is. */
    Optional<Response> refusal(Request request, Soap.Call call) {
        if (faults.has(Fault.ACCOUNT_LOCKED)) {
            counters.refused.increment();
            return Optional.of(locked());
        }
        boolean digestAlone = here.has(OnvifQuirk.ONLY_HTTP_DIGEST);
        boolean tokenAlone = here.has(OnvifQuirk.ONLY_USERNAME_TOKEN);
        Optional<Element> token = digestAlone ? Optional.empty() : Xml.find(call.envelope(), SECURITY, "UsernameToken");
        boolean byToken = token.isPresent()
                && (tokenAlone || request.header("authorization").isEmpty());
        if (byToken || tokenAlone) {
            if (byToken && !faults.has(Fault.WRONG_PASSWORD) && isGood(token.get())) {
                return Optional.empty();
            }
            if (byToken) {
                counters.refused.increment();
            }
            return Optional.of(notAuthorized(List.of()));
        }
        HttpAuth.Result result = check(request);
        return result == HttpAuth.Result.GOOD
                ? Optional.empty()
                : Optional.of(notAuthorized(httpAuth.challenges(result == HttpAuth.Result.STALE)));
    }

    /** Why a request without SOAP is not let in, or nothing when it is. */
    Optional<Response> refusal(Request request) {
        if (faults.has(Fault.ACCOUNT_LOCKED)) {
            counters.refused.increment();
            return Optional.of(Response.text(403, "text/plain", "The account is locked\n"));
        }
        HttpAuth.Result result = check(request);
        return result == HttpAuth.Result.GOOD
                ? Optional.empty()
                : Optional.of(Response.unauthorized(
                        httpAuth.challenges(result == HttpAuth.Result.STALE), "text/plain", "Unauthorized\n"));
    }

    /** What who has no credentials is told. */
    Response challenge() {
        return notAuthorized(here.has(OnvifQuirk.ONLY_USERNAME_TOKEN) ? List.of() : httpAuth.challenges(false));
    }

    private HttpAuth.Result check(Request request) {
        HttpAuth.Result result = faults.has(Fault.WRONG_PASSWORD) ? HttpAuth.Result.BAD : httpAuth.check(request);
        if (result == HttpAuth.Result.BAD && request.header("authorization").isPresent()) {
            counters.refused.increment();
        }
        return result;
    }

    private boolean isGood(Element token) {
        String type = Xml.find(token, SECURITY, "Password")
                .map(element -> element.getAttribute("Type"))
                .orElse("");
        return tokens.check(
                Xml.text(token, SECURITY, "Username"),
                type,
                Xml.text(token, SECURITY, "Password"),
                Xml.text(token, SECURITY, "Nonce"),
                Xml.text(token, SECURITY_UTILITY, "Created"),
                here.now());
    }

    private Response notAuthorized(List<String> challenges) {
        String fault = fault("Sender not Authorized");
        if (here.has(OnvifQuirk.REFUSES_WITH_500)) {
            return Response.text(500, Soap.TYPE, fault);
        }
        return challenges.isEmpty()
                ? Response.text(400, Soap.TYPE, fault)
                : Response.unauthorized(challenges, Soap.TYPE, fault);
    }

    private Response locked() {
        return Response.text(403, Soap.TYPE, fault("The account is locked"));
    }

    private String fault(String reason) {
        return new Soap(here.has(OnvifQuirk.ODD_PREFIXES)).fault("Sender", List.of("ter:NotAuthorized"), reason);
    }
}
