package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** A SOAP fault (SOAP 1.2, section 5.4; ONVIF Core Specification, "Fault handling"), as what it means for us. */
final class OnvifFault extends VmsException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_REASON = 200;
    private static final int DEEPEST_SUBCODE = 5;

    private static final Set<String> REFUSALS = Set.of(
            "NotAuthorized",
            "SenderNotAuthorized",
            "FailedAuthentication",
            "FailedCheck",
            "InvalidSecurity",
            "InvalidSecurityToken",
            "MessageExpired");
    private static final Set<String> INABILITIES =
            Set.of("ActionNotSupported", "NoSuchService", "OptionalActionNotImplemented", "NotSupported");
    private static final Pattern LOCKED = Pattern.compile("(?i)\\block(ed|out)?\\b");
    private static final Pattern REFUSED =
            Pattern.compile("(?i)not[ -]?authori[sz]ed|unauthori[sz]ed|authentication fail");

    private OnvifFault(ErrorCode code, String message) {
        super(code, message);
    }

    /** Whether the device wants a login, or does not take the one it got. */
    boolean isRefusal() {
        return code() == ErrorCode.BAD_CREDENTIALS || code() == ErrorCode.DEVICE_LOCKED;
    }

    static OnvifFault of(Element fault) {
        Set<String> codes = new HashSet<>();
        Optional<Element> code = Elements.find(fault, "Code");
        for (int depth = 0; code.isPresent() && depth < DEEPEST_SUBCODE; depth++) {
            codes.add(local(Elements.text(code.get(), "Value")));
            code = Elements.find(code.get(), "Subcode");
        }
        // SOAP 1.1, which a few devices answer whatever they are asked in.
        codes.add(local(Elements.text(fault, "faultcode")));
        String reason = Elements.text(fault, "Reason", "Text");
        if (reason.isEmpty()) {
            reason = Elements.text(fault, "faultstring");
        }
        return of(codes, Elements.shown(reason, LONGEST_REASON));
    }

    private static OnvifFault of(Set<String> codes, String reason) {
        boolean refusal = codes.stream().anyMatch(REFUSALS::contains)
                || REFUSED.matcher(reason).find();
        if (LOCKED.matcher(reason).find()
                || codes.stream().anyMatch(code -> LOCKED.matcher(code).find())) {
            return new OnvifFault(
                    ErrorCode.DEVICE_LOCKED, "The device has locked the account after failed logins: " + reason);
        }
        if (refusal) {
            return new OnvifFault(
                    ErrorCode.BAD_CREDENTIALS,
                    "The device refuses the name or the password, or the user may not use ONVIF");
        }
        String said = reason.isEmpty() ? String.join(" ", List.copyOf(codes)).strip() : reason;
        return codes.stream().anyMatch(INABILITIES::contains)
                ? new OnvifFault(ErrorCode.NOT_SUPPORTED, "The device cannot do that: " + said)
                : new OnvifFault(
                        ErrorCode.DEVICE_PROTOCOL,
                        "The device answers with an error: " + Elements.shown(said, LONGEST_REASON));
    }

    private static String local(String qualified) {
        return qualified.substring(qualified.lastIndexOf(':') + 1).strip();
    }
}
