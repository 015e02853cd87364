/** What outlives a restart. All SQL is behind these interfaces. */
@Export
@Version("1.4.0")
package com.technosupport.vms.api.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
