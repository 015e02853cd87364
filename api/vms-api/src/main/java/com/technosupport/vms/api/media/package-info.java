/** The way of a packet: from a camera's stream through the hub to many readers. */
@Export
@Version("2.0.0")
package com.technosupport.vms.api.media;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
