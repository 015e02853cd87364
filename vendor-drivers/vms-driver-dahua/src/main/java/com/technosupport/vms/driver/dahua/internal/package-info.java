/** Dahua recorders and cameras, by CGI. */
package com.technosupport.vms.driver.dahua.internal;
