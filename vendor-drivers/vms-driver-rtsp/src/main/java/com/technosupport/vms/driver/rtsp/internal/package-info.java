/** Any RTSP address as a camera. */
package com.technosupport.vms.driver.rtsp.internal;
