/** Used by the build alone, to finish the OpenAPI document; never loaded in the container. */
package com.technosupport.vms.web.internal.openapi;
