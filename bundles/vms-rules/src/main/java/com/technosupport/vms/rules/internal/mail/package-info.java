/** Sending mail. */
package com.technosupport.vms.rules.internal.mail;
