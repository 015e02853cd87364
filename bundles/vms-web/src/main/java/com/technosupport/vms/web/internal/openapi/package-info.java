/** Used by the build alone, to finish the OpenAPI document; not in the bundle. */
package com.technosupport.vms.web.internal.openapi;
