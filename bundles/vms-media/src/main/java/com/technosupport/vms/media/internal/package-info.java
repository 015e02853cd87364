/** Keeps streams coming: pipelines, their sources and their readers. */
package com.technosupport.vms.media.internal;
