package com.technosupport.vms.simulator.internal.onvif;

import java.util.List;

/** A SOAP fault to be answered (ONVIF Core Specification, "Fault handling"). */
final class OnvifFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean sender;
    private final transient List<String> subcodes;

    private OnvifFault(boolean sender, List<String> subcodes, String reason) {
        super(reason, null, false, false);
        this.sender = sender;
        this.subcodes = subcodes;
    }

    /** The caller's mistake in an argument. */
    static OnvifFault invalid(String subcode, String reason) {
        return new OnvifFault(true, List.of("ter:InvalidArgVal", subcode), reason);
    }

    static OnvifFault noProfile() {
        return invalid("ter:NoProfile", "The requested profile token does not exist");
    }

    static OnvifFault notSupported() {
        return new OnvifFault(false, List.of("ter:ActionNotSupported"), "Optional Action Not Implemented");
    }

    /** A fault with one subcode of WS-BaseNotification or WS-Resource. */
    static OnvifFault of(boolean sender, String subcode, String reason) {
        return new OnvifFault(sender, List.of(subcode), reason);
    }

    boolean sender() {
        return sender;
    }

    boolean isNotSupported() {
        return subcodes.contains("ter:ActionNotSupported");
    }

    String envelope(Soap soap) {
        return soap.fault(sender ? "Sender" : "Receiver", subcodes, getMessage());
    }
}
