/** Takes plug-ins from {@code deploy/} and changes one version for another without a gap. */
package com.technosupport.vms.plugins.internal;
