package com.technosupport.vms.api.driver;

/** Where the packets of a stream come from. */
public sealed interface MediaSource permits RtspSource, CustomSource {}
