/** The nouns of the system: cameras, their streams, ids, and what can go wrong with them. */
@Export
@Version("1.2.0")
package com.technosupport.vms.api.model;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
