/**
 * Simulated cameras: ONVIF device services, WS-Discovery responders and RTSP servers that loop real footage, with a switch for
 * every fault. A library for tests and a program of its own; it needs the JDK alone.
 */
@Export
@Version("0.1.0")
package com.technosupport.vms.simulator;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
