/** Contract tests that a plug-in's own tests extend. Begin with {@link com.technosupport.vms.tck.VendorDriverContract}. */
package com.technosupport.vms.tck;
