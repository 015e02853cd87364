/** What a plug-in's jar says of itself, and whether that fits this server. Nothing here touches the framework's state. */
package com.technosupport.vms.plugins.internal.jar;
