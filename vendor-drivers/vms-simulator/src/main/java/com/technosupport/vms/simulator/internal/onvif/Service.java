package com.technosupport.vms.simulator.internal.onvif;

/** One of a device's services. Used by the device's event loop alone. */
interface Service {
    /** The namespace of its operations. */
    String namespace();

    /** Where it answers. */
    String path();

    /** The Capabilities element that GetServiceCapabilities tells, without the element around it. */
    String capabilities();

    /** What goes into the answer's body. */
    String answer(Soap.Call call) throws OnvifFault;
}
