/** What rules can do. */
package com.technosupport.vms.rules.internal.action;
