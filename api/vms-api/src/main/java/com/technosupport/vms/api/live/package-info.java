/** Live viewing: from a stream to one viewer's browser. */
@Export
@Version("2.0.0")
package com.technosupport.vms.api.live;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
