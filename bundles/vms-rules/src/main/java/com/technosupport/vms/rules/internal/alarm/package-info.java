/** Alarms, and when the server raises its own. */
package com.technosupport.vms.rules.internal.alarm;
