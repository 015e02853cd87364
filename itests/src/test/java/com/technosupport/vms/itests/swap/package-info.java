/** A driver that the test puts into jars and drops into a running server. */
package com.technosupport.vms.itests.swap;
