package com.technosupport.vms.simulator;

/** Whose interface a simulated recorder speaks. */
public enum NvrVendor {
    /** ISAPI: XML over HTTP. */
    HIKVISION,
    /** CGI, RPC2 and DHIP: {@code key=value} lines and JSON over HTTP. */
    DAHUA
}
