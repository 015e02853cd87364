/** Rules: what is to be done when something happens; and alarms, which somebody has to look at. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.rule;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
