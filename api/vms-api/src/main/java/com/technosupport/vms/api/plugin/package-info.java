/** What is installed as plug-ins, and how their updates go. */
@Export
@Version("1.1.0")
package com.technosupport.vms.api.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
