/** Events over NATS. */
package com.technosupport.vms.bus.nats.internal;
